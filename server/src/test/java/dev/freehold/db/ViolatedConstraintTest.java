package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ViolatedConstraintTest {
  private static final String LONG = "a_table_with_a_long_name_a_column_with_a_long_name_key";

  private static ViolatedConstraint of(String table, String constraint) {
    return Objects.requireNonNull(
        ViolatedConstraint.of(
            new PgException(
                "violates",
                "ERROR",
                "23505",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "app",
                table,
                "",
                "",
                constraint)));
  }

  @Test
  void theNumberOfAShardIsTakenOffWhereTheTableHasItToo() {
    assertThat(of("notes_102008", "notes_key_102008"))
        .isEqualTo(new ViolatedConstraint("notes", "notes_key", false));
    assertThat(of("notes", "notes_key_102008").name()).isEqualTo("notes_key_102008");
    assertThat(of("notes_102008", "notes_102008_key").name()).isEqualTo("notes_102008_key");
  }

  @Test
  void aNameWhoseEndIsAHashIsFoundByItsBeginningIfThatIsOneName() {
    String cut = LONG.substring(0, 47) + "_0a1b2c3d_102008";
    ViolatedConstraint shortened = of("notes_102008", cut);
    assertThat(shortened.in(Map.of(LONG, 1, "notes_key", 2))).isEqualTo(1);
    assertThat(shortened.in(Map.of(LONG, 1, LONG + "_2", 2))).isNull();
    assertThat(of("notes_102008", "notes_0a1b2c3d_102008").in(Map.of("notes_key", 2))).isNull();
  }

  @Test
  void anErrorOfAnotherKindNamesNoConstraint() {
    assertThat(ViolatedConstraint.of(new PgException("constraint \"x\"", "ERROR", "42704", "")))
        .isNull();
  }
}
