package dev.freehold.testkit.scene;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request on the way to a scene.
public sealed interface SceneStep {
  ResourcePlan resource();

  ScenePerson by();

  /// Creates the row of a resource.
  ///
  /// @param fixed the values that the body must have
  /// @param writable the fields that the caller may write in this new row
  record CreateStep(
      ResourcePlan resource,
      ScenePerson by,
      Map<String, @Nullable Object> fixed,
      List<WriteField> writable)
      implements SceneStep {
    public CreateStep {
      writable = List.copyOf(writable);
    }
  }

  /// Changes one value of the row of a resource.
  record ChangeStep(ResourcePlan resource, ScenePerson by, String column, @Nullable Object value)
      implements SceneStep {}
}
