package dev.freehold.ddl;

import dev.freehold.plan.Table;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.sql.SqlText;
import java.util.List;

/// The foreign keys of a resource's references. They are made after all tables, for these may point at each other in a
/// circle.
///
/// One may take another's place, for it holds no data: PostgreSQL takes the new one only where every row that is there
/// satisfies it.
final class ReferenceDdl {
  private ReferenceDdl() {}

  static List<Element> of(Table table) {
    return table.foreignKeys().stream().map(k -> element(table, k)).toList();
  }

  private static Element element(Table table, Table.ForeignKey key) {
    String alter = "alter table " + SqlText.qualified(Table.SCHEMA, table.name());
    String name = SqlText.identifier(key.name());
    String definition =
        "(%s) to %s (%s), %s"
            .formatted(
                String.join(", ", key.columns()),
                key.target(),
                String.join(", ", key.targetColumns()),
                words(key.onDelete()));
    String add =
        "%s add constraint %s foreign key (%s)\n  references %s (%s) %s"
            .formatted(
                alter,
                name,
                SqlText.identifiers(key.columns()),
                SqlText.qualified(Table.SCHEMA, key.target()),
                SqlText.identifiers(key.targetColumns()),
                action(key));
    return Element.replaceable(
            Element.Kind.FOREIGN_KEY,
            Table.SCHEMA + "." + table.name() + "." + key.field(),
            definition,
            List.of(alter + " drop constraint if exists " + name),
            List.of(add))
        .named(key.name());
  }

  private static String words(OnDelete onDelete) {
    return switch (onDelete) {
      case RESTRICT -> "delete restricted";
      case CASCADE -> "delete cascades";
      case SET_NULL -> "delete sets null";
    };
  }

  /// `restrict` would look at once. An account is deleted with all of its rows, and those that point at each other may
  /// go in any order: so the look is at the end of the statement.
  private static String action(Table.ForeignKey key) {
    return switch (key.onDelete()) {
      case RESTRICT -> "on delete no action deferrable initially immediate";
      case CASCADE -> "on delete cascade";
      // Never the owner, which may lead the key.
      case SET_NULL -> "on delete set null (" + SqlText.identifier(key.field()) + ")";
    };
  }
}
