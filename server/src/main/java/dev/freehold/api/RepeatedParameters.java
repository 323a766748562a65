package dev.freehold.api;

import dev.freehold.http.Request.QueryParameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Joins the values of a repeated list parameter, so that `sort=a&sort=b` means `sort=a,b`. Form
/// libraries and HTTP clients write lists in both ways.
final class RepeatedParameters {
  private static final Set<String> LISTS = Set.of("sort", "fields", "include");

  private RepeatedParameters() {}

  /// The parameters in order, each list parameter once, at its first place. Parameters that take one
  /// value stay as they are.
  static List<QueryParameter> join(List<QueryParameter> parameters) {
    return join(parameters, LISTS);
  }

  /// @param lists the names of the list parameters that are no filters
  static List<QueryParameter> join(List<QueryParameter> parameters, Set<String> lists) {
    if (parameters.stream().noneMatch(p -> isList(p.name(), lists))) {
      return parameters;
    }
    Map<Object, QueryParameter> joined = new LinkedHashMap<>();
    for (QueryParameter parameter : parameters) {
      Object key = isList(parameter.name(), lists) ? parameter.name() : new Object();
      joined.merge(
          key,
          parameter,
          (first, next) -> new QueryParameter(first.name(), first.value() + "," + next.value()));
    }
    return List.copyOf(joined.values());
  }

  private static boolean isList(String name, Set<String> lists) {
    return lists.contains(name) || name.endsWith("[in]") || name.endsWith("[nin]");
  }
}
