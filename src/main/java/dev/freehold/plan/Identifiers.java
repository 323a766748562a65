package dev.freehold.plan;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/// Names that fit PostgreSQL.
public final class Identifiers {
  /// PostgreSQL cuts longer identifiers without a word (NAMEDATALEN), so that two could become one.
  private static final int MAX_LENGTH = 63;

  private Identifiers() {}

  /// `name` itself, or its beginning and a checksum of the whole.
  public static String limited(String name) {
    return name.length() <= MAX_LENGTH ? name : summed(name, name);
  }

  /// The CHECK constraint that mirrors one rule of one column. `rule` is snake_case.
  public static String check(String table, String column, String rule) {
    return limited(table + "_" + column + "_" + rule + "_check");
  }

  /// The CHECK constraint of a check of a resource. None of a column's ends like it.
  static String rule(String table, String check) {
    return limited(table + "_" + check + "_rule");
  }

  public static String foreignKey(String table, String column) {
    return limited(table + "_" + column + "_fkey");
  }

  /// The beginning of `name` and a checksum of `whole`.
  static String summed(String name, String whole) {
    CRC32 sum = new CRC32();
    sum.update(whole.getBytes(StandardCharsets.US_ASCII));
    return name.substring(0, Math.min(name.length(), MAX_LENGTH - 9))
        + String.format(Locale.ROOT, "_%08x", sum.getValue());
  }
}
