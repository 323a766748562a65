package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.CHECK;
import static dev.freehold.ddl.DatabaseObject.Kind.COLUMN;
import static dev.freehold.ddl.DatabaseObject.Kind.FOREIGN_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.INDEX;
import static dev.freehold.ddl.DatabaseObject.Kind.PRIMARY_KEY;
import static dev.freehold.ddl.DatabaseObject.Kind.RULE;
import static dev.freehold.ddl.DatabaseObject.Kind.TABLE;
import static dev.freehold.ddl.DatabaseObject.Kind.UNIQUE;
import static dev.freehold.ddl.DatabaseObject.Kind.UNIQUE_INDEX;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.PostgresIdentifier;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import dev.freehold.type.TsVectorExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of one resource: columns, keys, checks and indexes.
final class TableDdl {
  /// In the definition of a unique set.
  private static final String DEFERRABLE = " deferrable";

  private final TablePlan table;
  private final String subject;
  private final String parent;
  private final String name;
  private final List<DatabaseObject> parts = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private TableDdl(TablePlan table) {
    this.table = table;
    this.subject = TablePlan.SCHEMA + "." + table.name();
    this.parent = TABLE.word() + " " + subject;
    this.name = SqlQuoting.qualified(TablePlan.SCHEMA, table.name());
  }

  static List<DatabaseObject> of(ResourcePlan resource, DatabaseRoleNames roles) {
    TableDdl table = new TableDdl(resource.table());
    List<DatabaseObject> all = new ArrayList<>(table.elements());
    TextSearch search = resource.search();
    if (search != null && search.language() != null && RowViewDdl.has(resource, roles)) {
      all.add(table.search(search, search.language(), resource.searchOwner()));
    }
    return all;
  }

  private List<DatabaseObject> elements() {
    table.columns().forEach(this::column);
    List<String> key = table.keyColumns();
    constraint(
        PRIMARY_KEY,
        subject,
        "(" + String.join(", ", key) + ")",
        table.primaryKey(),
        "primary key (" + SqlQuoting.identifiers(key) + ")");
    table.owner().ifPresent(this::owner);
    table.uniques().stream().filter(u -> u.condition() == null).forEach(this::unique);
    table.columns().forEach(this::checks);
    table.checks().forEach(this::rule);

    List<DatabaseObject> all = new ArrayList<>();
    String create = "create table " + name + " (\n  " + String.join(",\n  ", lines) + "\n)";
    all.add(DatabaseObject.of(TABLE, subject, RowsOf.of(table).definition(), create));
    all.addAll(parts);
    for (TablePlan.Unique unique : table.uniques()) {
      Rule condition = unique.condition();
      if (condition != null) {
        all.add(uniqueIndex(unique, condition));
      }
    }
    table.indexes().forEach(i -> all.add(index(i)));
    return all;
  }

  private void owner(ColumnPlan owner) {
    OnDelete onDelete = table.keepsOwner() ? OnDelete.RESTRICT : OnDelete.CASCADE;
    constraint(
        FOREIGN_KEY,
        subject + "." + owner.name(),
        "auth.users, " + ForeignKeyDdl.words(onDelete),
        PostgresIdentifier.foreignKey(table.name(), owner.name()),
        "foreign key ("
            + SqlQuoting.identifier(owner.name())
            + ") references \"auth\".\"users\" (\"id\") "
            + ForeignKeyDdl.action(onDelete, owner.name()));
  }

  private void column(ColumnPlan column) {
    String type = PostgresType.of(column.type()) + clause(column);
    String line = SqlQuoting.identifier(column.name()) + " " + type;
    lines.add(line);
    parts.add(
        DatabaseObject.inTable(
            parent,
            COLUMN,
            subject + "." + column.name(),
            type,
            "alter table " + name + " add column " + line));
  }

  private static String clause(ColumnPlan column) {
    return switch (column.role()) {
      case ID ->
          switch (column.type().scalar()) {
            case INTEGER_ID -> " generated always as identity";
            case UUID -> " not null";
            case STRING,
                TEXT,
                INTEGER,
                BIGINT,
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
                throw new IllegalArgumentException("no id is a " + column.type().keyword());
          };
      case OWNER, TEAM -> " not null";
      case FIELD ->
          (column.nullable() ? "" : " not null")
              + (column.defaultValue() == null
                  ? ""
                  : " default " + SqlQuoting.literal(column.type(), column.defaultValue()).strip());
      case CREATED_AT, UPDATED_AT -> " not null default now()";
      case VERSION -> " not null default 1";
    };
  }

  private void unique(TablePlan.Unique unique) {
    constraint(
        UNIQUE,
        subject + "." + unique.name(),
        "(" + String.join(", ", unique.columns()) + ")" + (unique.isDeferrable() ? DEFERRABLE : ""),
        unique.name(),
        "unique ("
            + SqlQuoting.identifiers(unique.columns())
            + ")"
            + (unique.isDeferrable() ? AlterTableDdl.DEFERRABLE : ""));
  }

  private DatabaseObject uniqueIndex(TablePlan.Unique unique, Rule condition) {
    String sql = RuleSql.ofCheck(condition);
    return DatabaseObject.of(
            UNIQUE_INDEX,
            subject + "." + unique.name(),
            new UniqueIndexDefinition(unique.columns(), condition.text()).toString(),
            "create unique index "
                + SqlQuoting.identifier(unique.name())
                + " on "
                + name
                + " ("
                + SqlQuoting.identifiers(unique.columns())
                + ") where "
                + sql)
        .withName(unique.name())
        .withCondition(sql);
  }

  private void checks(ColumnPlan column) {
    for (CheckConstraintDdl.ColumnCheck check : CheckConstraintDdl.of(column)) {
      constraint(
          CHECK,
          subject + "." + column.name() + " " + check.rule(),
          check.definition(),
          PostgresIdentifier.columnCheck(table.name(), column.name(), check.word()),
          "check (" + check.expression() + ")",
          check.expression());
    }
  }

  private void rule(TablePlan.Check check) {
    String condition = RuleSql.ofCheck(check.rule());
    String line =
        "constraint " + SqlQuoting.identifier(check.name()) + " check (" + condition + ")";
    lines.add(line);
    parts.add(
        new DatabaseObject(
            RULE,
            subject + "." + check.name(),
            parent,
            check.rule().text(),
            List.of(
                "alter table "
                    + name
                    + " drop constraint if exists "
                    + SqlQuoting.identifier(check.name())),
            List.of("alter table " + name + " add " + line),
            check.name(),
            condition));
  }

  private void constraint(
      DatabaseObject.Kind kind, String what, String definition, String constraint, String clause) {
    constraint(kind, what, definition, constraint, clause, "");
  }

  private void constraint(
      DatabaseObject.Kind kind,
      String what,
      String definition,
      String constraint,
      String clause,
      String condition) {
    String line = "constraint " + SqlQuoting.identifier(constraint) + " " + clause;
    lines.add(line);
    parts.add(
        DatabaseObject.inTable(
                parent, kind, what, definition, "alter table " + name + " add " + line)
            .withName(constraint)
            .withCondition(condition));
  }

  private DatabaseObject index(TablePlan.Index index) {
    String keys =
        index.keys().stream()
            .map(k -> SqlQuoting.identifier(k.column()) + (k.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", "(", ")"));
    return index(index.name(), keys.replace("\"", ""), keys);
  }

  /// Only for a resource with a view of its rows: beside a policy no index serves a search.
  private DatabaseObject search(TextSearch search, String language, @Nullable String owner) {
    return index(
        search.index(),
        "%s words of (%s)%s"
            .formatted(
                language, String.join(", ", search.columns()), owner == null ? "" : ", " + owner),
        "using gin ((" + TsVectorExpression.of(language, search.columns(), owner) + "))");
  }

  private DatabaseObject index(String index, String definition, String method) {
    return DatabaseObject.replaceable(
            INDEX,
            subject + "." + index,
            definition,
            List.of("drop index if exists " + SqlQuoting.qualified(TablePlan.SCHEMA, index)),
            List.of("create index " + SqlQuoting.identifier(index) + " on " + name + " " + method))
        .withName(index);
  }

  /// The foreign keys of a resource's references. They are created after all tables, because
  /// references may be circular.
  ///
  /// A foreign key holds no data, so it can be replaced. PostgreSQL accepts the new one only if
  /// every existing row satisfies it.
  static final class ForeignKeyDdl {
    private ForeignKeyDdl() {}

    static List<DatabaseObject> of(TablePlan table) {
      return table.foreignKeys().stream().map(k -> element(table, k)).toList();
    }

    private static DatabaseObject element(TablePlan table, TablePlan.ForeignKey key) {
      String alter = "alter table " + SqlQuoting.qualified(TablePlan.SCHEMA, table.name());
      String name = SqlQuoting.identifier(key.name());
      String definition =
          "(%s) to %s (%s), %s"
              .formatted(
                  String.join(", ", key.columns()),
                  key.isOfResource() ? key.target() : key.schema() + "." + key.target(),
                  String.join(", ", key.targetColumns()),
                  words(key.onDelete()));
      String add =
          "%s add constraint %s foreign key (%s)\n  references %s (%s) %s"
              .formatted(
                  alter,
                  name,
                  SqlQuoting.identifiers(key.columns()),
                  SqlQuoting.qualified(key.schema(), key.target()),
                  SqlQuoting.identifiers(key.targetColumns()),
                  action(key.onDelete(), key.field()));
      return DatabaseObject.replaceable(
              DatabaseObject.Kind.FOREIGN_KEY,
              TablePlan.SCHEMA + "." + table.name() + "." + key.field(),
              definition,
              List.of(alter + " drop constraint if exists " + name),
              List.of(add))
          .withName(key.name());
    }

    private static String words(OnDelete onDelete) {
      return switch (onDelete) {
        case RESTRICT -> "delete restricted";
        case CASCADE -> "delete cascades";
        case SET_NULL -> "delete sets null";
      };
    }

    /// `restrict` would check immediately. Deleting an account deletes all its rows in any order,
    /// including rows that reference each other, so the check must run at the end of the statement.
    private static String action(OnDelete onDelete, String column) {
      return switch (onDelete) {
        case RESTRICT -> "on delete no action deferrable initially immediate";
        case CASCADE -> "on delete cascade";
        // Not the owner, which may be the first column of the key.
        case SET_NULL -> "on delete set null (" + SqlQuoting.identifier(column) + ")";
      };
    }
  }
}
