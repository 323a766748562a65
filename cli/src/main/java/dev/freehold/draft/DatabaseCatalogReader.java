package dev.freehold.draft;

import dev.freehold.db.AdminConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the catalog of a database in one read-only transaction.
public final class DatabaseCatalogReader {
  /// More than a draft accepts, so that the draft can choose, and list what it leaves out.
  private static final int MAX_TABLES = 4_000;

  private static final int MAX_ROWS = 100_000;

  private static final String TABLES =
      """
      select c.oid::int8, n.nspname::text, c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
         and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and not exists (select from pg_depend d
                          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
       order by n.nspname, c.relname
       limit $1
      """;

  /// Resolves a domain to its base type and an array to its element type.
  private static final String COLUMNS =
      """
      select a.attrelid::int8, a.attname::text, col_description(a.attrelid, a.attnum), format_type(a.atttypid, a.atttypmod),
             e.typname::text, t.typcategory = 'A' and t.typelem <> 0, o.typtype = 'd',
             case when o.typtype = 'd' then o.typtypmod else a.atttypmod end,
             array(select l.enumlabel::text from pg_enum l where l.enumtypid = e.oid order by l.enumsortorder),
             a.attnotnull or o.typnotnull,
             coalesce(pg_get_expr(d.adbin, d.adrelid), case when a.attidentity <> '' then 'identity' end,
                      case when o.typtype = 'd' then pg_get_expr(o.typdefaultbin, 0) end),
             a.attgenerated <> '', a.attndims::int4
        from pg_attribute a
        join pg_type o on o.oid = a.atttypid
        join pg_type t on t.oid = case when o.typtype = 'd' then o.typbasetype else o.oid end
        join pg_type e on e.oid = case when t.typcategory = 'A' and t.typelem <> 0 then t.typelem else t.oid end
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid::int8 = any($1) and a.attnum > 0 and not a.attisdropped
       order by a.attrelid, a.attnum
       limit $2
      """;

  private static final String CONSTRAINTS =
      """
      select k.conrelid::int8, k.contype::text,
             array(select a.attname::text from unnest(k.conkey) with ordinality o(number, place)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.number order by o.place),
             coalesce((select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.oid = k.confrelid), ''),
             array(select a.attname::text from unnest(k.confkey) with ordinality o(number, place)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.number order by o.place),
             k.confdeltype::text, coalesce(pg_get_expr(k.conbin, k.conrelid), ''),
             exists (select from pg_index i where i.indexrelid = k.conindid and k.contype = 'u' and i.indnullsnotdistinct),
             case when k.contype = 'x' then 'exclusion constraint'
                  when to_jsonb(k) ->> 'conperiod' = 'true' then 'temporal key'
                  when to_jsonb(k) ->> 'conenforced' = 'false' then 'constraint that is not enforced'
                  else '' end,
             case when not k.convalidated then 'stored rows may break '
                  when k.condeferrable and k.contype in ('p', 'u') then 'it was checked at the end of a transaction: '
                  else '' end,
             k.conname::text, pg_get_constraintdef(k.oid)
        from pg_constraint k
       where k.conrelid::int8 = any($1) and (k.contype in ('p', 'u', 'f', 'c', 'x') or k.contype = 'n' and not k.convalidated)
       union all
      select i.indrelid::int8, 'u',
             array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality o(number, place)
                     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = o.number
                    where o.place <= i.indnkeyatts order by o.place),
             '', '{}', ' ', coalesce(pg_get_expr(i.indpred, i.indrelid), ''), i.indnullsnotdistinct,
             case when i.indexprs is null then '' else 'unique index' end, '', c.relname::text,
             regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING [a-z]+ ', '')
        from pg_index i join pg_class c on c.oid = i.indexrelid
       where i.indrelid::int8 = any($1) and i.indisunique
         and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
       limit $2
      """;

  /// What a table has beside its columns and constraints, and what its partitions have alone: the definition, how many
  /// partitions have it (0 for the table itself) and the first of them.
  private static final String OTHERS =
      """
      with part as (
        select c.oid, coalesce(pg_partition_root(c.oid)::oid, c.oid)::int8 as owner, c.relname, c.relispartition,
               c.relrowsecurity, c.relforcerowsecurity
          from pg_class c
         where c.relkind in ('r', 'p') and coalesce(pg_partition_root(c.oid)::oid, c.oid)::int8 = any($1)
      ), found(oid, definition) as (
        select k.conrelid, k.conname || ': ' || pg_get_constraintdef(k.oid)
          from pg_constraint k join part on part.oid = k.conrelid and part.relispartition
         where k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0 and k.coninhcount = 0
         union all
        select i.indrelid, 'unique index ' || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING [a-z]+ ', '')
          from pg_index i join part on part.oid = i.indrelid and part.relispartition
         where i.indisunique
           and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
           and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
         union all
        select p.polrelid, 'policy ' || p.polname
               || coalesce(' (' || nullif(concat_ws(', ',
                    case when part.relrowsecurity then null else 'not enabled' end,
                    case when p.polpermissive then null else 'restrictive' end,
                    case p.polcmd when 'r' then 'for select' when 'a' then 'for insert' when 'w' then 'for update'
                                  when 'd' then 'for delete' end,
                    case when p.polroles <> '{0}' then 'to ' || array_to_string(
                      array(select pg_get_userbyid(r)::text from unnest(p.polroles) r), ' and ') end), '') || ')', '')
               || ': '
               || concat_ws(', ', 'using ' || pg_get_expr(p.polqual, p.polrelid),
                                  'with check ' || pg_get_expr(p.polwithcheck, p.polrelid))
          from pg_policy p join part on part.oid = p.polrelid
         union all
        select part.oid, 'row-level security without a policy'
               || case when part.relforcerowsecurity then ', also for the owner of the table' else '' end
          from part
         where part.relrowsecurity and not exists (select from pg_policy p where p.polrelid = part.oid)
         union all
        select t.tgrelid, 'trigger ' || t.tgname || ': '
               || regexp_replace(regexp_replace(pg_get_triggerdef(t.oid), '^CREATE (CONSTRAINT )?TRIGGER [^ ]+ ', ''),
                                 case when part.relispartition then ' ON [^ ]+' else '' end, '')
               || case t.tgenabled when 'D' then ' (disabled)' else '' end
          from pg_trigger t join part on part.oid = t.tgrelid
         where not t.tgisinternal and t.tgparentid = 0
         union all
        select r.ev_class, 'rule ' || r.rulename || ': '
               || regexp_replace(pg_get_ruledef(r.oid), '^CREATE RULE .* AS\\s+(?=ON )', '')
          from pg_rewrite r join part on part.oid = r.ev_class
         union all
        select h.inhrelid, 'inheritance from ' || n.nspname || '.' || c.relname
          from pg_inherits h join part on part.oid = h.inhrelid and not part.relispartition
          join pg_class c on c.oid = h.inhparent join pg_namespace n on n.oid = c.relnamespace
      )
      select part.owner, found.definition, (count(*) filter (where part.relispartition))::int4,
             min(part.relname)::text
        from found join part on part.oid = found.oid
       group by part.owner, part.relispartition, found.definition
       order by part.owner, part.relispartition, found.definition
       limit $2
      """;

  private DatabaseCatalogReader() {}

  /// Reads the catalog; blocking.
  ///
  /// @throws dev.freehold.db.DatabaseException if the database does not respond, or a statement
  ///   takes
  ///   longer than ten seconds
  public static DatabaseCatalog read(AdminConnection connection) {
    connection.execute(
        "set search_path = pg_catalog; set statement_timeout = '10s'; set lock_timeout = '2s'");
    connection.execute("begin transaction isolation level repeatable read read only");
    try {
      return new CatalogQueries(connection).catalog();
    } finally {
      connection.execute("rollback");
    }
  }

  private static final class CatalogQueries {
    private final AdminConnection connection;
    private final Map<Long, TableBuilder> drafts = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    CatalogQueries(AdminConnection connection) {
      this.connection = connection;
    }

    /// A table under construction.
    private static final class TableBuilder {
      final String schema;
      final String name;
      final @Nullable String comment;
      final List<DatabaseCatalog.CatalogColumn> columns = new ArrayList<>();
      final List<String> primaryKey = new ArrayList<>();
      final List<DatabaseCatalog.CatalogUnique> uniques = new ArrayList<>();
      final List<DatabaseCatalog.CatalogForeignKey> foreignKeys = new ArrayList<>();
      final List<String> checks = new ArrayList<>();
      final List<String> weaker = new ArrayList<>();
      final List<String> others = new ArrayList<>();

      TableBuilder(Row row) {
        schema = row.getString(1);
        name = row.getString(2);
        comment = row.getString(4);
      }
    }

    DatabaseCatalog catalog() {
      for (Row row : connection.query(TABLES, Tuple.of(MAX_TABLES + 1))) {
        table(row);
      }
      Long[] tables = drafts.keySet().toArray(Long[]::new);
      Tuple asked = Tuple.of(tables, MAX_ROWS);
      connection.query(COLUMNS, asked).forEach(this::column);
      connection.query(CONSTRAINTS, asked).forEach(this::constraint);
      connection.query(OTHERS, asked).forEach(this::other);
      List<DatabaseCatalog.CatalogTable> all = new ArrayList<>();
      drafts.forEach(
          (_, d) ->
              all.add(
                  new DatabaseCatalog.CatalogTable(
                      d.schema,
                      d.name,
                      d.comment,
                      d.columns,
                      d.primaryKey,
                      d.uniques,
                      d.foreignKeys,
                      d.checks,
                      d.weaker,
                      d.others)));
      return new DatabaseCatalog(all, others);
    }

    private void table(Row row) {
      String called = row.getString(1) + "." + row.getString(2);
      switch (row.getString(3)) {
        case "v" -> others.add("view " + called);
        case "m" -> others.add("materialized view " + called);
        case "f" -> others.add("foreign table " + called);
        default -> {
          if (drafts.size() < MAX_TABLES) {
            drafts.put(row.getLong(0), new TableBuilder(row));
          } else {
            others.add("table " + called + " and all after it");
          }
        }
      }
    }

    private void column(Row row) {
      TableBuilder table = drafts.get(row.getLong(0));
      if (table != null) {
        table.columns.add(
            new DatabaseCatalog.CatalogColumn(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getInteger(7),
                List.of(row.getArrayOfStrings(8)),
                row.getBoolean(9),
                row.getString(10),
                row.getBoolean(11),
                row.getInteger(12)));
      }
    }

    private void constraint(Row row) {
      TableBuilder table = drafts.get(row.getLong(0));
      if (table == null) {
        return;
      }
      String unsupported = row.getString(8);
      String definition = row.getString(10) + ": " + row.getString(11);
      if (!unsupported.isEmpty()) {
        table.others.add(unsupported + " " + definition);
        return;
      }
      if (!row.getString(9).isEmpty()) {
        table.weaker.add(row.getString(9) + definition);
      }
      List<String> columns = List.of(row.getArrayOfStrings(2));
      switch (row.getString(1)) {
        case "p" -> table.primaryKey.addAll(columns);
        case "u" ->
            table.uniques.add(
                new DatabaseCatalog.CatalogUnique(columns, row.getString(6), row.getBoolean(7)));
        case "f" ->
            table.foreignKeys.add(
                new DatabaseCatalog.CatalogForeignKey(
                    columns,
                    row.getString(3),
                    List.of(row.getArrayOfStrings(4)),
                    row.getString(5)));
        case "c" -> table.checks.add(row.getString(6));
        default -> {} // not null, which the columns tell
      }
    }

    private void other(Row row) {
      TableBuilder table = drafts.get(row.getLong(0));
      if (table != null) {
        String place =
            switch (row.getInteger(2)) {
              case 0 -> "";
              case 1 -> "in the partition " + row.getString(3) + " alone: ";
              default ->
                  "in " + row.getInteger(2) + " partitions, first " + row.getString(3) + ": ";
            };
        table.others.add(place + row.getString(1));
      }
    }
  }
}
