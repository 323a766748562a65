package dev.freehold.sql;

import dev.freehold.plan.ColumnPlan;

/// How statements compare text, so that every database gives the same results: text is ordered by
/// code point, and case is ignored by the simple lower-case mapping of Unicode. Equality needs
/// nothing: under a deterministic collation texts are equal if their bytes are (PostgreSQL manual,
/// 23.2.2.4).
///
/// @param ordersByCodePoint whether the text columns of the database have this order without a
///     `collate` clause, so that their indexes serve it
public record TextCollation(boolean ordersByCodePoint, CaseMapping caseMapping) {
  /// The embedded database, and any PostgreSQL 17 or newer with `LOCALE 'C'`.
  public static final TextCollation STANDARD = new TextCollation(true, CaseMapping.BUILTIN);

  /// What maps text to lower case.
  public enum CaseMapping {
    /// `pg_c_utf8` of PostgreSQL 17 or newer.
    BUILTIN,
    /// The root locale of ICU.
    ICU,
    /// The locale of the database: with `C`, ASCII letters alone.
    DATABASE
  }

  /// @param text an expression
  String lower(String text) {
    return switch (caseMapping) {
      case BUILTIN -> "lower(" + text + " collate \"pg_c_utf8\")";
      // ICU maps these two letters by their context or to two characters (SpecialCasing.txt).
      case ICU -> "lower(translate(" + text + ", 'İΣ', 'iσ') collate \"und-x-icu\")";
      case DATABASE -> "lower(" + text + ")";
    };
  }

  /// Text where its order without regard to case matters.
  String lowerOrdered(String text) {
    return lower(text) + " collate \"C\"";
  }

  /// The column, or an expression of its type, where its order matters.
  String ordered(ColumnPlan column, String expression) {
    return !ordersByCodePoint && column.isOrderedAsText()
        ? expression + " collate \"C\""
        : expression;
  }
}
