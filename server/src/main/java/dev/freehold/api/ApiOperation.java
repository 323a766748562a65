package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.plan.ApiPlan;
import dev.freehold.problem.Problem;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.token.InvitationTokenCodec;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// An operation on resources. Works the same by itself, in a transaction and as a step of a batch.
/// Runs on an event loop.
public interface ApiOperation {
  /// @param database the database of the server, or a transaction
  /// @return fails with the error to respond with
  /// @throws dev.freehold.problem.ProblemException the error, if it is known at once
  Future<Reply> answer(Request request, Caller caller, Database database);

  /// The error for this caller that does not depend on the body. Does not read the body.
  Optional<Problem> refusal(Caller caller);

  /// The dependencies of the operations.
  ///
  /// @param statementTexts the cache of all statement texts
  /// @param bodies reads request bodies
  /// @param invitations makes the tokens of invitations to a team
  /// @param ids makes UUIDv7s
  /// @param schema explains unexpected errors of the database
  record OperationDependencies(
      ApiPlan api,
      Authorizer authorizer,
      StatementTextCache statementTexts,
      RequestBodyExecutor bodies,
      KeysetCursorCodec cursors,
      InvitationTokenCodec invitations,
      Supplier<UUID> ids,
      SchemaMonitor schema) {}
}
