package dev.freehold.sql;

import dev.freehold.query.QueryCost;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A cache of statement texts of one database, by shape. Evicts the least recently used text, because clients choose
/// the shapes: both the number of texts and their total size are limited. Thread-safe; a lookup
/// holds the lock for about 100 ns.
public final class StatementTextCache {
  private static final int MAX_TEXTS = 512;

  /// The total size of all texts, in characters.
  private static final int MAX_CHARACTERS = 8 << 20;

  private final Map<List<Object>, String> texts = new LinkedHashMap<>(64, 0.75f, true);
  private final TextCollation collation;
  private final boolean rowViews;
  private int characters;

  /// @param collation of the database
  /// @param rowViews whether the database has the views of [dev.freehold.ddl.RowViewDdl]: not with a
  ///     single login
  public StatementTextCache(TextCollation collation, boolean rowViews) {
    this.collation = collation;
    this.rowViews = rowViews;
  }

  /// A cache for a database without views of rows.
  public StatementTextCache(TextCollation collation) {
    this(collation, false);
  }

  /// On which the texts depend.
  TextCollation collation() {
    return collation;
  }

  /// On which the texts depend too.
  boolean rowViews() {
    return rowViews;
  }

  /// @param shape all that the text depends on; must not change afterwards
  /// @param make builds the text; called outside the lock, so possibly more than once for one shape
  String of(List<Object> shape, Supplier<String> make) {
    String cached = find(shape);
    if (cached != null) {
      return cached;
    }
    String text = make.get();
    store(shape, text);
    return text;
  }

  synchronized int size() {
    return texts.size();
  }

  private synchronized @org.jspecify.annotations.Nullable String find(List<Object> shape) {
    return texts.get(shape);
  }

  private synchronized void store(List<Object> shape, String text) {
    String before = texts.put(shape, text);
    characters += text.length() - (before == null ? 0 : before.length());
    var eldest = texts.entrySet().iterator();
    while (texts.size() > MAX_TEXTS || characters > MAX_CHARACTERS) {
      characters -= eldest.next().getValue().length();
      eldest.remove();
    }
  }

  /// The text of the most frequent query, kept outside the cache and found by two comparisons.
  record DefaultQueryText(ResourceView view, Extent extent, QueryCost cost, String text) {
    boolean matches(ResourceView other, RowScope scope) {
      return view == other && extent.equals(scope.extent());
    }
  }
}
