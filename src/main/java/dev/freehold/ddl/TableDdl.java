package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.CHECK;
import static dev.freehold.ddl.Element.Kind.COLUMN;
import static dev.freehold.ddl.Element.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.Element.Kind.INDEX;
import static dev.freehold.ddl.Element.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.Element.Kind.TABLE;
import static dev.freehold.ddl.Element.Kind.UNIQUE;

import dev.freehold.plan.Column;
import dev.freehold.plan.Identifiers;
import dev.freehold.plan.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One resource's table: columns, keys, checks, indexes.
final class TableDdl {
  private final Table table;
  private final String subject;
  private final String parent;
  private final String name;
  private final List<Element> within = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private TableDdl(Table table) {
    this.table = table;
    this.subject = Table.SCHEMA + "." + table.name();
    this.parent = TABLE.word() + " " + subject;
    this.name = SqlText.qualified(Table.SCHEMA, table.name());
  }

  static List<Element> of(Table table) {
    return new TableDdl(table).elements();
  }

  private List<Element> elements() {
    table.columns().forEach(this::column);
    String owner = table.column(Column.Role.OWNER).name();
    List<String> key = List.of(owner, table.column(Column.Role.ID).name());
    constraint(
        PRIMARY_KEY,
        subject,
        "(" + String.join(", ", key) + ")",
        table.primaryKey(),
        "primary key (" + SqlText.identifiers(key) + ")");
    constraint(
        FOREIGN_KEY,
        subject + "." + owner,
        "auth.users, delete cascades",
        Identifiers.foreignKey(table.name(), owner),
        "foreign key ("
            + SqlText.identifier(owner)
            + ") references \"auth\".\"users\" (\"id\") on delete cascade");
    table.uniques().forEach(this::unique);
    table.columns().forEach(this::checks);

    List<Element> all = new ArrayList<>();
    String create = "create table " + name + " (\n  " + String.join(",\n  ", lines) + "\n)";
    all.add(Element.of(TABLE, subject, "owned rows", create));
    all.addAll(within);
    table.indexes().forEach(i -> all.add(index(i)));
    return all;
  }

  private void column(Column column) {
    String type = ColumnType.of(column.type()) + clause(column);
    String line = SqlText.identifier(column.name()) + " " + type;
    lines.add(line);
    within.add(
        Element.within(
            parent,
            COLUMN,
            subject + "." + column.name(),
            type,
            "alter table " + name + " add column " + line));
  }

  private static String clause(Column column) {
    return switch (column.role()) {
      case ID ->
          switch (column.type().scalar()) {
            case BIGINT -> " generated always as identity";
            case UUID -> " not null";
            case STRING,
                TEXT,
                INTEGER,
                NUMBER,
                DECIMAL,
                BOOLEAN,
                DATE,
                TIME,
                DATETIME,
                EMAIL,
                URL,
                ENUM,
                JSON ->
                throw new IllegalArgumentException("no id is a " + column.type().word());
          };
      case OWNER -> " not null";
      case FIELD ->
          (column.nullable() ? "" : " not null")
              + (column.defaultValue() == null
                  ? ""
                  : " default " + SqlText.literal(column.type(), column.defaultValue()).strip());
      case CREATED_AT, UPDATED_AT -> " not null default now()";
      case VERSION -> " not null default 1";
    };
  }

  private void unique(Table.Unique unique) {
    constraint(
        UNIQUE,
        subject + "." + unique.name(),
        "(" + String.join(", ", unique.columns()) + ")",
        unique.name(),
        "unique (" + SqlText.identifiers(unique.columns()) + ")");
  }

  private void checks(Column column) {
    for (Checks.Check check : Checks.of(column)) {
      constraint(
          CHECK,
          subject + "." + column.name() + " " + check.rule(),
          check.definition(),
          Identifiers.check(table.name(), column.name(), check.word()),
          "check (" + check.expression() + ")");
    }
  }

  private void constraint(
      Element.Kind kind, String what, String definition, String constraint, String clause) {
    String line = "constraint " + SqlText.identifier(constraint) + " " + clause;
    lines.add(line);
    within.add(
        Element.within(parent, kind, what, definition, "alter table " + name + " add " + line));
  }

  private Element index(Table.Index index) {
    String keys =
        index.keys().stream()
            .map(k -> SqlText.identifier(k.column()) + (k.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", "(", ")"));
    return Element.of(
        INDEX,
        subject + "." + index.name(),
        keys.replace("\"", ""),
        "create index " + SqlText.identifier(index.name()) + " on " + name + " " + keys);
  }
}
