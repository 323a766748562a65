package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A trigger before the ways of writing a row, and the parts of its function.
///
/// It judges what a request does, where row-level security applies: neither a migration, nor a row that
/// a foreign key deletes or changes, nor a list from which another trigger removes an id.
final class WriteTriggerSql {
  /// The row that the trigger returns to go on.
  static final String ROW = "coalesce(new, old)";

  private WriteTriggerSql() {}

  /// @param trigger its name. PostgreSQL runs triggers in the order of their names
  /// @param operations before which it runs
  /// @param function without its schema
  static DatabaseObject of(
      TablePlan table, String trigger, Collection<CrudOperation> operations, String function) {
    String quoted = SqlQuoting.qualified(TablePlan.SCHEMA, table.name());
    String events =
        operations.stream().map(WriteTriggerSql::event).collect(Collectors.joining(" or "));
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table.name() + "." + trigger,
        "before " + events + ", by " + function,
        List.of(AlterTriggerDdl.drop(table.name(), trigger)),
        List.of(
            "create trigger %s before %s on %s\n  for each row when (pg_trigger_depth() = 0 and row_security_active(%s::regclass))\n  execute function %s()"
                .formatted(
                    SqlQuoting.identifier(trigger),
                    events,
                    quoted,
                    SqlQuoting.stringLiteral(quoted).strip(),
                    SqlQuoting.qualified(TablePlan.SCHEMA, function))));
  }

  /// The statements for the operation that fired the trigger.
  ///
  /// @param operations at least one
  /// @param statements of an operation, each line indented by four spaces
  static String branches(
      Collection<CrudOperation> operations, Function<CrudOperation, String> statements) {
    return operations.stream()
        .map(
            operation ->
                "if tg_op = '"
                    + event(operation).toUpperCase(Locale.ROOT)
                    + "' then\n"
                    + statements.apply(operation))
        .collect(Collectors.joining("  els", "  ", "  end if;\n"));
  }

  static String event(CrudOperation operation) {
    return switch (operation) {
      case CREATE -> "insert";
      case UPDATE -> "update";
      case DELETE -> "delete";
      case READ -> throw new IllegalArgumentException("no trigger judges a read");
    };
  }

  /// The rows that an operation has, as the function names them.
  static List<String> rows(CrudOperation operation) {
    return switch (operation) {
      case CREATE -> List.of("new");
      case UPDATE -> List.of("old", "new");
      case DELETE -> List.of("old");
      case READ -> throw new IllegalArgumentException("no trigger judges a read");
    };
  }
}
