package dev.freehold.sql;

import dev.freehold.query.ResourceView;
import dev.freehold.sql.IncludedRelationSql.JsonColumn;
import java.util.stream.Collectors;

/// The version of a row in its entity tag, as text: two states of a row with the same version look
/// the same to the caller.
///
/// A caller who may read every field of the row gets the number that each change of the row
/// increments. It would tell any other caller of changes to fields that the caller may not read.
/// Such a caller gets a digest of the row as the caller may read it: SHA-256, cut to 128 bits.
/// Either is an expression on the row, so that a conditional write compares it in the statement
/// that writes.
final class RowVersionSql {
  private RowVersionSql() {}

  /// @param alias of the row
  public static String of(ResourceView view, String alias, ReadableColumnSql readable) {
    return view.showsEveryField()
        ? alias + "." + TableSql.version(view.plan()) + "::text"
        : "encode(substr(sha256(convert_to(row_to_json(row(%s))::text, 'UTF8')), 1, 16), 'hex')"
            .formatted(
                view.readColumns().stream()
                    .map(c -> JsonColumn.of(readable.of(view, alias, c), c))
                    .collect(Collectors.joining(", ")));
  }

  /// The columns of the row that the view shows, followed by the version.
  public static String selectListWithVersion(
      ResourceView view, String alias, ReadableColumnSql readable) {
    return view.readColumns().stream()
            .map(c -> readable.of(view, alias, c) + ColumnCodec.resultCast(c) + ", ")
            .collect(Collectors.joining())
        + of(view, alias, readable);
  }
}
