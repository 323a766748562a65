package dev.freehold.plan;

import dev.freehold.spec.Reverse;
import dev.freehold.spec.Spec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The relations of one resource: what its own references point at, and what points at it.
final class Relations {
  private Relations() {}

  static List<Relation> of(Spec spec, Spec.Resource resource) {
    Stream<Relation> one =
        references(resource)
            .map(f -> new Relation(ref(f).relation(), false, ref(f).to(), f.name()));
    Stream<Relation> many =
        Reverse.of(spec.resources(), resource.name()).stream()
            .map(r -> new Relation(r.name(), true, r.from(), r.by().name()));
    return Stream.concat(one, many).toList();
  }

  private static Stream<Spec.Field> references(Spec.Resource resource) {
    return resource.fields().stream().filter(f -> f.ref() != null);
  }

  private static Spec.Ref ref(Spec.Field field) {
    return Objects.requireNonNull(field.ref());
  }
}
