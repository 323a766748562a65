package dev.freehold.draft;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What of a spec comes back from a document or a database that was made from it.
final class SpecShape {
  private SpecShape() {}

  /// A draft as a spec.
  public static Spec checked(String draft) {
    return switch (SpecChecker.check(draft.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid(Spec spec, _) -> spec;
      case SpecResult.Invalid(var issues) -> throw new AssertionError(issues + "\n" + draft);
    };
  }

  /// `tasks id=INTEGER` to `title string required max=200` and so on, in any order of resources.
  public static SequencedMap<String, List<String>> shape(Spec spec) {
    SequencedMap<String, List<String>> shape = new LinkedHashMap<>();
    spec.resources().stream()
        .sorted(Comparator.comparing(Spec.Resource::name))
        .forEach(
            r ->
                shape.put(
                    r.name() + " id=" + r.id(),
                    r.fields().stream().map(SpecShape::field).sorted().toList()));
    return shape;
  }

  private static String field(Spec.Field f) {
    return f.name()
        + " "
        + f.type().keyword()
        + (f.ref() == null ? "" : " -> " + f.ref().target())
        + (f.required() ? " required" : "")
        + (f.constraints().values().isEmpty() ? "" : " " + f.constraints().values())
        + (f.constraints().text() == null || f.type().array()
            ? ""
            : " max=" + f.constraints().text().maxLength());
  }
}
