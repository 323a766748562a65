package dev.freehold.suite.story;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.suite.value.Samples;
import dev.freehold.type.Scalar;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// A small change of a row.
final class Changes {
  private Changes() {}

  /// One field and its new value, which no other row has and no check reads.
  static Optional<Map.Entry<String, Object>> of(Made row, Who by, int n) {
    return by.updates(row.resource()).stream()
        .map(WriteField::column)
        .filter(c -> c.reference() == null && isFree(row.resource(), c))
        .flatMap(
            c ->
                IntStream.range(n, n + 3)
                    .mapToObj(i -> Samples.of(c, i))
                    .flatMap(Optional::stream)
                    .filter(v -> !Objects.equals(v, row.value(c.name())))
                    .map(v -> Map.entry(c.name(), v)))
        .findFirst();
  }

  private static boolean isFree(ResourcePlan resource, Column column) {
    String name = column.name();
    boolean few = column.type().scalar() == Scalar.BOOLEAN || column.type().scalar() == Scalar.ENUM;
    return resource.table().checks().stream().noneMatch(c -> c.rule().columns().contains(name))
        && (!few || resource.table().uniques().stream().noneMatch(u -> u.columns().contains(name)))
        && resource.filters().stream()
            .flatMap(f -> World.standard(f).conditions().stream())
            .noneMatch(c -> c.field().equals(name));
  }
}
