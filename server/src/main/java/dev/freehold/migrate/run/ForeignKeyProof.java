package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.PrimaryKeyOrder;
import dev.freehold.type.SqlQuoting;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Proves foreign keys for an owner whom forced row-level security binds.
///
/// PostgreSQL validates a foreign key with a query of the table owner (`RI_Initial_Check`). Under
/// FORCE that query sees no rows, so PostgreSQL marks the constraint as validated whatever the rows
/// contain. CHECK, NOT NULL, unique indexes and rewrites read the table directly and see every row.
///
/// A NOT VALID constraint already refuses new dangling rows. The old rows can therefore be counted
/// page by page, with a separate lock for each page.
final class ForeignKeyProof {
  private static final Pattern VALIDATE =
      Pattern.compile(
          "\\s*alter\\s+table\\s+(?:only\\s+)?(\\S+)\\s+validate\\s+constraint\\s+(\\S+?);?\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern MAY_PROVE =
      Pattern.compile("\\b(validate|foreign|references)\\b", Pattern.CASE_INSENSITIVE);

  private static final String KEYS =
      """
      select k.oid::bigint as id, k.conname::text as name, k.convalidated as validated,
             n.nspname::text as schema, c.relname::text as source,
             m.nspname::text as target_schema, t.relname::text as target,
             array(select a.attname::text from unnest(k.conkey) with ordinality o(number, place)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.number
                    order by o.place) as columns,
             array(select a.attname::text from unnest(k.confkey) with ordinality o(number, place)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.number
                    order by o.place) as target_columns,
             (select format_type(a.atttypid, a.atttypmod) from pg_attribute a
               where a.attrelid = k.conrelid and a.attname = 'id' and exists (
                 select from pg_constraint p
                  where p.conrelid = k.conrelid and p.contype = 'p'
                    and p.conkey = array_remove(array[o.attnum, a.attnum], null))) as id_type,
             o.attnum is not null as owned,
             pg_relation_size(k.conrelid) = 0 as empty
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_class t on t.oid = k.confrelid
        join pg_namespace m on m.oid = t.relnamespace
        left join pg_attribute o on o.attrelid = k.conrelid and o.attname = 'user_id'
       where k.contype = 'f' and n.nspname = 'app'\
      """;

  private final AdminConnection connection;
  private final Set<Long> proved = new HashSet<>();

  /// @param proved the OIDs of the keys that need no further proof
  private ForeignKeyProof(AdminConnection connection, Set<Long> proved) {
    this.connection = connection;
    this.proved.addAll(proved);
  }

  /// @return empty if no statement adds or validates a foreign key
  static Optional<ForeignKeyProof> of(AdminConnection connection, List<String> statements) {
    return statements.stream().anyMatch(s -> MAY_PROVE.matcher(s).find())
        ? Optional.of(new ForeignKeyProof(connection, validated(connection)))
        : Optional.empty();
  }

  private static Set<Long> validated(AdminConnection connection) {
    Set<Long> found = new HashSet<>();
    for (Row row : connection.query(KEYS + " and k.convalidated", Tuple.tuple())) {
      found.add(row.getLong("id"));
    }
    return found;
  }

  /// A foreign key in the catalog.
  ///
  /// @param source the table, quoted and schema-qualified
  /// @param order of the rows; empty if the primary key is not that of a resource
  record ForeignKey(
      long oid,
      String name,
      String source,
      String target,
      List<String> columns,
      List<String> targetColumns,
      Optional<PrimaryKeyOrder> order) {
    private static ForeignKey of(Row row) {
      return new ForeignKey(
          row.getLong("id"),
          row.getString("name"),
          SqlQuoting.qualified(row.getString("schema"), row.getString("source")),
          SqlQuoting.qualified(row.getString("target_schema"), row.getString("target")),
          List.of(row.getArrayOfStrings("columns")),
          List.of(row.getArrayOfStrings("target_columns")),
          Optional.ofNullable(row.getString("id_type"))
              .map(type -> new PrimaryKeyOrder(row.getBoolean("owned"), type)));
    }

    /// A condition on a row `r`: it dangles. MATCH SIMPLE: no referenced row has its values.
    private String dangles() {
      StringBuilder set = new StringBuilder();
      StringBuilder same = new StringBuilder();
      for (int i = 0; i < columns.size(); i++) {
        String column = "r." + SqlQuoting.identifier(columns.get(i));
        set.append(column).append(" is not null and ");
        same.append(i == 0 ? "" : " and ")
            .append("p.")
            .append(SqlQuoting.identifier(targetColumns.get(i)))
            .append(" = ")
            .append(column);
      }
      return set + "not exists (select from " + target + " p where " + same + ")";
    }

    String countSql() {
      return "select count(*) as dangling from " + source + " r where " + dangles();
    }

    /// A batched read of all rows that counts the dangling ones as changed.
    Optional<Action.BatchedUpdate> pages() {
      return order.map(
          key ->
              new Action.BatchedUpdate(
                  """
                  with page as (
                         select %1$s, %2$s as dangling from %3$s r
                          where %4$s
                          order by %1$s limit $1)
                  select (select count(*) from page where dangling) as changed,
                         (%5$s) as last\
                  """
                      .formatted(
                          key.columns("r."),
                          dangles(),
                          source,
                          key.isAfterStart("r."),
                          key.lastOf("page")),
                  key.start()));
    }

    void requireNone(long dangling) {
      if (dangling > 0) {
        throw new MigrationRefusedException(
            "Rows of "
                + source
                + " point at rows of "
                + target
                + " that are not there: "
                + dangling
                + ", by "
                + name
                + ".",
            "The foreign key is not validated; the steps before stay done. Let these rows point at"
                + " rows that are there and that their owner may point at, or at none. Then run it"
                + " again, and it goes on from here.");
      }
    }
  }

  /// The NOT VALID foreign keys that the statements validate, of tables that can be read in pages.
  /// The caller counts their rows before it runs the statements.
  List<ForeignKey> pagedKeys(List<String> statements) {
    List<ForeignKey> keys = new ArrayList<>();
    for (String statement : statements) {
      Matcher validate = VALIDATE.matcher(statement);
      if (validate.matches()) {
        connection
            .query(
                KEYS
                    + " and not k.convalidated and k.conrelid = to_regclass($1) and k.conname = $2",
                Tuple.of(validate.group(1), RowSecurityBypass.unquoted(validate.group(2))))
            .stream()
            .map(ForeignKey::of)
            .filter(k -> k.order().isPresent())
            .forEach(keys::add);
      }
    }
    return keys;
  }

  void proved(ForeignKey key) {
    proved.add(key.oid());
  }

  /// Counts, within the transaction of the statements, the rows of each foreign key that they
  /// validated without a proof.
  ///
  /// @throws MigrationRefusedException if a row dangles
  void requireProved() {
    for (Row row : connection.query(KEYS + " and k.convalidated", Tuple.tuple())) {
      if (!proved.contains(row.getLong("id")) && !row.getBoolean("empty")) {
        ForeignKey key = ForeignKey.of(row);
        RowSecurityBypass rows = RowSecurityBypass.of(connection, true, List.of(key.countSql()));
        rows.removeForce();
        key.requireNone(
            connection.query(key.countSql(), Tuple.tuple()).getFirst().getLong("dangling"));
        rows.restoreForce();
      }
    }
  }
}
