package dev.freehold.migrate.run;

/// The contents of PostgreSQL's catalog for the schemas of Freehold, as keys and values. Names,
/// types and flags are the same in all major versions. The text of an expression may differ.
/// Therefore the key of a CHECK's `body`, of a `default` and of an index's `definition` contains
/// the major version, and only the expressions of one version are compared. A policy that seems to
/// differ is simply recreated. PostgreSQL writes expressions for the search path of the session,
/// which must be `pg_catalog`.
public final class CatalogSnapshotSql {
  private CatalogSnapshotSql() {}

  /// A subselect with the columns `key` and `value`.
  public static final String ROWS =
      """
      (select 'column ' || n.nspname || '.' || c.relname || '.' || a.attname as key,
              format_type(a.atttypid, a.atttypmod)
                || case when a.attnotnull then ' not null' else '' end as value
         from pg_attribute a
         join pg_class c on c.oid = a.attrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and c.relkind in ('r', 'p')
          and a.attnum > 0 and not a.attisdropped
       union all
       select 'row-security ' || n.nspname || '.' || c.relname,
              case when c.relrowsecurity and c.relforcerowsecurity then 'forced'
                   when c.relrowsecurity then 'enabled' else 'off' end
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and c.relkind in ('r', 'p')
       union all
       select 'policy ' || n.nspname || '.' || c.relname || '.' || p.polname,
              p.polcmd::text || ' ' || case when p.polpermissive then 'permissive' else 'restrictive' end
                || ' ' || array_to_string(
                     array(select pg_get_userbyid(r) from unnest(p.polroles) r order by 1), ',')
                || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '')
                || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
         from pg_policy p
         join pg_class c on c.oid = p.polrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth')
       union all
       select 'constraint ' || n.nspname || '.' || c.relname || '.' || k.conname,
              k.contype::text || case when k.convalidated then '' else ' not valid' end
         from pg_constraint k
         join pg_class c on c.oid = k.conrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and k.contype in ('p', 'u', 'c', 'f')
       union all
       select 'body ' || current_setting('server_version_num')::integer / 10000 || ' '
                || n.nspname || '.' || c.relname || '.' || k.conname,
              pg_get_expr(k.conbin, k.conrelid)
         from pg_constraint k
         join pg_class c on c.oid = k.conrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and k.contype = 'c'
       union all
       select 'keys ' || n.nspname || '.' || c.relname || '.' || k.conname,
              array_to_string(array(
                  select a.attname from unnest(k.conkey) with ordinality o(number, place)
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = o.number
                   order by o.place), ', ')
                || case when k.contype = 'f' then ' to ' || array_to_string(array(
                       select a.attrelid::regclass::text || '.' || a.attname
                         from unnest(k.confkey) with ordinality o(number, place)
                         join pg_attribute a on a.attrelid = k.confrelid and a.attnum = o.number
                        order by o.place), ', ')
                     || ' ' || k.confdeltype::text || coalesce(array_to_string(k.confdelsetcols, ','), '')
                     || case when k.condeferrable then ' deferrable' else '' end
                     || case when k.condeferred then ' deferred' else '' end
                   when k.condeferrable then ' deferrable' || case when k.condeferred then ' deferred' else '' end
                   else '' end
         from pg_constraint k
         join pg_class c on c.oid = k.conrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and k.contype in ('p', 'u', 'f')
       union all
       select 'grant ' || n.nspname || '.' || c.relname,
              array_to_string(array(
                  select g.privilege_type || g.of || ' to '
                           || coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
                    from (select e.privilege_type, e.grantee, '' as of from aclexplode(c.relacl) e
                           union all
                          select e.privilege_type, e.grantee, ' (' || a.attname || ')'
                            from pg_attribute a, aclexplode(a.attacl) e
                           where a.attrelid = c.oid and not a.attisdropped) g
                   where g.grantee <> c.relowner
                   order by (g.privilege_type || g.of || g.grantee::text) collate "C"), ', ')
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and c.relkind in ('r', 'p')
       union all
       select 'grant ' || n.nspname,
              array_to_string(array(
                  select g.privilege_type || ' to ' || coalesce(nullif(g.grantee, 0)::regrole::text, 'public')
                    from aclexplode(n.nspacl) g where g.grantee <> n.nspowner
                   order by (g.privilege_type || g.grantee::text) collate "C"), ', ')
         from pg_namespace n
        where n.nspname in ('app', 'auth')
       union all
       select 'default ' || current_setting('server_version_num')::integer / 10000 || ' '
                || n.nspname || '.' || c.relname || '.' || a.attname,
              pg_get_expr(d.adbin, d.adrelid)
         from pg_attrdef d
         join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
         join pg_class c on c.oid = d.adrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and c.relkind in ('r', 'p')
       union all
       select 'definition ' || current_setting('server_version_num')::integer / 10000 || ' '
                || n.nspname || '.' || c.relname,
              regexp_replace(pg_get_indexdef(c.oid), '^CREATE ', '')
         from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth')
       union all
       select 'enforced ' || n.nspname || '.' || c.relname || '.' || k.conname,
              case when bool_and(t.tgenabled = 'O') then 'always' else 'not always' end
         from pg_trigger t
         join pg_constraint k on k.oid = t.tgconstraint
         join pg_class c on c.oid = k.conrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and t.tgisinternal
        group by n.nspname, c.relname, k.conname
       union all
       select 'trigger ' || n.nspname || '.' || c.relname || '.' || t.tgname,
              t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
         from pg_trigger t
         join pg_class c on c.oid = t.tgrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth') and not t.tgisinternal and starts_with(t.tgname::text, '_')
       union all
       select 'function ' || n.nspname || '.' || p.proname,
              concat_ws(' ', l.lanname, p.prosecdef::text, p.proconfig::text, p.prosrc,
                  array_to_string(array(
                      select 'execute to ' || coalesce(nullif(e.grantee, 0)::regrole::text, 'public')
                        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) e
                       where e.grantee <> p.proowner order by 1), ', '))
         from pg_proc p
         join pg_language l on l.oid = p.prolang
         join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('app', 'auth') and starts_with(p.proname::text, '_')
       union all
       select 'index ' || n.nspname || '.' || c.relname,
              case when i.indisvalid then 'valid' else 'invalid' end
         from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth'))\
      """;
}
