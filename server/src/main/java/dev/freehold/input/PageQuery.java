package dev.freehold.input;

import dev.freehold.http.Request.QueryParameter;
import dev.freehold.plan.ResourcePlan;
import java.util.List;

/// The query of a list that has `page` and `limit` and no other parameter.
///
/// @param page from 1
public record PageQuery(int page, int limit) {
  public static final int STANDARD_LIMIT = 20;
  public static final int MAX_LIMIT = 100;

  private static final String PAGE = "page";
  private static final String LIMIT = "limit";

  /// The rows before this page.
  public long offset() {
    return (page - 1L) * limit;
  }

  /// @throws dev.freehold.problem.ProblemException of [dev.freehold.problem.Problem.Invalid] with
  ///     every violation
  public static PageQuery read(List<QueryParameter> parameters) {
    ViolationCollector violations = new ViolationCollector();
    QueryParameterValidator validator = new QueryParameterValidator(violations);
    int page = 1;
    int limit = STANDARD_LIMIT;
    for (QueryParameter parameter : parameters) {
      String name = parameter.name();
      if (!name.equals(PAGE) && !name.equals(LIMIT)) {
        violations.addUnknown(name, List.of(PAGE, LIMIT));
      } else if (validator.acceptOnce(name)) {
        if (name.equals(PAGE)) {
          page = validator.readInteger(name, parameter.value(), ResourcePlan.MAX_PAGE);
        } else {
          limit = validator.readInteger(name, parameter.value(), MAX_LIMIT);
        }
      }
    }
    violations.throwIfAny();
    return new PageQuery(page, limit);
  }
}
