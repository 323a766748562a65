package dev.freehold.api;

import dev.freehold.query.View;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What an operation has compiled for each [View]: made when first asked for, then kept, as long as there are not more views
/// than anybody has a use for.
public final class PerView<T> {
  private static final int MAX_KEPT = 256;

  private final Map<View, T> kept = new ConcurrentHashMap<>();
  private final Function<View, T> make;

  /// @param make pure; may be called twice for one view
  public PerView(Function<View, T> make) {
    this.make = make;
  }

  public T of(View view) {
    T known = kept.get(view);
    if (known != null) {
      return known;
    }
    T made = make.apply(view);
    if (kept.size() < MAX_KEPT) {
      kept.put(view, made);
    }
    return made;
  }
}
