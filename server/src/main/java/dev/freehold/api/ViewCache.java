package dev.freehold.api;

import dev.freehold.query.ResourceView;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A cache of the compiled form of an operation per [ResourceView]. Compiles on first use. Bounded:
/// emptied when it is full, so that views which nobody uses any more do not keep the places of others.
///
/// Views of API keys have places of their own: anyone can make new combinations of scopes, and must not
/// take the places of sessions.
final class ViewCache<T> {
  private static final int MAX_ENTRIES = 256;

  private final Map<ResourceView, T> entries = new ConcurrentHashMap<>();
  private final LeastRecentlyUsedCache<ResourceView, T> ofKeys = new LeastRecentlyUsedCache<>();
  private final Function<ResourceView, T> compiler;

  /// @param compiler a pure function; may be called twice for one view
  public ViewCache(Function<ResourceView, T> compiler) {
    this.compiler = compiler;
  }

  public T get(ResourceView view) {
    if (view.isOfScopes()) {
      return ofKeys.get(view, compiler);
    }
    T cached = entries.get(view);
    if (cached != null) {
      return cached;
    }
    T value = compiler.apply(view);
    if (entries.size() >= MAX_ENTRIES) {
      entries.clear();
    }
    entries.put(view, value);
    return value;
  }

  int size() {
    return entries.size() + ofKeys.size();
  }
}
