package dev.freehold.type;

/// The times of an account or a row as SQL: the years that RFC 3339 can represent.
public final class StoredYearsSql {
  /// The condition on `created_at` and `updated_at`.
  public static final String CONDITION =
      """
      created_at >= '0001-01-01 00:00:00+00' and created_at < '10000-01-01 00:00:00+00'
        and updated_at >= '0001-01-01 00:00:00+00' and updated_at < '10000-01-01 00:00:00+00'\
      """;

  private StoredYearsSql() {}

  /// The nearest time to that of a column that satisfies [#CONDITION] and is not in the future.
  ///
  /// @param column `created_at`
  public static String nearest(String column) {
    return "greatest('0001-01-01 00:00:00+00', least(" + column + ", now()))";
  }
}
