package dev.freehold.openapi;

import dev.freehold.problem.Problem;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/// Creates a sample of any problem type by reflection, so that no list needs maintenance.
final class ProblemSamples {
  private ProblemSamples() {}

  static Problem sample(Class<?> problem) {
    RecordComponent[] components = problem.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(types).map(ProblemSamples::value).toArray();
    try {
      return (Problem) problem.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(problem.getName(), e);
    }
  }

  private static Object value(Class<?> type) {
    if (type == int.class) {
      return 1;
    }
    if (type == boolean.class) {
      return false;
    }
    if (type == String.class) {
      return "a detail";
    }
    if (type == Problem.Quota.class) {
      return new Problem.Quota("login", 60, 60);
    }
    return type == List.class ? List.of() : Problem.Outcome.NONE;
  }
}
