package dev.freehold.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The texts of statements by their shape, the least recently used forgotten first: clients choose shapes, and neither how
/// many are kept nor how much memory they take. For several threads; a look-up holds the lock for some 100 ns.
public final class StatementTexts {
  private static final int MAX_TEXTS = 512;

  /// Characters, all texts together.
  private static final int MAX_CHARACTERS = 8 << 20;

  private final Map<List<Object>, String> texts = new LinkedHashMap<>(64, 0.75f, true);
  private int characters;

  /// @param shape whatever the text depends on; not changed hereafter
  /// @param make the text of that shape; called outside the lock, so perhaps more than once
  String of(List<Object> shape, Supplier<String> make) {
    String kept = find(shape);
    if (kept != null) {
      return kept;
    }
    String made = make.get();
    keep(shape, made);
    return made;
  }

  synchronized int size() {
    return texts.size();
  }

  private synchronized @org.jspecify.annotations.Nullable String find(List<Object> shape) {
    return texts.get(shape);
  }

  private synchronized void keep(List<Object> shape, String text) {
    String before = texts.put(shape, text);
    characters += text.length() - (before == null ? 0 : before.length());
    var eldest = texts.entrySet().iterator();
    while (texts.size() > MAX_TEXTS || characters > MAX_CHARACTERS) {
      characters -= eldest.next().getValue().length();
      eldest.remove();
    }
  }
}
