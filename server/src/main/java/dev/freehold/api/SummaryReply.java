package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.api.JsonRowWriter.ColumnWriter;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope.EnvelopeWriter;
import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.SummaryQuery;
import dev.freehold.query.SummaryQuery.Aggregate;
import dev.freehold.query.SummaryQuery.GroupKey;
import dev.freehold.query.SummaryQuery.RowCount;
import dev.freehold.query.SummaryQuery.SummaryMember;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The reply with the groups of a [dev.freehold.sql.SummarySql]: `{"groups": [{"status": "open",
/// "count": 3, "sum": {"minutes": "120"}}], "pagination": {"limit": 100, "hasMore": false}}`. The rows
/// that keys refer to come last in each group. Writes each group as it arrives. Used for one request.
final class SummaryReply {
  /// The size limit of the groups, which are built in memory. The first group may be larger.
  private static final int MAX_BYTES = 4 << 20;

  private final GroupWriter groups;
  private final int limit;
  private @Nullable EnvelopeWriter reply;
  private @Nullable ProblemException problem;
  private int written;
  private boolean more;

  private SummaryReply(GroupWriter groups, int limit) {
    this.groups = groups;
    this.limit = limit;
  }

  /// 200 with the groups. Fails with the problem in place of them if they are too large together, or if
  /// a sum is out of the range of its type.
  static Collector<Row, ?, Future<Reply>> of(SummaryQuery query) {
    GroupWriter groups = new GroupWriter(query);
    return Collector.<Row, SummaryReply, Future<Reply>>of(
        () -> new SummaryReply(groups, query.limit()),
        SummaryReply::add,
        (_, _) -> {
          throw new IllegalStateException("rows of one statement do not come in parts");
        },
        SummaryReply::result);
  }

  /// Opened by the first group, as that of [PageReply].
  private EnvelopeWriter open() throws IOException {
    if (reply == null) {
      reply = EnvelopeWriter.open();
      reply.generator().writeStartObject();
      reply.generator().writeArrayFieldStart("groups");
    }
    return reply;
  }

  private void add(Row row) {
    if (written == limit) {
      more = true;
      return;
    }
    written++;
    if (problem != null) {
      return;
    }
    try {
      EnvelopeWriter open = open();
      if (open.size() > MAX_BYTES) {
        problem =
            Problem.Invalid.of(
                    "limit",
                    ViolationCode.TOO_LARGE,
                    "The groups have more than 4 MiB together; ask for fewer.")
                .toException();
      } else {
        groups.write(open.generator(), row);
      }
    } catch (ProblemException e) {
      problem = e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Future<Reply> result() {
    if (problem != null) {
      return Future.failedFuture(problem);
    }
    try {
      EnvelopeWriter open = open();
      JsonGenerator out = open.generator();
      out.writeEndArray();
      out.writeObjectFieldStart("pagination");
      out.writeNumberField("limit", limit);
      out.writeBooleanField("hasMore", more);
      out.writeEndObject();
      out.writeEndObject();
      return Future.succeededFuture(open.toReply(200));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the groups of one query.
  private static final class GroupWriter {
    private final List<SummaryMember> members;
    private final List<ColumnWriter> writers;
    private final JsonRowWriter included;

    GroupWriter(SummaryQuery query) {
      this.members = query.members();
      this.writers = members.stream().map(GroupWriter::writer).toList();
      this.included = new JsonRowWriter(query.selection(), members.size());
    }

    /// @throws ProblemException if a sum is out of the range of its type
    void write(JsonGenerator out, Row row) throws IOException {
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
      included.writeMembers(out, row);
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
}
