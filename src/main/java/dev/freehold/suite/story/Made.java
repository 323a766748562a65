package dev.freehold.suite.story;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.suite.value.Draft;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row that an earlier step of a case made.
///
/// @param name what stands for its id
public record Made(ResourcePlan resource, String name, Draft draft) {
  public String id() {
    return "{" + name + "}";
  }

  public String path() {
    return "/" + resource.name() + "/" + id();
  }

  public @Nullable Object value(String field) {
    return draft.row().get(field);
  }

  /// A text that stands in this row and in no other; empty where it has none.
  public String mark() {
    return draft.body().values().stream()
        .filter(String.class::isInstance)
        .map(v -> Objects.toString(v))
        .filter(v -> v.startsWith("Item ") && v.length() < 40)
        .findFirst()
        .orElse("");
  }
}
