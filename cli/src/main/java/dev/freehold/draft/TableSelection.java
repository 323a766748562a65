package dev.freehold.draft;

import java.util.List;
import java.util.regex.Pattern;

/// Selects the tables of a draft by their names, as `pg_dump` does.
///
/// A pattern is a name in which `*` stands for any characters and `?` for one. With a point it is
/// compared with `schema.table`, otherwise with the name of the table.
///
/// @param schemas names of schemas, or patterns; empty for all
/// @param tables patterns; empty for all
/// @param excluded patterns of tables that are left out
public record TableSelection(List<String> schemas, List<String> tables, List<String> excluded) {
  public static final TableSelection ALL = new TableSelection(List.of(), List.of(), List.of());

  public TableSelection {
    schemas = List.copyOf(schemas);
    tables = List.copyOf(tables);
    excluded = List.copyOf(excluded);
  }

  boolean contains(DatabaseCatalog.CatalogTable table) {
    boolean schema =
        schemas.isEmpty() || schemas.stream().anyMatch(p -> matches(p, table.schema()));
    return schema
        && (tables.isEmpty() || tables.stream().anyMatch(p -> names(p, table)))
        && excluded.stream().noneMatch(p -> names(p, table));
  }

  private static boolean names(String pattern, DatabaseCatalog.CatalogTable table) {
    return matches(pattern, pattern.contains(".") ? table.qualified() : table.name());
  }

  private static boolean matches(String pattern, String name) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }
}
