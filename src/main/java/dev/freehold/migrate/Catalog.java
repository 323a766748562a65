package dev.freehold.migrate;

/// What PostgreSQL's catalog says of our schemas, as keys and definitions that stay the same over its major versions:
/// names, types and flags, no deparsed expressions.
final class Catalog {
  private Catalog() {}

  /// A subselect with the columns `key` and `value`.
  static final String ROWS =
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
       select 'index ' || n.nspname || '.' || c.relname,
              case when i.indisvalid then 'valid' else 'invalid' end
         from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('app', 'auth'))\
      """;
}
