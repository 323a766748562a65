package dev.freehold.api.write;

import dev.freehold.api.Authorize;
import dev.freehold.api.Change.Statements;
import dev.freehold.api.Failures;
import dev.freehold.api.Rows;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.DbProblems;
import dev.freehold.db.transaction.Outcome;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.query.Scope;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs a change once for a person's key, however often it is sent (the HTTP working group's draft on `Idempotency-Key`).
/// The key, the change and the answer are one transaction: where the change failed there is no key, and where there is a
/// key there is the answer. An answer is kept for 24 hours.
public final class Idempotent {
  private static final Reply.Header REPLAYED = new Reply.Header("Idempotency-Replayed", "true");

  /// Another request with the key is answered at once, not when the first is done.
  private static final Duration CLAIM_PATIENCE = Duration.ofMillis(50);

  private final Apart apart;
  private final Authorize authorize;
  private final IdempotencySql keys;
  private final Rows rows = new Rows(Failures.ofKeys());

  public Idempotent(Apart apart, Authorize authorize, IdempotencySql keys) {
    this.apart = apart;
    this.authorize = authorize;
    this.keys = keys;
  }

  /// @param request as it was sent, with all of its parameters
  /// @return the answer, or the first one; fails with `CONFLICT` while another request with the key is under way, with
  ///     `IDEMPOTENCY_MISMATCH` where the key was used for something else
  Future<Reply> run(Caller.User caller, String key, Request request, Statements change) {
    Scope scope = authorize.self(caller);
    Buffer hash = RequestHash.of(request);
    return apart
        .<Reply>run(
            request, caller, CLAIM_PATIENCE, database -> once(database, scope, key, hash, change))
        .recover(failure -> Future.failedFuture(DbProblems.failure(failure)));
  }

  /// The first three go out together: what is too old is no key any more; the claim; and whatever the change waits for, it
  /// waits for as long as any change does.
  private Future<Outcome<Reply>> once(
      Database database, Scope scope, String key, Buffer hash, Statements change) {
    Future<Long> forgotten = rows.run(database, keys.forget(scope, key), Collectors.counting());
    Future<Long> claimed = rows.run(database, keys.claim(scope, key, hash), Collectors.counting());
    Future<Long> patient = rows.run(database, keys.patient(scope), Collectors.counting());
    return Future.all(forgotten, claimed, patient)
        .compose(
            _ ->
                claimed.result() > 0
                    ? change.on(database).compose(reply -> kept(database, scope, key, reply))
                    : rows.run(database, keys.read(scope, key), KeptReply.collector())
                        .compose(found -> replayed(found, hash)));
  }

  private Future<Outcome<Reply>> kept(Database database, Scope scope, String key, Reply reply) {
    return rows.run(
            database,
            keys.keep(scope, key, reply.status(), KeptReply.headers(reply), reply.body()),
            Collectors.counting())
        .map(_ -> new Outcome.Commit<>(reply));
  }

  /// Where nothing is found the other request failed after the claim: this one may be sent again.
  private static Future<Outcome<Reply>> replayed(Optional<KeptReply> found, Buffer hash) {
    if (found.isEmpty()) {
      return Future.failedFuture(Failures.UNDER_WAY.failure());
    }
    KeptReply kept = found.get();
    if (!kept.hash().equals(hash)) {
      return Future.failedFuture(new Problem.IdempotencyMismatch().failure());
    }
    return Future.succeededFuture(
        new Outcome.RollBack<>(kept.reply().with(REPLAYED.name(), REPLAYED.value())));
  }
}
