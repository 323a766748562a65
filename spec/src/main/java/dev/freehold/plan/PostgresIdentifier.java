package dev.freehold.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/// Shortens names to the length that PostgreSQL allows for identifiers.
public final class PostgresIdentifier {
  /// PostgreSQL truncates longer identifiers silently (NAMEDATALEN), so that two names could become
  /// equal.
  private static final int MAX_LENGTH = 63;

  private PostgresIdentifier() {}

  /// Returns `name`, or its beginning and a checksum of the whole name if it is too long.
  public static String truncate(String name) {
    return name.length() <= MAX_LENGTH ? name : truncateWithChecksum(name, name);
  }

  /// The name of the CHECK constraint for one rule of one column. `rule` is snake_case.
  public static String columnCheck(String table, String column, String rule) {
    return truncate(table + "_" + column + "_" + rule + "_check");
  }

  /// The name of the CHECK constraint for a check of a resource. Its suffix differs from that of
  /// column constraints.
  static String rowCheck(String table, String check) {
    return truncate(table + "_" + check + "_rule");
  }

  public static String foreignKey(String table, String column) {
    return truncate(table + "_" + column + "_fkey");
  }

  /// Returns the beginning of `name` and a checksum of `whole`.
  static String truncateWithChecksum(String name, String whole) {
    return name.substring(0, Math.min(name.length(), MAX_LENGTH - 9)) + "_" + checksum(whole);
  }

  /// Eight hexadecimal digits.
  static String checksum(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  /// Names the keys and indexes of tables. All tables and indexes of a schema share one name space.
  ///
  /// @param ambiguous readable names that occur twice, such as those of unique `a_b, c` and `a,
  ///   b_c`
  record IndexNaming(Set<String> ambiguous) {
    IndexNaming {
      ambiguous = Set.copyOf(ambiguous);
    }

    /// Returns the parts joined by `_` if that name is unambiguous, otherwise with a checksum that
    /// also depends on the boundaries of the parts.
    String of(List<String> parts) {
      String joined = String.join("_", parts);
      String readable = PostgresIdentifier.truncate(joined);
      return ambiguous.contains(readable)
          ? PostgresIdentifier.truncateWithChecksum(joined, String.join(".", parts))
          : readable;
    }
  }
}
