package dev.freehold.api.bulk;

import dev.freehold.api.write.Minimal;
import dev.freehold.http.Parameter;
import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.header.Prefer;
import dev.freehold.input.query.BulkQuery;
import dev.freehold.input.query.BulkQueryReader;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.Predicate;
import dev.freehold.query.Sight;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// The rows that a change by query is about, and what is answered to it.
///
/// @param max more rows than these: none is changed
record Matching(Predicate where, int max, boolean minimal) {
  private static final String MAX = "max_affected";

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR`
  static Matching read(Request request, BulkQueryReader reader, Sight sight) {
    Condition.refuse(request);
    BulkQueryReader.Reading reading = reader.begin(sight);
    for (Parameter parameter : request.parameters()) {
      reading.take(parameter.name(), parameter.value());
    }
    BulkQuery query = reading.end();
    if (query.dryRun()) {
      // Of a request it has been taken already, so this is a step of a batch, which is run or not
      // as a whole.
      throw Problem.Invalid.of(
              "dry_run", ViolationCode.UNKNOWN, "dry_run is a parameter of the whole batch.")
          .failure();
    }
    return new Matching(
        query.where(),
        Objects.requireNonNullElse(query.maxAffected(), BulkQueryReader.MAX_AFFECTED),
        Prefer.read(request.header("Prefer")) == Prefer.MINIMAL);
  }

  /// Of the one row of such a statement: how many rows match, and how many were changed.
  Collector<Row, ?, Future<Reply>> reply() {
    return Collectors.collectingAndThen(
        Collectors.mapping(row -> List.of(row.getLong(0), row.getLong(1)), Collectors.toList()),
        counts -> reply(counts.getFirst().getFirst(), counts.getFirst().getLast()));
  }

  private Future<Reply> reply(long matched, long affected) {
    if (matched > max) {
      Violation violation =
          new Violation(
              MAX,
              ViolationCode.TOO_MANY,
              "More than " + max + " rows match, which max_affected allows; none was changed.");
      return Future.failedFuture(new Problem.Conflict(List.of(violation)).failure());
    }
    return Future.succeededFuture(
        minimal
            ? Minimal.of(204)
            : Replies.data(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeNumberField("affected", affected);
                  out.writeEndObject();
                }));
  }
}
