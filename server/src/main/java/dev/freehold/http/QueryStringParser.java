package dev.freehold.http;

import dev.freehold.http.Request.QueryParameter;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.ArrayList;
import java.util.List;

/// Parses a query string (application/x-www-form-urlencoded, URL standard section 5.1). Invalid
/// UTF-8 and incomplete escapes are rejected, never replaced.
public final class QueryStringParser {
  /// More than any endpoint accepts.
  public static final int MAX_PARAMETERS = 100;

  private QueryStringParser() {}

  /// The parameters in order, with duplicates.
  ///
  /// @param raw the text after the `?`
  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` with every parameter that
  ///   cannot be parsed
  public static List<QueryParameter> parse(String raw) {
    if (raw.isEmpty()) {
      return List.of();
    }
    List<QueryParameter> parameters = new ArrayList<>();
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
              .toException();
        }
        read(raw, from, to, parameters, violations);
      }
      from = to + 1;
    }
    if (!violations.isEmpty()) {
      throw new Problem.Invalid(violations).toException();
    }
    return parameters;
  }

  private static void read(
      String raw, int from, int to, List<QueryParameter> parameters, List<Violation> violations) {
    int equals = raw.indexOf('=', from);
    int nameEnd = equals < 0 || equals > to ? to : equals;
    String name = PercentDecoder.decode(raw, from, nameEnd, true);
    String value = nameEnd == to ? "" : PercentDecoder.decode(raw, nameEnd + 1, to, true);
    if (name != null && value != null) {
      parameters.add(new QueryParameter(name, value));
    } else {
      violations.add(
          new Violation(
              name == null ? raw.substring(from, nameEnd) : name,
              ViolationCode.FORMAT,
              "A query parameter must be percent-encoded UTF-8."));
    }
  }
}
