package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.plan.Column;
import dev.freehold.query.Selection;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.JsonForm;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;

/// Writes a row as JSON, straight from the values that the database client decoded: the columns of a selection, then what
/// it includes. What to do with each place is decided when the writer is made.
public final class RowWriter {
  private final SerializedString[] keys;
  private final Cell[] cells;
  private final int first;

  /// Writes one value, which is not null.
  @FunctionalInterface
  private interface Cell {
    void write(JsonGenerator out, Object value) throws IOException;
  }

  /// @param first the place in the rows at which the selection begins
  public RowWriter(Selection selection, int first) {
    List<Column> columns = selection.columns();
    List<Selection.Included> included = selection.included();
    this.first = first;
    this.keys = new SerializedString[columns.size() + included.size()];
    this.cells = new Cell[keys.length];
    for (int i = 0; i < columns.size(); i++) {
      keys[i] = new SerializedString(columns.get(i).name());
      Cell cell = cell(columns.get(i).type().scalar());
      cells[i] = columns.get(i).type().array() ? array(cell) : cell;
    }
    for (int i = 0; i < included.size(); i++) {
      keys[columns.size() + i] = new SerializedString(included.get(i).relation().name());
      // PostgreSQL has built one JSON value in our format.
      cells[columns.size() + i] = (out, value) -> out.writeRawValue((String) value);
    }
  }

  /// The place behind the last one of the selection.
  public int end() {
    return first + keys.length;
  }

  public void write(JsonGenerator out, Row row) throws IOException {
    out.writeStartObject();
    for (int i = 0; i < keys.length; i++) {
      out.writeFieldName(keys[i]);
      Object value = row.getValue(first + i);
      if (value == null) {
        out.writeNull();
      } else {
        cells[i].write(out, value);
      }
    }
    out.writeEndObject();
  }

  private static Cell cell(Scalar scalar) {
    return switch (scalar) {
      // Decimals are read as text, because JSON has them as strings.
      case STRING, TEXT, EMAIL, URL, ENUM, DECIMAL ->
          (out, value) -> out.writeString((String) value);
      case INTEGER -> (out, value) -> out.writeNumber((Integer) value);
      case BIGINT -> (out, value) -> out.writeNumber((Long) value);
      case NUMBER -> (out, value) -> out.writeNumber((Double) value);
      case BOOLEAN -> (out, value) -> out.writeBoolean((Boolean) value);
      case DATE, UUID -> (out, value) -> out.writeString(value.toString());
      case TIME -> (out, value) -> JsonForm.writeTime(out, (LocalTime) value);
      case DATETIME -> (out, value) -> JsonForm.writeDateTime(out, (OffsetDateTime) value);
      // PostgreSQL's text of a jsonb is one JSON value.
      case JSON -> (out, value) -> out.writeRawValue((String) value);
    };
  }

  private static Cell array(Cell element) {
    return (out, value) -> {
      out.writeStartArray();
      for (Object item : (Object[]) value) {
        element.write(out, item);
      }
      out.writeEndArray();
    };
  }
}
