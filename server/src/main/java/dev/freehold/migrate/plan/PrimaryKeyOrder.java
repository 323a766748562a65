package dev.freehold.migrate.plan;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The order in which a batched statement reads the rows of a table: by the primary key, which is
/// `(user_id, id)`, or `(id)` if the rows belong to nobody. The parameter `$2` is the key of the last
/// row that was read, as text.
///
/// @param owned whether the key starts with the owner
/// @param idType the PostgreSQL type of `id`
public record PrimaryKeyOrder(boolean owned, String idType) {
  private static final String NIL = "00000000-0000-0000-0000-000000000000";

  /// `r."user_id", r."id"`.
  ///
  /// @param row `r.`, or empty
  public String columns(String row) {
    return String.join(", ", names(row));
  }

  /// The condition that a row follows the key in `$2`.
  ///
  /// @param row `r.`, or empty
  public String isAfterStart(String row) {
    return owned
        ? "(%s) > (split_part($2, ' ', 1)::uuid, split_part($2, ' ', 2)::%s)"
            .formatted(columns(row), idType)
        : "%s > $2::text::%s".formatted(columns(row), idType);
  }

  /// The condition that two aliases are the same row.
  public String isSameRow(String one, String other) {
    return names("").stream()
        .map(name -> one + "." + name + " = " + other + "." + name)
        .collect(Collectors.joining(" and "));
  }

  /// A query of the next `$2`.
  ///
  /// @param page a table of keys
  public String lastOf(String page) {
    String text = owned ? String.join(" || ' ' || ", names("p.")) : "p.\"id\"::text";
    String backwards =
        names("p.").stream().map(name -> name + " desc").collect(Collectors.joining(", "));
    return "select %s from %s p\n         order by %s limit 1".formatted(text, page, backwards);
  }

  /// The first `$2`: below every key.
  public String start() {
    String id = idType.equals("uuid") ? NIL : Long.toString(Long.MIN_VALUE);
    return owned ? NIL + " " + id : id;
  }

  private List<String> names(String row) {
    return Stream.of("\"user_id\"", "\"id\"").skip(owned ? 0 : 1).map(row::concat).toList();
  }
}
