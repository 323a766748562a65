package dev.freehold.spec.change;

import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which thing of the new spec was which of the old one: the one of its name, else the one whose name it says it had.
final class Pairs<T> {
  private final Map<String, T> before = new HashMap<>();
  private final List<T> gone = new ArrayList<>();
  private final Function<T, String> name;

  private Pairs(
      List<T> old, List<T> now, Function<T, String> name, Function<T, @Nullable String> had) {
    this.name = name;
    Map<String, T> left = new HashMap<>();
    old.forEach(o -> left.put(name.apply(o), o));
    now.forEach(n -> pair(n, left.remove(name.apply(n))));
    for (T each : now) {
      String former = had.apply(each);
      if (former != null && !before.containsKey(name.apply(each))) {
        pair(each, left.remove(former));
      }
    }
    old.stream().filter(o -> left.containsKey(name.apply(o))).forEach(gone::add);
  }

  static Pairs<Spec.Resource> ofResources(List<Spec.Resource> old, List<Spec.Resource> now) {
    return new Pairs<>(old, now, Spec.Resource::name, Spec.Resource::renamedFrom);
  }

  static Pairs<Spec.Field> ofFields(List<Spec.Field> old, List<Spec.Field> now) {
    return new Pairs<>(old, now, Spec.Field::name, Spec.Field::renamedFrom);
  }

  private void pair(T now, @Nullable T old) {
    if (old != null) {
      before.put(name.apply(now), old);
    }
  }

  /// Null for what is new.
  @Nullable T before(T now) {
    return before.get(name.apply(now));
  }

  /// What no thing of the new spec was, in the old order.
  List<T> gone() {
    return gone;
  }
}
