package dev.freehold.ddl;

import static dev.freehold.ddl.Element.Kind.CHECK;
import static dev.freehold.ddl.Element.Kind.COLUMN;
import static dev.freehold.ddl.Element.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.Element.Kind.INDEX;
import static dev.freehold.ddl.Element.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.Element.Kind.RULE;
import static dev.freehold.ddl.Element.Kind.TABLE;
import static dev.freehold.ddl.Element.Kind.UNIQUE;

import dev.freehold.plan.Column;
import dev.freehold.plan.Identifiers;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.plan.TextSearch;
import dev.freehold.type.sql.ColumnType;
import dev.freehold.type.sql.SearchVector;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// One resource's table: columns, keys, checks, indexes.
public final class TableDdl {
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

  static List<Element> of(ResourcePlan resource) {
    TableDdl table = new TableDdl(resource.table());
    List<Element> all = new ArrayList<>(table.elements());
    TextSearch search = resource.search();
    if (search != null && search.language() != null) {
      all.add(table.search(search, search.language()));
    }
    return all;
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
    table.checks().forEach(this::rule);

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
          "check (" + check.expression() + ")",
          check.expression());
    }
  }

  private void rule(Table.Check check) {
    String condition = RuleSql.of(check.rule());
    String line = "constraint " + SqlText.identifier(check.name()) + " check (" + condition + ")";
    String rule = subject + "." + check.name();
    lines.add(line);
    within.add(
        new Element(
            RULE,
            rule,
            parent,
            check.rule().text(),
            List.of(dropRule(rule)),
            List.of("alter table " + name + " add " + line),
            check.name(),
            condition));
  }

  /// Makes room for a rule, or ends one that is asked for no more.
  ///
  /// @param subject of its [Element]: `app.projects.projects_ends_on_starts_on_rule`
  public static String dropRule(String subject) {
    String[] parts = subject.split("\\.", 3);
    return "alter table "
        + SqlText.qualified(parts[0], parts[1])
        + " drop constraint if exists "
        + SqlText.identifier(parts[2]);
  }

  private void constraint(
      Element.Kind kind, String what, String definition, String constraint, String clause) {
    constraint(kind, what, definition, constraint, clause, "");
  }

  private void constraint(
      Element.Kind kind,
      String what,
      String definition,
      String constraint,
      String clause,
      String condition) {
    String line = "constraint " + SqlText.identifier(constraint) + " " + clause;
    lines.add(line);
    within.add(
        Element.within(parent, kind, what, definition, "alter table " + name + " add " + line)
            .named(constraint)
            .holding(condition));
  }

  private Element index(Table.Index index) {
    String keys =
        index.keys().stream()
            .map(k -> SqlText.identifier(k.column()) + (k.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", "(", ")"));
    return index(index.name(), keys.replace("\"", ""), keys);
  }

  /// Not led by the owner: a GIN index takes a uuid only with an extension, and few rows have the words of a query.
  private Element search(TextSearch search, String language) {
    return index(
        search.index(),
        language + " words of (" + String.join(", ", search.columns()) + ")",
        "using gin (" + SearchVector.of(language, search.columns()) + ")");
  }

  private Element index(String index, String definition, String method) {
    return Element.replaceable(
            INDEX,
            subject + "." + index,
            definition,
            List.of("drop index if exists " + SqlText.qualified(Table.SCHEMA, index)),
            List.of("create index " + SqlText.identifier(index) + " on " + name + " " + method))
        .named(index);
  }
}
