package dev.freehold.api.write;

import dev.freehold.api.Change;
import dev.freehold.api.Change.Work;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.DbProblems;
import dev.freehold.db.transaction.Outcome;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/// How a change is run: by itself where it is one quick statement and nothing more was asked, else in a transaction.
public final class Execution {
  private static final Reply.Header DRY_RUN = new Reply.Header("Dry-Run", "true");

  private final Database database;
  private final Apart apart;
  private final Idempotent idempotent;

  /// @param database for single statements
  public Execution(Database database, Apart apart, Idempotent idempotent) {
    this.database = database;
    this.apart = apart;
    this.idempotent = idempotent;
  }

  /// @return fails with what the request is to be answered with
  /// @throws dev.freehold.problem.ProblemException the same, where it is known at once
  public Future<Reply> run(Change change, Request request, Caller caller) {
    Asked asked = Asked.of(request);
    return change.read(asked.request(), caller).compose(work -> run(work, asked, request, caller));
  }

  private Future<Reply> run(Work work, Asked asked, Request request, Caller caller) {
    String key = asked.key();
    if (asked.dryRun()) {
      return transaction(
          request, caller, rehearsal -> work.statements().on(rehearsal).map(Execution::rehearsed));
    }
    if (key != null && caller instanceof Caller.User user) {
      return idempotent.run(user, key, request, work.statements());
    }
    return work.several() || Apart.isWide(request)
        ? transaction(request, caller, one -> work.statements().on(one).map(Outcome.Commit::new))
        : work.statements().on(database);
  }

  private Future<Reply> transaction(
      Request request, Caller caller, Function<Database, Future<Outcome<Reply>>> work) {
    return apart
        .run(request, caller, work)
        .recover(failure -> Future.failedFuture(DbProblems.failure(failure)));
  }

  /// The answer as it would be, but for what is only true of something that stays: that it was created, and where.
  private static Outcome<Reply> rehearsed(Reply reply) {
    List<Reply.Header> headers =
        reply.headers().stream().filter(h -> !h.name().equals("Location")).toList();
    return new Outcome.RollBack<>(
        new Reply(reply.body() == null ? 204 : 200, headers, reply.contentType(), reply.body())
            .with(DRY_RUN.name(), DRY_RUN.value()));
  }
}
