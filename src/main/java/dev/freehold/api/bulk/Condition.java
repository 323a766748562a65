package dev.freehold.api.bulk;

import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.List;
import java.util.stream.Stream;

/// What a client asks of one row before it is changed cannot be asked of several: that it is not asked must not go
/// unnoticed.
final class Condition {
  private Condition() {}

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` naming the headers
  static void refuse(Request request) {
    List<Violation> sent =
        Stream.of("If-Match", "If-None-Match")
            .filter(name -> request.header(name) != null)
            .map(name -> new Violation(name, ViolationCode.UNKNOWN, name + " is about one row."))
            .toList();
    if (!sent.isEmpty()) {
      throw new Problem.Invalid(sent).failure();
    }
  }
}
