package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import io.vertx.core.Future;

/// An operation that changes something: first it reads what is asked, and only a request without a fault gets to the
/// database, so that a transaction is never open for one that has any.
public interface Change extends Operation {

  /// What remains to be done.
  ///
  /// @param several whether it is several statements, which only a transaction makes all or nothing
  /// @param statements may be called again where a transaction has to be repeated
  record Work(boolean several, Statements statements) {}

  /// Runs on a database.
  @FunctionalInterface
  interface Statements {
    Future<Reply> on(Database database);
  }

  /// @return fails with what the request is to be answered with
  /// @throws dev.freehold.problem.ProblemException the same, where it is known at once
  Future<Work> read(Request request, Caller caller);

  @Override
  default Future<Reply> answer(Request request, Caller caller, Database database) {
    return read(request, caller).compose(work -> work.statements().on(database));
  }
}
