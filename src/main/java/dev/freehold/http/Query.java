package dev.freehold.http;

import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.ArrayList;
import java.util.List;

/// Reads the query of an address (application/x-www-form-urlencoded, the URL standard section 5.1),
/// strictly: what is not UTF-8 or not a whole escape is refused, never replaced.
public final class Query {
  /// More than any endpoint takes; a longer list costs work and means nothing.
  public static final int MAX_PARAMETERS = 100;

  private Query() {}

  /// The parameters in order, repeats kept.
  ///
  /// @param raw what stands after the `?`
  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` naming every parameter that
  ///   cannot be read
  public static List<Parameter> parse(String raw) {
    if (raw.isEmpty()) {
      return List.of();
    }
    List<Parameter> parameters = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    int from = 0;
    while (from <= raw.length()) {
      int to = raw.indexOf('&', from);
      if (to < 0) {
        to = raw.length();
      }
      if (to > from) {
        if (parameters.size() + violations.size() == MAX_PARAMETERS) {
          throw Problem.Invalid.of(
                  "",
                  ViolationCode.TOO_MANY,
                  "There may be at most " + MAX_PARAMETERS + " query parameters.")
              .failure();
        }
        read(raw, from, to, parameters, violations);
      }
      from = to + 1;
    }
    if (!violations.isEmpty()) {
      throw new Problem.Invalid(violations).failure();
    }
    return parameters;
  }

  private static void read(
      String raw, int from, int to, List<Parameter> parameters, List<Violation> violations) {
    int equals = raw.indexOf('=', from);
    int nameEnd = equals < 0 || equals > to ? to : equals;
    String name = Percent.decode(raw, from, nameEnd, true);
    String value = nameEnd == to ? "" : Percent.decode(raw, nameEnd + 1, to, true);
    if (name != null && value != null) {
      parameters.add(new Parameter(name, value));
    } else {
      violations.add(
          new Violation(
              name == null ? raw.substring(from, nameEnd) : name,
              ViolationCode.FORMAT,
              "A query parameter must be percent-encoded UTF-8."));
    }
  }
}
