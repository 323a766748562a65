package dev.freehold.type;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

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

  /// The scalar types of the spec language, and [#INTEGER_ID]. All code that depends on the type is
  /// an exhaustive switch over this enum, so a new type does not compile until every switch handles
  /// it.
  ///
  /// Each type names the Java class of its values. A value of `T[]` is a `List` of these.
  public enum ScalarType {
    /// Short text, [String]; at most 255 characters unless the spec says otherwise.
    STRING("string"),
    /// Long text, [String]; at most 65,536 characters unless the spec says otherwise.
    TEXT("text"),
    /// 32-bit integer, [Integer].
    INTEGER("integer"),
    /// 64-bit integer, [Long]; a string in JSON.
    BIGINT("bigint"),
    /// The id of a row with `id: integer`, and a reference to such a row, [Long]; a number in JSON. Its
    /// absolute value is at most [#MAX_INTEGER_ID]. No field is declared with it.
    INTEGER_ID("integer id"),
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
    /// An e-mail address (RFC 5321), [String].
    EMAIL("email"),
    /// An absolute http or https address, [String].
    URL("url"),
    /// One of the spec's `values`, [String].
    ENUM("enum"),
    /// Any JSON value but null, as its text, [String].
    JSON("json");

    /// The largest integer id: 2^53 - 1, up to which a JSON number is exact in every client (RFC 8259
    /// section 6).
    public static final long MAX_INTEGER_ID = (1L << 53) - 1;

    private final String keyword;

    ScalarType(String word) {
      this.keyword = word;
    }

    /// The keyword of the spec language; two words if no field is declared with the type.
    public String keyword() {
      return keyword;
    }

    public static Optional<ScalarType> ofKeyword(String word) {
      return ofFields().filter(s -> s.keyword.equals(word)).findFirst();
    }

    /// The types that a field may be declared with.
    public static Stream<ScalarType> ofFields() {
      return Arrays.stream(values()).filter(s -> s != INTEGER_ID);
    }

    /// Whether the values are text with a length in characters.
    public boolean isText() {
      return switch (this) {
        case STRING, TEXT, EMAIL, URL -> true;
        case INTEGER,
            BIGINT,
            INTEGER_ID,
            NUMBER,
            DECIMAL,
            BOOLEAN,
            DATE,
            TIME,
            DATETIME,
            UUID,
            ENUM,
            JSON ->
            false;
      };
    }

    /// Whether a body may have a value as a JSON number or as a string with that number.
    public boolean isNumberOrText() {
      return switch (this) {
        case BIGINT, INTEGER_ID, DECIMAL -> true;
        case STRING,
            TEXT,
            INTEGER,
            NUMBER,
            BOOLEAN,
            DATE,
            TIME,
            DATETIME,
            UUID,
            EMAIL,
            URL,
            ENUM,
            JSON ->
            false;
      };
    }

    /// Whether the values are whole numbers.
    public boolean isWhole() {
      return switch (this) {
        case INTEGER, BIGINT, INTEGER_ID -> true;
        case STRING,
            TEXT,
            NUMBER,
            DECIMAL,
            BOOLEAN,
            DATE,
            TIME,
            DATETIME,
            UUID,
            EMAIL,
            URL,
            ENUM,
            JSON ->
            false;
      };
    }

    /// Whether `minimum` and `maximum` apply to the values.
    public boolean isNumeric() {
      return switch (this) {
        case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL -> true;
        case STRING, TEXT, BOOLEAN, DATE, TIME, DATETIME, UUID, EMAIL, URL, ENUM, JSON -> false;
      };
    }
  }
}
