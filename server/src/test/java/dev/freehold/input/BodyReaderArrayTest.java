package dev.freehold.input;

import static dev.freehold.input.BodyReaderTest.TASKS;
import static dev.freehold.input.BodyReaderTest.THINGS;
import static dev.freehold.input.BodyReaderTest.problem;
import static dev.freehold.input.BodyReaderTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.input.BodyReader.RowUpdate;
import dev.freehold.problem.Problem;
import dev.freehold.query.FieldValues;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Tests bodies that are arrays of rows.
final class BodyReaderArrayTest {
  private final BodyReader create = BodyReader.ofCreate(TASKS);
  private final BodyReader update = BodyReader.ofUpdate(TASKS);

  @Test
  void distinguishesAnArrayFromAnObject() {
    assertThat(BodyReader.isArray(utf8(" \n\t[1]"))).isTrue();
    assertThat(BodyReader.isArray(utf8("{\"a\":[]}"))).isFalse();
    assertThat(BodyReader.isArray(utf8(""))).isFalse();
    assertThat(BodyReader.isArray(utf8("  "))).isFalse();
  }

  @Test
  void readsRowsInOrder() {
    List<FieldValues> rows =
        create.readMany(utf8("[{\"title\":\"a\"},{\"title\":\"b\",\"completed\":true}]"), 100);

    assertThat(rows.stream().map(r -> r.value(0))).containsExactly("a", "b");
    List<RowUpdate> changes = changes(update, "[{\"title\":\"a\",\"id\":7},{\"id\":8}]", 100);
    assertThat(changes.stream().map(RowUpdate::id)).containsExactly(7L, 8L);
    assertThat(changes.getFirst().values().value(0)).isEqualTo("a");
    assertThat(changes.getLast().values().isEmpty()).isTrue();
  }

  @Test
  void namesTheRowOfEveryViolation() {
    assertThat(
            faults(
                () ->
                    create.readMany(
                        utf8(
                            "[{\"title\":\"a\"},{},3,[],{\"title\":\"\",\"x\":1},{\"id\":1,\"title\":2}]"),
                        100)))
        .containsExactly(
            "[1].title required [1].title must be given.",
            "[2] type [2] must be an object.",
            "[3] type [3] must be an object.",
            "[4].title too_short [4].title must not be empty.",
            "[4].x unknown [4].x is not known.",
            "[5].id read_only [5].id must not be given; the server sets it.",
            "[5].title type [5].title must be a string.");
    assertThat(
            faults(
                () ->
                    BodyReader.ofCreate(THINGS)
                        .readMany(utf8("[{\"code\":\"ab\",\"a_integer\":[1,null]}]"), 1)))
        .containsExactly("[0].a_integer[1] not_null [0].a_integer[1] must not be null.");
  }

  @Test
  void eachRowNeedsADistinctId() {
    assertThat(
            faults(
                () ->
                    changes(
                        update,
                        "[{\"id\":1},{\"id\":1},{\"title\":\"x\"},{\"id\":null},{\"id\":\"02\"},{\"id\":0},"
                            + "{\"id\":[1]},{\"id\":1.5},{\"id\":9223372036854775808},{\"id\":7.0}]",
                        100)))
        .containsExactly(
            "[1].id repeated [1].id must not repeat the id of [0].",
            "[2].id required [2].id must be given.",
            "[3].id not_null [3].id must not be null.",
            "[4].id type [4].id must be a whole number in digits.",
            "[5].id out_of_range [5].id must be at least 1.",
            "[6].id type [6].id must be a whole number, or one written as a string.",
            "[7].id type [7].id must be a whole number.",
            "[8].id out_of_range [8].id must be between -9007199254740991 and"
                + " 9007199254740991.");
    assertThat(faults(() -> changes(BodyReader.ofUpdate(THINGS), "[{\"id\":\"1-1-1-1-1\"}]", 1)))
        .containsExactly("[0].id format [0].id must be a UUID.");
  }

  @Test
  void limitsTheNumberOfRows() {
    assertThat(faults(() -> create.readMany(utf8("[]"), 100)))
        .containsExactly(" required The body must have at least one row.");
    assertThat(faults(() -> create.readMany(utf8("{}"), 100)))
        .containsExactly(" type The body must be an array.");
    assertThat(faults(() -> changes(update, "[{\"id\":1},{\"id\":2},{\"id\":3}]", 2)))
        .containsExactly(" too_many The body must have at most 2 rows.");
    assertThat(faults(() -> create.readMany(utf8("[" + "{},".repeat(9_999) + "{}]"), 1_000)))
        .hasSize(100);
  }

  @Test
  void keepsReadOnlyValuesForTheComparisonWithTheRow() {
    ViolationCollector violations = new ViolationCollector();
    List<RowUpdate> rows =
        update.readWholeRows(
            utf8(
                "[{\"id\":1,\"title\":\"\"},{\"title\":\"a\"},{\"id\":2,\"user_id\":\"u\"},"
                    + "{\"id\":3,\"user_id\":{}},{\"id\":1,\"user_id\":\"u\"}]"),
            100,
            violations);
    assertThat(rows.stream().map(RowUpdate::position)).containsExactly(0, 2, 3);
    assertThat(rows.get(1).values().echoed().keySet()).containsExactly("user_id");
    assertThat(faults(violations::throwIfAny))
        .containsExactly(
            "[0].title too_short [0].title must not be empty.",
            "[1].id required [1].id must be given.",
            "[3].user_id read_only [3].user_id must not be given; the server sets it.",
            "[4].id repeated [4].id must not repeat the id of [0].");
  }

  private static List<RowUpdate> changes(BodyReader reader, String body, int max) {
    ViolationCollector violations = new ViolationCollector();
    List<RowUpdate> rows = reader.readWholeRows(utf8(body), max, violations);
    violations.throwIfAny();
    return rows;
  }

  private static List<String> faults(ThrowingCallable reading) {
    return ((Problem.Invalid) problem(reading))
        .violations().stream().map(v -> v.field() + " " + v.code() + " " + v.message()).toList();
  }
}
