package dev.freehold.draft.database;

import dev.freehold.draft.Found.Limits;
import dev.freehold.type.Scalar;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a column of PostgreSQL is in the language.
final class ColumnTypes {
  /// The longest `string` by default; what may be longer is a `text`.
  private static final int SHORT = 255;

  private static final int VARLENA_HEADER = 4;

  private ColumnTypes() {}

  /// @param doubt what is lost by it; null for nothing
  record Fitting(Scalar scalar, Limits limits, @Nullable String doubt) {
    Fitting(Scalar scalar) {
      this(scalar, Limits.NONE, null);
    }

    Fitting(Scalar scalar, @Nullable String doubt) {
      this(scalar, Limits.NONE, doubt);
    }
  }

  /// Empty for a type that the language has nothing for.
  ///
  /// @param length the longest that a CHECK allows; null for none
  static Optional<Fitting> of(Catalog.Column column, @Nullable Long length) {
    if (!column.labels().isEmpty()) {
      return Optional.of(new Fitting(Scalar.ENUM, Limits.NONE.withValues(column.labels()), null));
    }
    return Optional.ofNullable(
        switch (column.base()) {
          case "bool" -> new Fitting(Scalar.BOOLEAN);
          case "int2" -> new Fitting(Scalar.INTEGER, "smallint became integer");
          case "int4" -> new Fitting(Scalar.INTEGER);
          case "int8" -> new Fitting(Scalar.BIGINT);
          case "float4", "float8" -> new Fitting(Scalar.NUMBER);
          case "numeric" ->
              new Fitting(
                  Scalar.DECIMAL,
                  column.modifier() < 0
                      ? null
                      : column.shown() + " became decimal, which has 38 digits");
          case "money" -> new Fitting(Scalar.DECIMAL, "money became decimal");
          case "date" -> new Fitting(Scalar.DATE);
          case "time" -> new Fitting(Scalar.TIME);
          case "timetz" -> new Fitting(Scalar.TIME, "its time zone is lost");
          case "timestamptz" -> new Fitting(Scalar.DATETIME);
          case "timestamp" ->
              new Fitting(Scalar.DATETIME, "it had no time zone; values are in UTC here");
          case "uuid" -> new Fitting(Scalar.UUID);
          case "json", "jsonb" -> new Fitting(Scalar.JSON);
          case "text", "varchar", "bpchar", "citext", "name" -> text(column, length);
          default -> null;
        });
  }

  private static Fitting text(Catalog.Column column, @Nullable Long length) {
    Long declared =
        column.modifier() > VARLENA_HEADER ? (long) column.modifier() - VARLENA_HEADER : null;
    Long most = length == null || (declared != null && declared < length) ? declared : length;
    String name = column.name().toLowerCase(Locale.ROOT);
    if (!column.array() && name.matches("e_?mail|.*_e?mail|email_address")) {
      return limited(Scalar.EMAIL, most, 254, "by its name it is an e-mail address");
    }
    if (!column.array() && name.matches("url|.*_ur[li]|website|homepage|link")) {
      return limited(Scalar.URL, most, 2048, "by its name it is a web address, http or https");
    }
    if (column.array()) {
      return new Fitting(
          Scalar.STRING, most == null ? "its elements have 255 characters at most here" : null);
    }
    return most != null && most <= SHORT
        ? limited(Scalar.STRING, most, SHORT, null)
        : limited(
            Scalar.TEXT,
            most,
            65_536,
            most == null && !column.base().equals("text")
                ? "it has 65,536 characters at most here"
                : null);
  }

  /// The limit that the type has by itself is not written.
  private static Fitting limited(
      Scalar scalar, @Nullable Long most, long standard, @Nullable String doubt) {
    boolean longer = scalar == Scalar.STRING || scalar == Scalar.TEXT;
    boolean written = most != null && (most < standard || (longer && most > standard));
    return new Fitting(scalar, Limits.NONE.withLength(null, written ? most : null), doubt);
  }
}
