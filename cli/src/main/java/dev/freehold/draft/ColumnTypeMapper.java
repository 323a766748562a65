package dev.freehold.draft;

import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Maps PostgreSQL column types to field types.
final class ColumnTypeMapper {
  /// The default maximum length of a `string`; longer columns become `text`.
  private static final int SHORT = 255;

  private static final int VARLENA_HEADER = 4;

  private ColumnTypeMapper() {}

  /// @param doubts what the mapping loses
  record ColumnTypeMapping(ScalarType scalar, ValueConstraints limits, List<String> doubts) {
    ColumnTypeMapping {
      doubts = List.copyOf(doubts);
    }

    ColumnTypeMapping(ScalarType scalar) {
      this(scalar, ValueConstraints.NONE, List.of());
    }

    ColumnTypeMapping(ScalarType scalar, @Nullable String doubt) {
      this(scalar, ValueConstraints.NONE, doubt == null ? List.of() : List.of(doubt));
    }

    ColumnTypeMapping and(String doubt) {
      return new ColumnTypeMapping(
          scalar, limits, Stream.concat(doubts.stream(), Stream.of(doubt)).toList());
    }
  }

  /// Maps a column type. Empty if the spec language has no matching type.
  ///
  /// @param length the maximum length by a CHECK; null for none
  static Optional<ColumnTypeMapping> of(
      DatabaseCatalog.CatalogColumn column, @Nullable Long length) {
    if (!column.labels().isEmpty()) {
      return Optional.of(
          new ColumnTypeMapping(
              ScalarType.ENUM, ValueConstraints.NONE.withValues(column.labels()), List.of()));
    }
    return Optional.ofNullable(
        switch (column.baseType()) {
          case "bool" -> new ColumnTypeMapping(ScalarType.BOOLEAN);
          case "int2" -> new ColumnTypeMapping(ScalarType.INTEGER, "smallint became integer");
          case "int4" -> new ColumnTypeMapping(ScalarType.INTEGER);
          case "int8" -> new ColumnTypeMapping(ScalarType.BIGINT);
          case "float4", "float8" -> new ColumnTypeMapping(ScalarType.NUMBER);
          case "numeric" ->
              new ColumnTypeMapping(
                  ScalarType.DECIMAL,
                  column.modifier() < 0
                      ? null
                      : column.typeName() + " became decimal, which has 38 digits");
          case "money" -> new ColumnTypeMapping(ScalarType.DECIMAL, "money became decimal");
          case "date" -> new ColumnTypeMapping(ScalarType.DATE);
          case "time" -> new ColumnTypeMapping(ScalarType.TIME);
          case "timetz" -> new ColumnTypeMapping(ScalarType.TIME, "its time zone is lost");
          case "timestamptz" -> new ColumnTypeMapping(ScalarType.DATETIME);
          case "timestamp" ->
              new ColumnTypeMapping(
                  ScalarType.DATETIME, "it had no time zone; values are in UTC here");
          case "uuid" -> new ColumnTypeMapping(ScalarType.UUID);
          case "json", "jsonb" -> new ColumnTypeMapping(ScalarType.JSON);
          case "text", "varchar", "bpchar", "name" -> text(column, length);
          case "citext" ->
              text(column, length).and("citext told no capitals apart; here they are told apart");
          default -> null;
        });
  }

  /// Whether the column holds one text, and its type does not limit the length.
  static boolean isEndlessText(DatabaseCatalog.CatalogColumn column) {
    return !column.array()
        && column.modifier() <= VARLENA_HEADER
        && Set.of("text", "varchar", "bpchar", "citext").contains(column.baseType());
  }

  private static ColumnTypeMapping text(
      DatabaseCatalog.CatalogColumn column, @Nullable Long length) {
    Long declared =
        column.modifier() > VARLENA_HEADER ? (long) column.modifier() - VARLENA_HEADER : null;
    Long most = length == null || (declared != null && declared < length) ? declared : length;
    String name = column.name().toLowerCase(Locale.ROOT);
    if (!column.array() && name.matches("e_?mail|.*_e?mail|email_address")) {
      return limited(ScalarType.EMAIL, most, 254, "by its name it is an e-mail address");
    }
    if (!column.array() && name.matches("url|.*_ur[li]|website|homepage|link")) {
      return limited(ScalarType.URL, most, 2048, "by its name it is a web address, http or https");
    }
    if (column.array()) {
      return limited(
          ScalarType.STRING,
          most,
          SHORT,
          most == null ? "its elements have 255 characters at most here" : null);
    }
    return most != null && most <= SHORT
        ? limited(ScalarType.STRING, most, SHORT, null)
        : limited(
            ScalarType.TEXT,
            most,
            65_536,
            most == null && !column.baseType().equals("text")
                ? "it has 65,536 characters at most here"
                : null);
  }

  /// The default limit of the type is not written.
  private static ColumnTypeMapping limited(
      ScalarType scalar, @Nullable Long most, long standard, @Nullable String doubt) {
    boolean longer = scalar == ScalarType.STRING || scalar == ScalarType.TEXT;
    boolean written = most != null && (most < standard || (longer && most > standard));
    return new ColumnTypeMapping(
        scalar,
        ValueConstraints.NONE.withLength(null, written ? most : null),
        doubt == null ? List.of() : List.of(doubt));
  }
}
