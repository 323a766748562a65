package dev.freehold.spec;

import java.util.List;

/// A relation to many: what points at a resource, seen from there. Nobody declares it; it follows from a [Spec.Ref].
///
/// @param name the resource that points, `tasks`, where it does so once; else `tasks_by_project`
/// @param from the resource that points
/// @param by its field that does
public record Reverse(String name, String from, Spec.Field by) {

  /// Those of one resource, in the order of the spec.
  ///
  /// @param all every resource of the spec
  /// @param to the name of the one that is pointed at
  public static List<Reverse> of(List<Spec.Resource> all, String to) {
    return all.stream()
        .flatMap(
            from -> {
              List<Spec.Field> pointing =
                  from.fields().stream()
                      .filter(f -> f.ref() != null && f.ref().to().equals(to))
                      .toList();
              return pointing.stream()
                  .map(f -> new Reverse(name(from, f, pointing.size() == 1), from.name(), f));
            })
        .toList();
  }

  private static String name(Spec.Resource from, Spec.Field field, boolean alone) {
    Spec.Ref ref = field.ref();
    return alone || ref == null ? from.name() : from.name() + "_by_" + ref.relation();
  }
}
