package dev.freehold.type;

import java.util.Arrays;
import java.util.Optional;

/// The type of a field: a scalar, or an array of one.
public record FieldType(ScalarType scalar, boolean array) {

  /// The maximum number of elements of an array value.
  public static final int MAX_ITEMS = 1_000;

  public static FieldType of(ScalarType scalar) {
    return new FieldType(scalar, false);
  }

  /// The type in the spec language: `string`, `string[]`.
  public String keyword() {
    return array ? scalar.keyword() + "[]" : scalar.keyword();
  }

  /// The scalar types of the spec language. All code that depends on the type is an exhaustive
  /// switch over this enum, so a new type does not compile until every switch handles it.
  ///
  /// Each type names the Java class of its values. A value of `T[]` is a `List` of these.
  public enum ScalarType {
    /// Short text, [String]; at most 255 characters unless the spec says otherwise.
    STRING("string"),
    /// Long text, [String]; at most 65,536 characters unless the spec says otherwise.
    TEXT("text"),
    /// 32-bit integer, [Integer].
    INTEGER("integer"),
    /// 64-bit integer, [Long].
    BIGINT("bigint"),
    /// IEEE 754 double, [Double].
    NUMBER("number"),
    /// Exact decimal, [java.math.BigDecimal]; a string in JSON.
    DECIMAL("decimal"),
    /// [Boolean].
    BOOLEAN("boolean"),
    /// RFC 3339 full-date, [java.time.LocalDate].
    DATE("date"),
    /// Time of day without a zone, [java.time.LocalTime], to the microsecond.
    TIME("time"),
    /// RFC 3339 date-time, [java.time.OffsetDateTime] in UTC, to the microsecond.
    DATETIME("datetime"),
    /// RFC 9562, [java.util.UUID].
    UUID("uuid"),
    /// An e-mail address by the rule of the WHATWG HTML standard, [String].
    EMAIL("email"),
    /// An absolute http or https address, [String].
    URL("url"),
    /// One of the spec's `values`, [String].
    ENUM("enum"),
    /// Any JSON value but null, as its text, [String].
    JSON("json");

    private final String keyword;

    ScalarType(String word) {
      this.keyword = word;
    }

    /// The keyword of the spec language.
    public String keyword() {
      return keyword;
    }

    public static Optional<ScalarType> ofKeyword(String word) {
      return Arrays.stream(values()).filter(s -> s.keyword.equals(word)).findFirst();
    }

    /// Whether the values are text with a length in characters.
    public boolean isText() {
      return switch (this) {
        case STRING, TEXT, EMAIL, URL -> true;
        case INTEGER, BIGINT, NUMBER, DECIMAL, BOOLEAN, DATE, TIME, DATETIME, UUID, ENUM, JSON ->
            false;
      };
    }

    /// Whether `minimum` and `maximum` apply to the values.
    public boolean isNumeric() {
      return switch (this) {
        case INTEGER, BIGINT, NUMBER, DECIMAL -> true;
        case STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON -> false;
      };
    }
  }
}
