package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.FUNCTION;
import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.ddl.RuleSql.RowReference;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ColumnPlan.Copy;
import dev.freehold.plan.TablePlan;
import dev.freehold.plan.TablePlan.ForeignKey;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The trigger that takes the values of a new row from the rows that it references, however the row is
/// written. The role that serves requests has no right to write these columns, and the trigger keeps
/// them. Where row-level security does not apply, as for an operator who restores rows with SQL, a value
/// that the statement gives stays.
///
/// The function has the rights of the caller, so the read policies of the related table apply. A row
/// that the caller cannot read is one that does not exist: it violates the foreign key, before a NOT
/// NULL could say more.
///
/// The function is `stable`: it sees what the statement sees (PostgreSQL manual, 38.7). A condition of
/// access that reads a copy, which the statement computes by [CopySql], judges the same value, and two
/// values of one related row are of the same moment, no matter who changes that row meanwhile.
///
/// The name of the trigger comes before that of [StampTriggerDdl], whose conditions may read a copy:
/// PostgreSQL runs triggers by name.
public final class CopyTriggerDdl {
  private static final String NAME = "_copies";
  private static final String FUNCTIONS = "_copy_";

  /// The variable of a function that holds a related row.
  private static final String FOUND = "_found";

  private CopyTriggerDdl() {}

  /// The function and the trigger of a table, if it has copies.
  static List<DatabaseObject> of(TablePlan table) {
    List<ColumnPlan> columns = table.columns().stream().filter(c -> c.copy() != null).toList();
    if (columns.isEmpty()) {
      return List.of();
    }
    String function = SqlQuoting.qualified(TablePlan.SCHEMA, FUNCTIONS + table.name());
    String words = words(table, columns);
    return List.of(
        DatabaseObject.replaceable(
            FUNCTION,
            TablePlan.SCHEMA + "." + FUNCTIONS + table.name(),
            words,
            List.of(),
            List.of(
                body(function, columns),
                "revoke execute on function " + function + "() from public")),
        DatabaseObject.replaceable(
            TRIGGER,
            TablePlan.SCHEMA + "." + table.name() + "." + NAME,
            words + ", by " + FUNCTIONS + table.name(),
            List.of(AlterTriggerDdl.drop(table.name(), NAME)),
            List.of(
                "create trigger %s before insert or update of %s on %s\n  for each row execute function %s()"
                    .formatted(
                        SqlQuoting.identifier(NAME),
                        SqlQuoting.identifiers(columns.stream().map(ColumnPlan::name).toList()),
                        SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                        function))));
  }

  /// The copies, and the columns that they read: `unit_price: product.price; through order_lines
  /// (product_id), products (id, price)`.
  private static String words(TablePlan table, List<ColumnPlan> columns) {
    Map<String, Set<String>> read = new LinkedHashMap<>();
    for (ColumnPlan column : columns) {
      Copy copy = CopySql.copy(column);
      read.computeIfAbsent(table.name(), _ -> new LinkedHashSet<>()).addAll(copy.key().columns());
      Set<String> source = read.computeIfAbsent(copy.key().target(), _ -> new LinkedHashSet<>());
      source.addAll(copy.key().targetColumns());
      source.add(copy.column());
    }
    return columns.stream()
            .map(c -> c.name() + ": " + CopySql.copy(c).text())
            .collect(Collectors.joining("; "))
        + PolicyDdl.through(read);
  }

  private static String body(String function, List<ColumnPlan> columns) {
    RowReference row = PolicyDdl.PolicyCondition.qualified("new");
    Map<ForeignKey, List<ColumnPlan>> byKey =
        columns.stream()
            .collect(
                Collectors.groupingBy(
                    c -> CopySql.copy(c).key(), LinkedHashMap::new, Collectors.toList()));
    return """
    create or replace function %s() returns trigger
      language plpgsql stable set search_path = '' as $$
    declare
      %s record;
    begin
      if tg_op = 'UPDATE' then
        if row_security_active(tg_relid) then
    %s    end if;
        return new;
      end if;
      if row_security_active(tg_relid) then
    %s  end if;
    %s  return new;
    end
    $$\
    """
        .formatted(
            function,
            FOUND,
            assignments("      ", columns, c -> "old." + SqlQuoting.identifier(c.name())),
            assignments("    ", columns, _ -> "null"),
            byKey.entrySet().stream()
                .map(e -> copies(e.getKey(), e.getValue(), row))
                .collect(Collectors.joining()));
  }

  private static String assignments(
      String indent, List<ColumnPlan> columns, Function<ColumnPlan, String> value) {
    return columns.stream()
        .map(
            c ->
                "%snew.%s := %s;\n"
                    .formatted(indent, SqlQuoting.identifier(c.name()), value.apply(c)))
        .collect(Collectors.joining());
  }

  /// The copies from one related row, which is read once.
  private static String copies(ForeignKey key, List<ColumnPlan> columns, RowReference row) {
    List<String> lines = new ArrayList<>();
    lines.add("  if %s is not null then".formatted(row.column(key.field())));
    lines.add(
        "    select %s into %s\n      %s;"
            .formatted(
                CopySql.source(columns.stream().map(CopySql::copy).toList()),
                FOUND,
                CopySql.from(key, row)));
    lines.add("    if not found then");
    lines.add("      raise foreign_key_violation using");
    lines.add("        message = 'the caller cannot read the row that the new row references',");
    lines.add(
        "        schema = tg_table_schema, table = tg_table_name, constraint = %s;"
            .formatted(SqlQuoting.stringLiteral(key.name()).strip()));
    lines.add("    end if;");
    for (ColumnPlan column : columns) {
      lines.add(
          "    %1$s := coalesce(%1$s, %2$s.%3$s);"
              .formatted(
                  row.column(column.name()),
                  FOUND,
                  SqlQuoting.identifier(CopySql.copy(column).column())));
    }
    lines.add("  end if;");
    return Stream.concat(lines.stream(), Stream.of("")).collect(Collectors.joining("\n"));
  }

  /// Whether a trigger copies values.
  public static boolean isTrigger(DatabaseObjectKey key) {
    return key.kind() == TRIGGER && key.tablePart().equals(NAME);
  }

  /// The key of the trigger of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey trigger(String table) {
    return new DatabaseObjectKey(TRIGGER, table, NAME);
  }

  /// The key of the function of a table.
  ///
  /// @param table without its schema
  public static DatabaseObjectKey function(String table) {
    return new DatabaseObjectKey(FUNCTION, FUNCTIONS + table, "");
  }
}
