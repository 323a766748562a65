package dev.freehold.input;

import static dev.freehold.input.BodyReaderTest.problem;
import static dev.freehold.input.BodyReaderTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.query.ResourceView;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.TestSpecs;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Tests rules over several fields, as far as the body alone decides them.
final class RowCheckValidatorTest {
  private static final ResourceView TRIPS =
      TestSpecs.view(
          ((SpecResult.Valid)
                  SpecChecker.check(
                      utf8(
                          """
                          freehold: 1
                          name: Trips
                          resources:
                            trips:
                              fields:
                                starts_on: { type: date, required: true }
                                ends_on: date
                                seats: { type: integer, default: 4 }
                                taken: { type: integer, default: 0 }
                              checks:
                                - { rule: "ends_on >= starts_on", message: "It ends before it starts." }
                                - { rule: "taken <= seats", message: "There are not as many seats." }
                          """)))
              .spec());

  private final BodyReader create = BodyReader.ofCreate(TRIPS);
  private final BodyReader update = BodyReader.ofUpdate(TRIPS);

  private static List<String> violations(ThrowingCallable reading) {
    return ((Problem.Invalid) problem(reading))
        .violations().stream().map(v -> v.field() + " " + v.code() + " " + v.message()).toList();
  }

  @Test
  void reportsEachBrokenRuleForItsFirstField() {
    assertThat(
            violations(
                () ->
                    create.read(
                        utf8(
                            "{\"starts_on\":\"2026-03-02\",\"ends_on\":\"2026-03-01\",\"taken\":5}"))))
        .containsExactly(
            "ends_on rule It ends before it starts.", "taken rule There are not as many seats.");
  }

  @Test
  void passesARuleThatDependsOnAMissingValue() {
    assertThatCode(
            () -> create.read(utf8("{\"starts_on\":\"2026-03-02\",\"seats\":null,\"taken\":9}")))
        .doesNotThrowAnyException();
  }

  @Test
  void skipsRulesOfInvalidFields() {
    assertThat(violations(() -> create.read(utf8("{\"ends_on\":\"never\",\"taken\":3}"))))
        .extracting(f -> f.substring(0, f.indexOf(' ', f.indexOf(' ') + 1)))
        .containsExactly("ends_on format", "starts_on required");
  }

  @Test
  void leavesRulesWithMissingFieldsToTheDatabase() {
    assertThatCode(() -> update.read(utf8("{\"ends_on\":\"0001-01-01\",\"taken\":99}")))
        .doesNotThrowAnyException();
    assertThat(violations(() -> update.read(utf8("{\"seats\":1,\"taken\":2}"))))
        .containsExactly("taken rule There are not as many seats.");
  }

  @Test
  void namesTheRow() {
    Problem.Invalid problem =
        (Problem.Invalid)
            problem(
                () ->
                    create.readMany(
                        utf8(
                            "[{\"starts_on\":\"2026-03-02\"},{\"starts_on\":\"2026-03-02\",\"taken\":5}]"),
                        100));
    assertThat(problem.violations()).extracting(Violation::field).containsExactly("[1].taken");
  }
}
