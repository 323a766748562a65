package dev.freehold.ddl;

import static dev.freehold.ddl.DatabaseObject.Kind.TRIGGER;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.PostgresIdentifier;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The triggers of a column for people with a role: `assignee: { type: ref, to: people, role: agent }`.
/// An account without the role becomes an id that no account has. It then violates the foreign key of
/// the column, or of the links of a list, exactly as an account that does not exist, whatever else is
/// wrong with the row.
///
/// The function runs with the rights of the owner of the tables, because the role that serves requests
/// may not read the roles of accounts. It locks the role until the end of the transaction: a role that
/// is taken away at the same time is either held when the row is stored, or refuses it.
///
/// A trigger judges where row-level security does, and only a value that changes: a migration, an
/// operator with SQL and a role that is lost later leave rows as they are.
public final class PersonRoleTriggerDdl {
  private static final String ADDING = "_people_new_";
  private static final String SETTING = "_people_";
  private static final String FUNCTIONS = "_has_role_";

  /// No account has this id.
  private static final String NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid";

  private final TablePlan table;
  private final ColumnPlan column;
  private final List<String> roles;
  private final String function;

  private PersonRoleTriggerDdl(TablePlan table, ColumnPlan column, List<String> roles) {
    this.table = table;
    this.column = column;
    this.roles = roles;
    this.function = PostgresIdentifier.truncate(FUNCTIONS + table.name() + "_" + column.name());
  }

  /// The functions and the triggers of all such columns, and what the functions need.
  static List<DatabaseObject> of(List<TablePlan> tables) {
    return Stream.concat(
            locksMembers(tables)
                ? OwnerFunctionDdl.LOCKS.locking(Teams.TEAM_MEMBERS).stream()
                : Stream.of(),
            tables.stream().flatMap(table -> of(table).stream()))
        .toList();
  }

  private static List<DatabaseObject> of(TablePlan table) {
    return table.columns().stream()
        .flatMap(
            column -> {
              ColumnPlan.Reference reference = column.reference();
              return reference == null || reference.roles().isEmpty()
                  ? Stream.of()
                  : new PersonRoleTriggerDdl(table, column, reference.roles()).elements();
            })
        .toList();
  }

  /// Whether a function locks memberships.
  private static boolean locksMembers(List<TablePlan> tables) {
    return tables.stream()
        .filter(table -> table.team().isPresent())
        .flatMap(table -> table.columns().stream())
        .map(ColumnPlan::reference)
        .flatMap(Stream::ofNullable)
        .anyMatch(reference -> !reference.roles().isEmpty());
  }

  /// The keys of the triggers of a column.
  public static List<DatabaseObjectKey> triggers(DatabaseObjectKey column) {
    return Stream.of(ADDING, SETTING)
        .map(name -> new DatabaseObjectKey(TRIGGER, column.table(), name + column.tablePart()))
        .toList();
  }

  private Stream<DatabaseObject> elements() {
    String quoted = SqlQuoting.identifier(column.name());
    String row = SqlQuoting.qualified(TablePlan.SCHEMA, table.name());
    return Stream.of(
        function(),
        trigger(
            ADDING,
            "insert",
            "new.%s and row_security_active(%s::regclass)"
                .formatted(
                    quoted + (isList() ? " <> '{}'" : " is not null"),
                    SqlQuoting.stringLiteral(row).strip())),
        trigger(
            SETTING,
            "update",
            "old.%1$s is distinct from new.%1$s and new.%1$s is not null and row_security_active(old.tableoid)"
                .formatted(quoted)));
  }

  private DatabaseObject function() {
    return OwnerFunctionDdl.LOCKS.function(
        function,
        column.name() + ": people with " + words(),
        isList() ? judgedList() : judgedPerson(),
        "new");
  }

  private String judgedPerson() {
    String person = "new." + SqlQuoting.identifier(column.name());
    return """
      perform %s for %s;
      if not found then
        %s := %s;
      end if;
    """
        .formatted(holders("= " + person), lock(), person, NOBODY);
  }

  /// The ids that the stored list has already are not judged.
  private String judgedList() {
    String list = SqlQuoting.identifier(column.name());
    return """
      perform %s order by h.user_id for %s;
      new.%4$s := array(
        select case when p.id = any (old.%4$s) or exists (select %3$s) then p.id else %5$s end
          from unnest(new.%4$s) with ordinality as p (id, place) order by p.place);
    """
        .formatted(holders("= any (new." + list + ")"), lock(), holders("= p.id"), list, NOBODY);
  }

  /// `from` and `where` of the accounts that have one of the roles.
  private String holders(String person) {
    String held =
        "h.user_id %s and h.role in (%s)"
            .formatted(
                person,
                roles.stream()
                    .map(role -> SqlQuoting.stringLiteral(role).strip())
                    .collect(Collectors.joining(", ")));
    return table
        .team()
        .map(
            team ->
                "from %s as h where h.team_id = new.%s and %s"
                    .formatted(
                        SqlQuoting.qualified(TablePlan.SCHEMA, Teams.TEAM_MEMBERS),
                        SqlQuoting.identifier(team.name()),
                        held))
        .orElse("from auth.roles as h where " + held);
  }

  /// The role of a member is a value of its row, that of an account is part of its key.
  private String lock() {
    return table.team().isPresent() ? "share" : "key share";
  }

  private DatabaseObject trigger(String prefix, String event, String condition) {
    String trigger = prefix + column.name();
    return DatabaseObject.replaceable(
        TRIGGER,
        TablePlan.SCHEMA + "." + table.name() + "." + trigger,
        "by " + function,
        List.of(AlterTriggerDdl.drop(table.name(), trigger)),
        List.of(
            "create trigger %s before %s on %s\n  for each row when (%s)\n  execute function %s()"
                .formatted(
                    SqlQuoting.identifier(trigger),
                    event,
                    SqlQuoting.qualified(TablePlan.SCHEMA, table.name()),
                    condition,
                    SqlQuoting.qualified(TablePlan.SCHEMA, function))));
  }

  private String words() {
    return (table.team().isPresent() ? "the team role " : "the role ") + String.join(" or ", roles);
  }

  private boolean isList() {
    ColumnPlan.Reference reference = column.reference();
    return reference != null && reference.many();
  }
}
