package dev.freehold.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.GoldenFiles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Tests the error codes. Clients branch on codes, so a changed or removed code must fail a test,
/// and every code must be documented.
class ProblemCodesTest {
  private static final Path GOLDEN = Path.of("testdata/golden");
  private static final Path PAGE = Path.of("docs/errors.md");

  private static final List<Problem> EVERY =
      List.of(
          new Problem.Invalid(List.of()),
          new Problem.MalformedJson(""),
          new Problem.BadRequest(""),
          new Problem.Unauthorized(),
          new Problem.InvalidToken(),
          new Problem.TokenExpired(),
          new Problem.InvalidCredentials(),
          new Problem.Forbidden(),
          new Problem.EmailNotVerified(),
          new Problem.SecondFactorRequired(),
          new Problem.StepUpRequired(),
          new Problem.PasskeyRefused(),
          new Problem.NotFound(),
          new Problem.MethodNotAllowed(""),
          new Problem.RequestTimeout(),
          new Problem.Conflict(List.of()),
          new Problem.AlreadyProcessed(),
          new Problem.PreconditionFailed(),
          new Problem.PayloadTooLarge(1),
          new Problem.UriTooLong(1),
          new Problem.UnsupportedMediaType(),
          new Problem.IdempotencyMismatch(),
          new Problem.RateLimited(1),
          new Problem.HeadersTooLarge(1),
          new Problem.Internal(Problem.Outcome.NONE),
          new Problem.Unavailable(1, Problem.Outcome.NONE));

  @Test
  void everyProblemIsListed() {
    assertThat(EVERY.stream().map(Object::getClass).toList())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.class.getPermittedSubclasses()).collect(Collectors.toList()));
    assertThat(EVERY.stream().map(Problem::code)).doesNotHaveDuplicates();
  }

  @Test
  void codesAndStatusesMatchTheGoldenFile() throws Exception {
    List<String> lines = new ArrayList<>();
    for (Problem problem : EVERY) {
      lines.add(problem.status() + " " + problem.code());
    }
    for (String code : violationCodes()) {
      lines.add("detail " + code);
    }
    GoldenFiles.check(GOLDEN, "problem-codes.txt", String.join("\n", lines) + "\n");
  }

  @Test
  void thePageListsExactlyTheseCodes() throws Exception {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`", -1)[1])
            .toList();
    List<String> codes = new ArrayList<>();
    EVERY.forEach(problem -> codes.add(problem.code()));
    codes.addAll(violationCodes());
    assertThat(rows).containsExactlyInAnyOrderElementsOf(codes);
    for (Problem problem : EVERY) {
      assertThat(Files.readString(PAGE))
          .contains("| `" + problem.code() + "` | " + problem.status() + " |");
    }
  }

  private static List<String> violationCodes() throws IllegalAccessException {
    List<String> codes = new ArrayList<>();
    for (Field field : ViolationCode.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.get(null) instanceof String code) {
        codes.add(code);
      }
    }
    return codes;
  }
}
