package dev.freehold.db;

import dev.freehold.db.DatabaseException.FailureKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The constraints of a schema as the catalog of PostgreSQL has them, for one that another program named.
public final class ConstraintCatalog {
  private static final String FIND =
      """
      select case k.contype when 'f' then 'FOREIGN_KEY' else 'UNIQUE' end as kind, r.relname::text as tab,
             array(select a.attname::text from pg_attribute a
                    where a.attrelid = r.oid and a.attnum = any (k.conkey)) as columns,
             coalesce((select fn.nspname || '.' || f.relname from pg_class f
                         join pg_namespace fn on fn.oid = f.relnamespace where f.oid = k.confrelid), '') as target
        from pg_constraint k join pg_class r on r.oid = k.conrelid
       where r.relnamespace = to_regnamespace($1::text) and k.conname = $2 and k.contype in ('p', 'u', 'f')
         and ($3::text is null or r.relname = $3)
      union all
      select case when i.indpred is null then 'UNIQUE' else 'PARTIAL_UNIQUE' end, r.relname::text,
             array(select a.attname::text from pg_attribute a
                    where a.attrelid = r.oid and a.attnum = any (i.indkey::int2[])), ''
        from pg_index i join pg_class x on x.oid = i.indexrelid join pg_class r on r.oid = i.indrelid
       where x.relnamespace = to_regnamespace($1::text) and x.relname = $2 and i.indisunique
         and i.indexprs is null and ($3::text is null or r.relname = $3)
         and not exists (select from pg_constraint k where k.conindid = x.oid and k.contype in ('p', 'u'))\
      """;

  private final Database database;
  private final String schema;

  /// @param schema of the constraints
  public ConstraintCatalog(Database database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /// What a constraint is about.
  ///
  /// @param table without its schema
  /// @param target the referenced table with its schema, such as `auth.users`; empty for a unique set
  public record ConstraintColumns(Kind kind, String table, Set<String> columns, String target) {
    public ConstraintColumns {
      columns = Set.copyOf(columns);
    }

    /// A unique constraint, index or primary key.
    public static ConstraintColumns unique(String table, List<String> columns, boolean partial) {
      return new ConstraintColumns(
          partial ? Kind.PARTIAL_UNIQUE : Kind.UNIQUE, table, Set.copyOf(columns), "");
    }

    /// A foreign key.
    public static ConstraintColumns foreignKey(String table, List<String> columns, String target) {
      return new ConstraintColumns(Kind.FOREIGN_KEY, table, Set.copyOf(columns), target);
    }

    /// What the constraint asks for.
    public enum Kind {
      UNIQUE,
      /// A unique index over the rows that meet a condition
      PARTIAL_UNIQUE,
      FOREIGN_KEY
    }
  }

  /// What the violated constraint is about; empty if the failure is of another kind, or the catalog does not
  /// have it.
  public Future<Optional<ConstraintColumns>> find(DatabaseException failure) {
    ViolatedConstraint violated = failure.violated();
    boolean known =
        failure.kind() == FailureKind.UNIQUE || failure.kind() == FailureKind.FOREIGN_KEY;
    if (violated == null || !known) {
      return Future.succeededFuture(Optional.empty());
    }
    return database
        .run(
            FIND,
            Tuple.of(schema, violated.name(), violated.table()),
            Collectors.mapping(ConstraintCatalog::columns, Collectors.<ConstraintColumns>toList()))
        .map(found -> found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty());
  }

  private static ConstraintColumns columns(Row row) {
    return new ConstraintColumns(
        ConstraintColumns.Kind.valueOf(row.getString("kind")),
        row.getString("tab"),
        Set.of(row.getArrayOfStrings("columns")),
        row.getString("target"));
  }
}
