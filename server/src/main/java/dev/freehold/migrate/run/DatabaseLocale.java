package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.sql.TextCollation;
import dev.freehold.sql.TextCollation.CaseMapping;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// The locale of a database (PostgreSQL manual, 23.1 and 23.2), as far as results depend on it.
///
/// @param name the name for messages: `en_US.utf8`
/// @param ordersByCodePoint whether all text columns of resources are ordered by code point
/// @param searchesAllLetters whether text search ignores the case of letters beyond ASCII
/// @param builtin whether the collation `pg_c_utf8` exists
/// @param icu whether ICU collations exist
public record DatabaseLocale(
    String name,
    String encoding,
    boolean ordersByCodePoint,
    boolean searchesAllLetters,
    boolean builtin,
    boolean icu) {

  /// All locales of the provider `builtin` order by code point. Of the locales of the C library,
  /// `C`, `POSIX` and `C.UTF-8` do (glibc 2.35, release notes).
  private static final String FACTS =
      """
      select coalesce(
               to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate) as name,
             pg_encoding_to_char(d.encoding)::text as encoding,
             (d.datlocprovider = 'b'
               or d.datlocprovider = 'c' and d.datcollate ~* '^(C|POSIX|C[.]utf-?8)$')
             and not exists (
               select from pg_attribute a join pg_class c on c.oid = a.attrelid
                 join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = $1 and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
                  and a.attcollation not in
                    (0, '"default"'::regcollation, '"C"'::regcollation, '"POSIX"'::regcollation))
               as code_point,
             not (d.datctype in ('C', 'POSIX') and (d.datlocprovider = 'c'
               or current_setting('server_version_num')::integer < 180000)) as all_letters,
             exists (
               select from pg_collation
                where collname = 'pg_c_utf8' and collnamespace = 'pg_catalog'::regnamespace
                  and collencoding in (-1, d.encoding)) as builtin,
             exists (
               select from pg_collation
                where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace
                  and collencoding in (-1, d.encoding)) as icu
        from pg_database d
       where d.datname = current_database()\
      """;

  public static DatabaseLocale of(AdminConnection connection) {
    Row row = connection.query(FACTS, Tuple.of(TablePlan.SCHEMA)).getFirst();
    return new DatabaseLocale(
        row.getString("name"),
        row.getString("encoding"),
        row.getBoolean("code_point"),
        row.getBoolean("all_letters"),
        row.getBoolean("builtin"),
        row.getBoolean("icu"));
  }

  public TextCollation collation() {
    return new TextCollation(
        ordersByCodePoint,
        builtin ? CaseMapping.BUILTIN : icu ? CaseMapping.ICU : CaseMapping.DATABASE);
  }

  /// The differences of this database from the documentation, and its costs in time, as sentences.
  public List<String> warnings(ApiPlan plan) {
    List<String> warnings = new ArrayList<>();
    if (!encoding.equals("UTF8")) {
      warnings.add(
          "The database has the encoding "
              + encoding
              + ", which cannot store every character. Create it with ENCODING 'UTF8'.");
    }
    if (!ordersByCodePoint) {
      warnings.add(
          "The text of the database is ordered by the locale "
              + name
              + ". Results are ordered by code point as in every database, but no index serves an"
              + " order or a range of text. Create the database with LC_COLLATE 'C'.");
    }
    if (collation().caseMapping() == CaseMapping.DATABASE) {
      warnings.add(
          "The server has no collation pg_c_utf8 or und-x-icu: icontains and q ignore case by the"
              + " locale "
              + name
              + ". Use a server with ICU, or PostgreSQL 17 or newer.");
    }
    if (!searchesAllLetters && searchesWords(plan)) {
      warnings.add(
          "The database has the LC_CTYPE C: q with a search language ignores the case of ASCII"
              + " letters alone. Create the database with LC_CTYPE 'C.UTF-8'.");
    }
    return List.copyOf(warnings);
  }

  private static boolean searchesWords(ApiPlan plan) {
    return plan.resources().stream()
        .map(ResourcePlan::search)
        .anyMatch(search -> search != null && search.language() != null);
  }
}
