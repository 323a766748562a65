package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.api.JsonRowWriter.ColumnWriter;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.SummaryQuery;
import dev.freehold.query.SummaryQuery.Aggregate;
import dev.freehold.query.SummaryQuery.GroupKey;
import dev.freehold.query.SummaryQuery.RowCount;
import dev.freehold.query.SummaryQuery.SummaryMember;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reply with the groups of a [dev.freehold.sql.SummarySql]: `{"groups": [{"status": "open",
/// "count": 3, "sum": {"minutes": "120"}}], "pagination": {"limit": 100, "hasMore": false}}`.
final class SummaryReply {
  private final List<SummaryMember> members;
  private final List<ColumnWriter> writers;

  private SummaryReply(SummaryQuery query) {
    this.members = query.members();
    this.writers = members.stream().map(SummaryReply::writer).toList();
  }

  /// @param rows one more than the limit of the query if there are more groups
  /// @throws dev.freehold.problem.ProblemException if a sum is out of the range of its type
  static Reply of(SummaryQuery query, List<Row> rows) {
    SummaryReply reply = new SummaryReply(query);
    return ReplyEnvelope.data(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("groups");
          for (Row row : rows.subList(0, Math.min(rows.size(), query.limit()))) {
            reply.write(out, row);
          }
          out.writeEndArray();
          out.writeObjectFieldStart("pagination");
          out.writeNumberField("limit", query.limit());
          out.writeBooleanField("hasMore", rows.size() > query.limit());
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  private void write(JsonGenerator out, Row row) throws IOException {
    out.writeStartObject();
    @Nullable AggregateFunction open = null;
    for (int i = 0; i < members.size(); i++) {
      String name = members.get(i).name();
      if (members.get(i) instanceof Aggregate(AggregateFunction function, ColumnPlan column)) {
        if (function != open) {
          closeObject(out, open);
          out.writeObjectFieldStart(function.word());
          open = function;
        }
        name = column.name();
      }
      out.writeFieldName(name);
      write(out, row, i);
    }
    closeObject(out, open);
    out.writeEndObject();
  }

  private static void closeObject(JsonGenerator out, @Nullable AggregateFunction open)
      throws IOException {
    if (open != null) {
      out.writeEndObject();
    }
  }

  private void write(JsonGenerator out, Row row, int i) throws IOException {
    Object value = row.getValue(i);
    if (value == null) {
      out.writeNull();
    } else {
      writers.get(i).write(out, value);
    }
  }

  private static ColumnWriter writer(SummaryMember member) {
    return switch (member) {
      case GroupKey(ColumnPlan column, CalendarUnit unit) ->
          unit == null
              ? JsonRowWriter.cell(column.type().scalar())
              : (out, value) -> out.writeString(unit.text((LocalDate) value));
      case RowCount _ -> (out, value) -> out.writeNumber((Long) value);
      case Aggregate(AggregateFunction function, ColumnPlan column) ->
          switch (function) {
            case MIN, MAX -> JsonRowWriter.cell(column.type().scalar());
            case SUM, AVG ->
                column.type().scalar() == ScalarType.NUMBER
                    ? (out, value) -> out.writeNumber(number(function, column, (String) value))
                    : (out, value) -> out.writeString((String) value);
          };
    };
  }

  private static double number(AggregateFunction function, ColumnPlan column, String text) {
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw Problem.Invalid.of(
              function.word(),
              ViolationCode.OUT_OF_RANGE,
              "The " + function.word() + " of " + column.name() + " is too large for a number.")
          .toException();
    }
    return number;
  }
}
