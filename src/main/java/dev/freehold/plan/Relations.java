package dev.freehold.plan;

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
        spec.resources().stream().flatMap(other -> reverse(other, resource.name()));
    return Stream.concat(one, many).toList();
  }

  /// Named like the resource that points here, and where that does so twice, by what.
  private static Stream<Relation> reverse(Spec.Resource from, String to) {
    List<Spec.Field> pointing = references(from).filter(f -> ref(f).to().equals(to)).toList();
    return pointing.stream()
        .map(
            f ->
                new Relation(
                    pointing.size() == 1 ? from.name() : from.name() + "_by_" + ref(f).relation(),
                    true,
                    from.name(),
                    f.name()));
  }

  private static Stream<Spec.Field> references(Spec.Resource resource) {
    return resource.fields().stream().filter(f -> f.ref() != null);
  }

  private static Spec.Ref ref(Spec.Field field) {
    return Objects.requireNonNull(field.ref());
  }
}
