package dev.freehold.migrate.plan;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.spec.Teams;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A database on which steps are run one by one, with nothing but their own actions.
final class MigrationTestDatabase implements AutoCloseable {
  private static final String PEOPLE =
      """
      insert into auth.users (id, password_hash)
      values ('00000000-0000-7000-8000-00000000000a', '$argon2id$x'),
             ('00000000-0000-7000-8000-00000000000b', '$argon2id$x')\
      """;

  /// Every named object, in the form in which PostgreSQL writes its definition.
  private static final String CATALOG =
      """
      select 'column ' || c.relname || '.' || a.attname as key,
             format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text
               || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') as value
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
       where c.relnamespace = 'app'::regnamespace and c.relkind = 'r'
      union all
      select 'constraint ' || r.relname || '.' || k.conname,
             pg_get_constraintdef(k.oid) || ' ' || k.convalidated
        from pg_constraint k join pg_class r on r.oid = k.conrelid
       where k.connamespace = 'app'::regnamespace and k.contype <> 'n'
      union all
      select 'index ' || c.relname, pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid
        from pg_index i join pg_class c on c.oid = i.indexrelid
       where c.relnamespace = 'app'::regnamespace
      union all
      select 'sequence ' || c.relname, pg_get_serial_sequence('app.' || t.relname, 'id')
        from pg_class c
        join pg_depend p on p.objid = c.oid and p.deptype = 'i'
        join pg_class t on t.oid = p.refobjid
       where c.relnamespace = 'app'::regnamespace and c.relkind = 'S'
      union all
      select 'policy ' || c.relname || '.' || p.polname,
             p.polcmd::text || coalesce(pg_get_expr(p.polqual, p.polrelid), '')
               || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
        from pg_policy p join pg_class c on c.oid = p.polrelid
      union all
      select 'table ' || c.relname,
             c.relrowsecurity || ' ' || c.relforcerowsecurity || ' ' || array_to_string(array(
               select privilege_type || ' ' || grantee::regrole from aclexplode(c.relacl) order by 1), ',')
               || ' ' || array_to_string(array(
               select a.attname || ' ' || e.privilege_type || ' ' || e.grantee::regrole
                 from pg_attribute a, aclexplode(a.attacl) e where a.attrelid = c.oid order by 1), ',')
        from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind = 'r'\
      """;

  /// Each team with its members.
  private static final String MEMBERS =
      """
      select team_id::text, 'team of ' || string_agg(right(user_id::text, 1) || ' as ' || role, ', ' order by user_id)
        from app.team_members group by team_id\
      """;

  private static final List<String> ROLES =
      List.of(MigrationCase.ROLES.owner(), MigrationCase.ROLES.api(), MigrationCase.ROLES.auth());

  private final TestDatabase database;
  private final AdminConnection connection;

  MigrationTestDatabase(DatabaseTarget server) {
    this.database = TestDatabase.fresh(server);
    this.connection = AdminConnection.open(TestDatabase.vertx(), database.target());
    ROLES.forEach(this::role);
    connection.execute("set search_path = pg_catalog");
  }

  /// Creates a role if needed. Roles belong to the whole server, and a killed run leaves them
  /// behind.
  private void role(String role) {
    String there = "select from pg_roles where rolname = '" + role + "'";
    if (connection.query(there, Tuple.tuple()).isEmpty()) {
      connection.execute("create role " + role);
    }
  }

  @Override
  public void close() {
    connection.close();
    database.close();
  }

  private void clear() {
    connection.execute("drop schema if exists app, auth cascade");
  }

  /// Recreates the schema, without rows.
  void make(SchemaModel model) {
    clear();
    connection.execute(model.script());
  }

  /// Recreates the schema, with two users and their rows.
  void make(SchemaModel model, String rows) {
    make(model);
    connection.execute(PEOPLE);
    connection.execute(rows);
  }

  MigrationPlan counted(MigrationPlan plan) {
    List<MigrationStep> steps = new ArrayList<>();
    for (MigrationStep step : plan.steps()) {
      steps.add(
          step.atRisk()
              .map(r -> counted(step, connection.query(r.countSql(), Tuple.tuple()).getFirst()))
              .orElse(step));
    }
    return new MigrationPlan(plan.from(), plan.to(), steps);
  }

  private static MigrationStep counted(MigrationStep step, Row counts) {
    String ids = counts.size() > 1 ? counts.getString(1) : null;
    return step.counted(counts.getLong(0), ids == null ? "" : ids);
  }

  void run(MigrationStep step) {
    switch (step.action()) {
      case Action.Transaction(List<String> statements) ->
          connection.inTransaction(() -> statements.forEach(connection::execute));
      case Action.ConcurrentIndex(String _, String statement) -> connection.execute(statement);
      case Action.BatchedUpdate(String statement, String start) -> {
        String from = start;
        while (from != null) {
          from = connection.query(statement, Tuple.of(1L, from)).getFirst().getString("last");
        }
      }
      case Action.Blocked() -> throw new AssertionError(step.description());
    }
  }

  /// The objects of the database, in the form in which PostgreSQL writes their definitions.
  Map<String, String> catalog() {
    Map<String, String> catalog = new TreeMap<>();
    for (Row row : connection.query(CATALOG, Tuple.tuple())) {
      catalog.put(row.getString("key"), row.getString("value"));
    }
    return catalog;
  }

  /// All rows, without their owners and times. In place of the ids of teams and memberships, which may be
  /// random, are the last digits of the members.
  String rows(SchemaModel model) {
    Map<String, String> teams = new HashMap<>();
    for (var table : model.tables()) {
      if (table.name().equals(Teams.TEAM_MEMBERS)) {
        connection
            .query(MEMBERS, Tuple.tuple())
            .forEach(r -> teams.put(r.getString(0), r.getString(1)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (var table : model.tables()) {
      boolean membership = table.name().equals(Teams.TEAM_MEMBERS);
      String sql =
          "select (to_jsonb(t) - 'created_at' - 'updated_at' - 'user_id'%s)::text from app.%s t order by 1"
              .formatted(membership ? " - 'id'" : "", table.name());
      List<String> rows = new ArrayList<>();
      for (Row row : connection.query(sql, Tuple.tuple())) {
        String text = row.getString(0);
        for (Map.Entry<String, String> team : teams.entrySet()) {
          text = text.replace(team.getKey(), team.getValue());
        }
        rows.add(table.name() + " " + text + "\n");
      }
      if (!teams.isEmpty()) {
        rows.sort(null);
      }
      lines.addAll(rows);
    }
    return lines.isEmpty() ? "no rows\n" : String.join("", lines);
  }
}
