package dev.freehold.migrate.role;

import dev.freehold.ddl.RoleNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/// The names of the two roles that serve a database. Roles belong to the whole server, so the database is in the name.
final class RoleNaming {
  /// PostgreSQL cuts longer ones without a word (NAMEDATALEN). Bytes, not characters.
  private static final int MAX_BYTES = 63;

  private RoleNaming() {}

  static RoleNames of(String database, String owner) {
    return new RoleNames(owner, name(database, "_api"), name(database, "_auth"));
  }

  private static String name(String database, String suffix) {
    // `pg_` is reserved for PostgreSQL's own roles.
    String full = (database.startsWith("pg_") ? "freehold_" : "") + database + suffix;
    byte[] bytes = full.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_BYTES) {
      return full;
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    String end = String.format(Locale.ROOT, "_%08x", sum.getValue()) + suffix;
    int cut = MAX_BYTES - end.length();
    while ((bytes[cut] & 0xC0) == 0x80) {
      cut--;
    }
    return new String(bytes, 0, cut, StandardCharsets.UTF_8) + end;
  }
}
