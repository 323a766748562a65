package dev.freehold.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `q` searches of a resource.
///
/// @param columns of text, in the spec's order; whoever may read the row may read them
/// @param language a text search configuration of PostgreSQL; null for a plain match without case
/// @param index name of the index over all of them; none is made for a plain match
public record TextSearch(List<String> columns, @Nullable String language, String index) {
  public TextSearch {
    columns = List.copyOf(columns);
  }
}
