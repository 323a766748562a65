package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was applied, in the database that it was applied to: table `freehold.ledger`, one row for each time that
/// something was. The newest row says what is there now: the model, and what the catalog showed right after.
final class Ledger {
  /// Of the table and of what its columns mean. A program refuses a ledger with a higher one. In 1 the catalog had no
  /// expressions, keys and grants: what it lacks is not compared, and its policies seem worn.
  static final int FORMAT = 2;

  private static final String CREATE_SCHEMA = "create schema if not exists \"freehold\"";

  private static final String CREATE =
      """
      create table if not exists "freehold"."ledger" (
        id bigint generated always as identity primary key,
        format integer not null,
        applied_at timestamptz not null default now(),
        program text not null,
        fingerprint text not null,
        changes text[] not null,
        model jsonb not null,
        catalog jsonb not null
      )\
      """;

  private static final String HEAD =
      """
      with head as (
             select * from "freehold"."ledger" order by id desc limit 1),
           was as (
             select e.key, e.value from head, jsonb_each_text(head.catalog) e),
           now as (
             select * from %s rows),
           version as (
             select current_setting('server_version_num')::integer / 10000 as major)
      select head.format, head.program, head.fingerprint,
             array(
               select regexp_replace(was.key, '^body [0-9]+', 'check') || ': was ' || was.value || ', is ' || coalesce(now.value, 'gone')
                 from version cross join was left join now using (key)
                where now.value is distinct from was.value
                  and was.key not similar to '(policy|row-security|grant)%%'
                  and (was.key not like 'body%%' or was.key like 'body ' || version.major || ' %%')
               union all
               select now.key || ': is not ours'
                 from now
                where now.key like 'policy%%'
                  and not exists (select from was where was.key = now.key)
               order by 1) as drift,
             array(
               select was.key
                 from was left join now using (key)
                where now.value is distinct from was.value
                  and was.key similar to '(policy|row-security|grant)%%'
               order by 1) as worn
        from head\
      """
          .formatted(Catalog.ROWS);

  private static final String MODEL =
      """
      select m.key, m.value
        from jsonb_each_text(
               (select l.model from "freehold"."ledger" l order by l.id desc limit 1)) m\
      """;

  private static final String APPEND =
      """
      insert into "freehold"."ledger" (format, program, fingerprint, changes, model, catalog)
      select $1, $2, $3, $4, jsonb_object($5::text[], $6::text[]),
             coalesce(jsonb_object_agg(n.key, n.value), '{}')
        from %s n\
      """
          .formatted(Catalog.ROWS);

  private final AdminConnection connection;

  Ledger(AdminConnection connection) {
    this.connection = connection;
  }

  /// The newest row.
  ///
  /// @param fingerprint of the model that was asked for
  /// @param drift what the catalog shows otherwise than it did, in words; extra tables, columns and indexes are not drift,
  ///     extra policies are, for each opens rows
  /// @param worn policies, row-level security and grants that are not what they were, and can simply be made anew
  record Head(
      int format, String program, String fingerprint, List<String> drift, List<String> worn) {}

  /// Makes the table where it is not there. Two at once may both try: one of them then fails, and tries again.
  void create() {
    connection.execute(CREATE_SCHEMA);
    connection.execute(CREATE);
  }

  /// Until the end of the transaction nobody else gets this lock or writes the ledger; reading goes on.
  void lock() {
    connection.execute("lock table \"freehold\".\"ledger\" in exclusive mode");
  }

  Optional<Head> head() {
    return connection.query(HEAD, Tuple.tuple()).stream()
        .findFirst()
        .map(
            r ->
                new Head(
                    r.getInteger("format"),
                    r.getString("program"),
                    r.getString("fingerprint"),
                    List.of(r.getArrayOfStrings("drift")),
                    List.of(r.getArrayOfStrings("worn"))));
  }

  /// Key to definition of what was applied; empty for an empty ledger.
  Map<String, String> model() {
    Map<String, String> model = new LinkedHashMap<>();
    for (Row row : connection.query(MODEL, Tuple.tuple())) {
      model.put(row.getString("key"), row.getString("value"));
    }
    return model;
  }

  /// Writes down what is there now.
  void append(String program, String fingerprint, List<String> changes, Map<String, String> model) {
    connection.query(
        APPEND,
        Tuple.of(
            FORMAT,
            program,
            fingerprint,
            changes.toArray(String[]::new),
            model.keySet().toArray(String[]::new),
            model.values().toArray(String[]::new)));
  }
}
