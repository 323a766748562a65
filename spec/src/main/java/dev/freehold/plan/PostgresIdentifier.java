package dev.freehold.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/// Shortens names to the length that PostgreSQL allows for identifiers.
public final class PostgresIdentifier {
  /// PostgreSQL cuts longer identifiers without a word (NAMEDATALEN), so that two could become one.
  private static final int MAX_LENGTH = 63;

  private PostgresIdentifier() {}

  /// `name` itself, or its beginning and a checksum of the whole.
  public static String truncate(String name) {
    return name.length() <= MAX_LENGTH ? name : truncateWithChecksum(name, name);
  }

  /// The CHECK constraint that mirrors one rule of one column. `rule` is snake_case.
  public static String columnCheck(String table, String column, String rule) {
    return truncate(table + "_" + column + "_" + rule + "_check");
  }

  /// The CHECK constraint of a check of a resource. None of a column's ends like it.
  static String rowCheck(String table, String check) {
    return truncate(table + "_" + check + "_rule");
  }

  public static String foreignKey(String table, String column) {
    return truncate(table + "_" + column + "_fkey");
  }

  /// The beginning of `name` and a checksum of `whole`.
  static String truncateWithChecksum(String name, String whole) {
    CRC32 sum = new CRC32();
    sum.update(whole.getBytes(StandardCharsets.US_ASCII));
    return name.substring(0, Math.min(name.length(), MAX_LENGTH - 9))
        + String.format(Locale.ROOT, "_%08x", sum.getValue());
  }

  /// Names of the keys and indexes of tables. All of a schema's tables and indexes share one name
  /// space.
  ///
  /// @param ambiguous readable names that two things would have, such as those of unique `a_b, c` and
  ///   `a, b_c`
  record IndexNaming(Set<String> ambiguous) {
    IndexNaming {
      ambiguous = Set.copyOf(ambiguous);
    }

    /// The parts joined by `_` where that tells it apart, else with a checksum that also depends on
    /// where one part ends and the next begins.
    String of(List<String> parts) {
      String joined = String.join("_", parts);
      String readable = PostgresIdentifier.truncate(joined);
      return ambiguous.contains(readable)
          ? PostgresIdentifier.truncateWithChecksum(joined, String.join(".", parts))
          : readable;
    }
  }
}
