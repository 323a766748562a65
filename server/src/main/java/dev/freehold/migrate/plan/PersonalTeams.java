package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.spec.Teams;
import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import dev.freehold.type.ValueResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The teams into which owned rows move: a new one for each account that has such rows, with the account
/// as its only member, in the role of administrators.
///
/// A text field `name` gets the name of the account. Where the account has none, or one of another length
/// than the field allows, and where the field has rules that PostgreSQL does not check, it gets its
/// default, or else `Personal`. Other fields get their default.
final class PersonalTeams {
  /// The new team of each account, while the step runs. No resource has such a name.
  private static final String TEAM_OF_ACCOUNT = AlterTableDdl.qualified("_personal_teams");

  private static final String NAME = "name";
  private static final String STANDARD_NAME = "Personal";

  private PersonalTeams() {}

  /// The first field that a new team must have and for which there is no value, without rows of teams that
  /// have it already.
  static Optional<String> lacking(MigrationPlanBuilder builder) {
    return Stream.concat(added(builder), dropped(builder)).findFirst();
  }

  private static Stream<String> added(MigrationPlanBuilder builder) {
    return builder.target().table(Teams.TEAMS).stream()
        .flatMap(t -> t.columns().stream())
        .filter(c -> c.role() == ColumnPlan.Role.FIELD && !c.nullable() && c.defaultValue() == null)
        .filter(c -> !isName(c) || standardName(c).isEmpty())
        .map(ColumnPlan::name);
  }

  /// Required columns are dropped at the end, so that a new row needs a value of them.
  private static Stream<String> dropped(MigrationPlanBuilder builder) {
    return builder.tableKeys().stream()
        .filter(k -> k.kind() == Kind.COLUMN && k.table().equals(Teams.TEAMS))
        .filter(k -> !builder.target().has(k) && !isRenamed(builder, k))
        .filter(k -> isNeeded(String.valueOf(builder.definition(k.toString()))))
        .map(DatabaseObjectKey::tablePart);
  }

  private static boolean isRenamed(MigrationPlanBuilder builder, DatabaseObjectKey column) {
    return builder.target().table(Teams.TEAMS).stream()
        .flatMap(t -> t.columns().stream())
        .anyMatch(c -> column.tablePart().equals(c.renamedFrom()));
  }

  private static boolean isNeeded(String definition) {
    ColumnDefinition column = ColumnDefinition.of(definition);
    return column.notNull() && !column.hasDefault();
  }

  /// The statements that make the teams of all accounts with rows of some tables.
  ///
  /// @param owned the tables
  /// @param role of the accounts
  static List<String> make(MigrationPlanBuilder builder, Collection<String> owned, String role) {
    List<String> columns = new ArrayList<>(List.of("id"));
    List<String> values = new ArrayList<>(List.of("p.\"team_id\""));
    builder.target().table(Teams.TEAMS).stream()
        .flatMap(t -> t.columns().stream())
        .filter(PersonalTeams::isName)
        .forEach(
            c -> {
              columns.add(NAME);
              values.add(name(builder, c));
            });
    return List.of(
        "create table %s (\"user_id\" uuid not null, \"team_id\" uuid not null)"
            .formatted(TEAM_OF_ACCOUNT),
        """
        insert into %s ("user_id", "team_id")
          select r."user_id", gen_random_uuid() from (
            select "user_id" from %s) r group by r."user_id"\
        """
            .formatted(
                TEAM_OF_ACCOUNT,
                owned.stream()
                    .map(AlterTableDdl::qualified)
                    .collect(Collectors.joining("\n    union all select \"user_id\" from "))),
        """
        insert into %s (%s)
          select %s
            from %s p join auth.users u on u.id = p."user_id"\
        """
            .formatted(
                AlterTableDdl.qualified(Teams.TEAMS),
                SqlQuoting.identifiers(columns),
                String.join(", ", values),
                TEAM_OF_ACCOUNT),
        """
        insert into %s ("id", "team_id", "user_id", "role")
          select gen_random_uuid(), p."team_id", p."user_id", %s from %s p\
        """
            .formatted(
                AlterTableDdl.qualified(Teams.TEAM_MEMBERS),
                SqlQuoting.stringLiteral(role).strip(),
                TEAM_OF_ACCOUNT));
  }

  /// The statement that sets the team of each row of a table.
  static String assign(String table) {
    return """
    update %s t set "team_id" = p."team_id", "_version" = t."_version" + 1
      from %s p where p."user_id" = t."user_id"\
    """
        .formatted(AlterTableDdl.qualified(table), TEAM_OF_ACCOUNT);
  }

  /// The last statement: the accounts are found in the memberships.
  static String end() {
    return "drop table " + TEAM_OF_ACCOUNT;
  }

  private static boolean isName(ColumnPlan column) {
    ScalarType scalar = column.type().scalar();
    return column.role() == ColumnPlan.Role.FIELD
        && column.name().equals(NAME)
        && !column.type().array()
        && (scalar == ScalarType.STRING || scalar == ScalarType.TEXT);
  }

  private static String name(MigrationPlanBuilder builder, ColumnPlan column) {
    String otherwise = standardName(column).map(SqlQuoting::stringLiteral).orElse("null").strip();
    FieldConstraints.Text text = Objects.requireNonNull(column.constraints().text());
    if (text.pattern() != null
        || text.trim()
        || text.stripHtml()
        || text.lowercase()
        || text.nfc()) {
      return otherwise;
    }
    String allowed =
        builder.target().elements(Kind.CHECK).stream()
            .filter(e -> isOfName(DatabaseObjectKey.of(e.key())))
            .map(DatabaseObject::condition)
            .collect(Collectors.joining(" and "));
    return "case when %s then u.\"name\" else %s end".formatted(allowed, otherwise);
  }

  private static boolean isOfName(DatabaseObjectKey check) {
    return check.table().equals(Teams.TEAMS) && check.column().equals(NAME);
  }

  /// The name of the teams of accounts without one; empty if there is none that the field allows.
  private static Optional<String> standardName(ColumnPlan column) {
    if (column.defaultValue() != null) {
      return Optional.of((String) column.defaultValue());
    }
    return switch (ConstraintValidator.validate(
        column.type().scalar(), column.constraints(), STANDARD_NAME)) {
      case ValueResult.Valid valid -> Optional.of((String) valid.value());
      case ValueResult.Invalid _ -> Optional.empty();
    };
  }
}
