package dev.freehold.plan;

import java.util.List;

/// Everything that is decided about a backend before it starts. A pure function of the spec; `ddl`, `sql`, `input` and
/// `openapi` only render it.
///
/// @param base the path that every route of the API starts with, `/api/v1`
/// @param description empty where the spec has none
public record ApiPlan(
    String name,
    String version,
    String description,
    String base,
    Auth auth,
    List<ResourcePlan> resources) {

  public ApiPlan {
    resources = List.copyOf(resources);
  }

  /// @param signup whether the sign-up route exists
  /// @param passwordMaxLength characters
  public record Auth(boolean signup, int passwordMinLength, int passwordMaxLength) {}
}
