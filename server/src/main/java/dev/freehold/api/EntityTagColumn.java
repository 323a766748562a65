package dev.freehold.api;

import dev.freehold.http.Reply;
import dev.freehold.query.EntityTag;
import dev.freehold.query.Selection;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/// The column of a statement's result with the version of the row, and the tag that follows from it.
///
/// @param index of the column
/// @param fingerprint of the selection
record EntityTagColumn(int index, String fingerprint) {
  /// The column after those of a row writer.
  ///
  /// @param selection of the writer
  static EntityTagColumn after(JsonRowWriter writer, Selection selection) {
    return new EntityTagColumn(writer.endIndex(), selection.fingerprint());
  }

  /// Null if the row does not meet the precondition of a write, which then returns nulls.
  @Nullable EntityTag read(Row row) {
    String version = row.getString(index);
    return version == null ? null : new EntityTag(version, fingerprint);
  }

  static Reply.Header header(EntityTag tag) {
    return new Reply.Header("ETag", tag.header());
  }
}
