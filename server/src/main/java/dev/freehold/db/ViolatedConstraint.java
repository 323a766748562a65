package dev.freehold.db;

import io.vertx.pgclient.PgException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The constraint that a statement violated, without the number of a shard.
///
/// Citus appends the number of the shard to the names of its tables and constraints, as in
/// `tasks_title_key_102008`, and replaces the end of a name that becomes too long by a hash. It passes on the
/// error of a shard without its fields, so that the name is in the message alone.
///
/// @param table null if the error does not say it
/// @param name the whole name, or its beginning
/// @param beginning whether the end of the name is not known
record ViolatedConstraint(@Nullable String table, String name, boolean beginning) {
  private static final Pattern SHARD = Pattern.compile("_[1-9][0-9]{4,18}$");
  private static final Pattern HASH = Pattern.compile("_[0-9a-f]{8}$");

  /// `… violates foreign key constraint "tasks_list_fkey_102008" on table "tasks_102008"`
  private static final Pattern MESSAGE = Pattern.compile("constraint \"([^\"]+)\"");

  /// The bytes of a name at least of which a hash has replaced the end (NAMEDATALEN less one).
  private static final int LONGEST = 63;

  /// Null for an error of another kind.
  static @Nullable ViolatedConstraint of(PgException error) {
    String name = error.getConstraint();
    String table = error.getTable();
    if (name == null || name.isEmpty()) {
      Matcher message = MESSAGE.matcher(String.valueOf(error.getErrorMessage()));
      return error.getSqlState().startsWith("23") && message.find()
          ? withoutShard(null, message.group(1), suffix(message.group(1)))
          : null;
    }
    String shard = table == null ? "" : suffix(table);
    // The name of a constraint alone may end in digits.
    return shard.isEmpty() || !name.endsWith(shard)
        ? new ViolatedConstraint(table, name, false)
        : withoutShard(table, name, shard);
  }

  private static ViolatedConstraint withoutShard(
      @Nullable String table, String name, String shard) {
    String whole = name.substring(0, name.length() - shard.length());
    Matcher hash = HASH.matcher(whole);
    boolean shortened = !shard.isEmpty() && name.length() >= LONGEST - 1 && hash.find();
    return new ViolatedConstraint(
        table == null || shard.isEmpty()
            ? table
            : table.substring(0, table.length() - shard.length()),
        shortened ? whole.substring(0, hash.start()) : whole,
        shortened);
  }

  private static String suffix(String name) {
    Matcher shard = SHARD.matcher(name);
    return shard.find() ? shard.group() : "";
  }

  /// The value of this constraint; null if there is none, or several constraints begin so.
  <V> @Nullable V in(Map<String, V> byName) {
    V exact = byName.get(name);
    if (exact != null || !beginning) {
      return exact;
    }
    var begin =
        byName.entrySet().stream().filter(e -> e.getKey().startsWith(name)).limit(2).toList();
    return begin.size() == 1 ? begin.getFirst().getValue() : null;
  }
}
