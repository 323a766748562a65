package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.query.Selection;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.JsonValueWriter;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;

/// Writes a row as JSON from the decoded column values: the columns of a selection, then its
/// included rows. The writer of each column is chosen once, in the constructor.
final class JsonRowWriter {
  private final SerializedString[] keys;
  private final ColumnWriter[] cells;
  private final int first;

  /// Writes one non-null value.
  @FunctionalInterface
  interface ColumnWriter {
    void write(JsonGenerator out, Object value) throws IOException;
  }

  /// @param first the index of the first column of the selection
  public JsonRowWriter(Selection selection, int first) {
    List<ColumnPlan> columns = selection.columns();
    List<Selection.IncludedRelation> included = selection.included();
    this.first = first;
    this.keys = new SerializedString[columns.size() + included.size()];
    this.cells = new ColumnWriter[keys.length];
    for (int i = 0; i < columns.size(); i++) {
      keys[i] = new SerializedString(columns.get(i).name());
      ColumnWriter cell = cell(columns.get(i).type().scalar());
      cells[i] = columns.get(i).type().array() ? array(cell) : cell;
    }
    for (int i = 0; i < included.size(); i++) {
      keys[columns.size() + i] = new SerializedString(included.get(i).key());
      // PostgreSQL has built one JSON value in our format.
      cells[columns.size() + i] = (out, value) -> out.writeRawValue((String) value);
    }
  }

  /// The index after the last column of the selection.
  public int endIndex() {
    return first + keys.length;
  }

  public void write(JsonGenerator out, Row row) throws IOException {
    out.writeStartObject();
    writeMembers(out, row);
    out.writeEndObject();
  }

  /// The members of the object, without its braces.
  void writeMembers(JsonGenerator out, Row row) throws IOException {
    for (int i = 0; i < keys.length; i++) {
      out.writeFieldName(keys[i]);
      Object value = row.getValue(first + i);
      if (value == null) {
        out.writeNull();
      } else {
        cells[i].write(out, value);
      }
    }
  }

  /// The value of one column as a client reads it.
  ///
  /// @param column a column of the selection
  public String valueText(Row row, String column) {
    int i = 0;
    while (!keys[i].getValue().equals(column)) {
      i++;
    }
    Object value = row.getValue(first + i);
    StringWriter text = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      if (value == null) {
        out.writeNull();
      } else {
        cells[i].write(out, value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /// The writer of one value that is no array.
  static ColumnWriter cell(ScalarType scalar) {
    return switch (scalar) {
      // Decimals are read as text, because JSON has them as strings.
      case STRING, TEXT, EMAIL, URL, ENUM, DECIMAL ->
          (out, value) -> out.writeString((String) value);
      case INTEGER -> (out, value) -> out.writeNumber((Integer) value);
      case INTEGER_ID -> (out, value) -> out.writeNumber((Long) value);
      case NUMBER -> (out, value) -> out.writeNumber((Double) value);
      case BOOLEAN -> (out, value) -> out.writeBoolean((Boolean) value);
      case BIGINT, UUID -> (out, value) -> out.writeString(value.toString());
      case DATE -> (out, value) -> JsonValueWriter.writeDate(out, (LocalDate) value);
      case TIME -> (out, value) -> JsonValueWriter.writeTime(out, (LocalTime) value);
      case DATETIME -> (out, value) -> JsonValueWriter.writeDateTime(out, (OffsetDateTime) value);
      // PostgreSQL's text of a jsonb is one JSON value.
      case JSON -> (out, value) -> out.writeRawValue((String) value);
    };
  }

  private static ColumnWriter array(ColumnWriter element) {
    return (out, value) -> {
      out.writeStartArray();
      for (Object item : (Object[]) value) {
        element.write(out, item);
      }
      out.writeEndArray();
    };
  }
}
