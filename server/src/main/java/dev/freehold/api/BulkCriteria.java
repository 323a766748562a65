package dev.freehold.api;

import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.api.WriteOperation.MinimalReply;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.input.BulkQueryReader;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.BulkQuery;
import dev.freehold.query.RowPredicate;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parameters of an update or delete by query.
///
/// @param where the rows to change
/// @param max if more rows match, none is changed
/// @param minimal whether to reply without a body
record BulkCriteria(RowPredicate where, int max, boolean minimal) {
  private static final String MAX = "max_affected";

  /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR`
  static BulkCriteria read(Request request, BulkQueryReader reader, GrantedAccess granted) {
    BulkPreconditions.refuse(request);
    BulkQueryReader.BulkQueryBuilder builder = reader.newBuilder(granted.sight());
    for (QueryParameter parameter : RepeatedParameters.join(request.queryParameters())) {
      builder.addParameter(parameter.name(), parameter.value());
    }
    BulkQuery query = builder.build();
    granted.requireTeam(RowPredicate.related(query.where()));
    if (query.dryRun()) {
      // WriteExecutor removes dry_run from a request of its own, so this is a step of a batch. A
      // dry
      // run applies to a whole batch only.
      throw Problem.Invalid.of(
              "dry_run", ViolationCode.UNKNOWN, "dry_run is a parameter of the whole batch.")
          .toException();
    }
    return new BulkCriteria(
        query.where(),
        Objects.requireNonNullElse(query.maxAffected(), BulkQueryReader.MAX_AFFECTED),
        MinimalReply.isPreferred(request));
  }

  /// Collects the one result row of the statement: the number of matching rows and of changed rows.
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
      return Future.failedFuture(new Problem.Conflict(List.of(violation)).toException());
    }
    return Future.succeededFuture(
        minimal
            ? MinimalReply.of(204)
            : ReplyEnvelope.data(
                200,
                out -> {
                  out.writeStartObject();
                  out.writeNumberField("affected", affected);
                  out.writeEndObject();
                }));
  }

  /// Refuses precondition headers on bulk writes. They apply to one row; ignoring them would hide
  /// that they were not checked.
  static final class BulkPreconditions {
    private BulkPreconditions() {}

    /// @throws dev.freehold.problem.ProblemException `VALIDATION_ERROR` naming the headers
    static void refuse(Request request) {
      List<Violation> sent =
          Stream.of("If-Match", "If-None-Match")
              .filter(name -> request.header(name) != null)
              .map(
                  name -> new Violation(name, ViolationCode.UNKNOWN, name + " applies to one row."))
              .toList();
      if (!sent.isEmpty()) {
        throw new Problem.Invalid(sent).toException();
      }
    }
  }
}
