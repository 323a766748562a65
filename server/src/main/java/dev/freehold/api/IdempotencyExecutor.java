package dev.freehold.api;

import dev.freehold.api.WriteOperation.DatabaseWork;
import dev.freehold.api.WriteOperation.PreparedWrite;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.input.PathIdReader;
import dev.freehold.problem.Problem;
import dev.freehold.query.RowScope;
import dev.freehold.sql.IdempotencySql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Runs a write once per user and `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
/// The key, the write and the reply are stored in one transaction: a failed write stores no key,
/// and a stored key has a reply. Replies are stored for 24 hours.
final class IdempotencyExecutor {
  private static final Reply.Header REPLAYED = new Reply.Header("Idempotency-Replayed", "true");

  /// A second request with the key in progress is refused at once instead of waiting for the first.
  private static final Duration CLAIM_PATIENCE = Duration.ofMillis(50);

  private final PerCallerBulkhead bulkhead;
  private final Authorizer authorizer;
  private final IdempotencySql keys;
  private final StatementRunner statements;

  public IdempotencyExecutor(
      PerCallerBulkhead bulkhead,
      Authorizer authorizer,
      IdempotencySql keys,
      SchemaMonitor schema) {
    this.statements = new StatementRunner(ConstraintErrorMapper.forIdempotencyKeys(), schema);
    this.bulkhead = bulkhead;
    this.authorizer = authorizer;
    this.keys = keys;
  }

  /// @param request as it was sent, with all of its parameters
  /// @return the reply, or the stored reply of the first request; fails with `CONFLICT` while
  ///     another request with the key is in progress, and with `IDEMPOTENCY_MISMATCH` if the key
  ///     was used for another request
  Future<Reply> run(Caller.User caller, String key, Request request, PreparedWrite change) {
    RowScope scope = authorizer.selfScope(caller);
    Buffer hash = RequestFingerprint.of(request);
    return bulkhead
        .<Reply>run(
            request,
            caller,
            change.cost(),
            CLAIM_PATIENCE,
            database -> once(database, scope, key, hash, change.work()))
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)));
  }

  /// Sends three statements at once: delete the expired key, claim the key, disable the short lock
  /// timeout for the write.
  private Future<TransactionOutcome<Reply>> once(
      Database database, RowScope scope, String key, Buffer hash, DatabaseWork change) {
    Future<Long> expired =
        statements.run(database, keys.deleteExpired(scope, key), Collectors.counting());
    Future<Long> claimed =
        statements.run(database, keys.claim(scope, key, hash), Collectors.counting());
    Future<Long> timeoutDisabled =
        statements.run(database, keys.disableLockTimeout(scope), Collectors.counting());
    return Future.all(expired, claimed, timeoutDisabled)
        .compose(
            _ ->
                claimed.result() > 0
                    ? change.runOn(database).compose(reply -> kept(database, scope, key, reply))
                    : statements
                        .run(database, keys.findResponse(scope, key), StoredReply.collector())
                        .compose(found -> replayed(found, hash)));
  }

  private Future<TransactionOutcome<Reply>> kept(
      Database database, RowScope scope, String key, Reply reply) {
    return statements
        .run(
            database,
            keys.storeResponse(
                scope, key, reply.status(), StoredReply.headers(reply), reply.body()),
            Collectors.counting())
        .map(_ -> new TransactionOutcome.Commit<>(reply));
  }

  /// If no reply is found, the other request failed after the claim, and this one can be retried.
  private static Future<TransactionOutcome<Reply>> replayed(
      Optional<StoredReply> found, Buffer hash) {
    if (found.isEmpty()) {
      return Future.failedFuture(ConstraintErrorMapper.KEY_IN_PROGRESS.toException());
    }
    StoredReply kept = found.get();
    if (!kept.hash().equals(hash)) {
      return Future.failedFuture(new Problem.IdempotencyMismatch().toException());
    }
    return Future.succeededFuture(
        new TransactionOutcome.Rollback<>(
            kept.reply().withHeader(REPLAYED.name(), REPLAYED.value())));
  }

  /// The stored reply of a key.
  ///
  /// @param hash the hash of the request
  record StoredReply(Buffer hash, Reply reply) {

    /// The headers of a reply as text, one per line. [#collector] reads them.
    static String headers(Reply reply) {
      return reply.headers().stream()
          .map(h -> h.name() + ": " + h.value())
          .collect(Collectors.joining("\n"));
    }

    /// Collects the row of [dev.freehold.sql.IdempotencySql#findResponse], if there is one.
    static Collector<Row, ?, Optional<StoredReply>> collector() {
      return Collectors.collectingAndThen(
          Collectors.mapping(StoredReply::of, Collectors.toList()),
          all -> all.stream().findFirst());
    }

    private static StoredReply of(Row row) {
      Buffer body = row.getBuffer(3);
      List<Reply.Header> headers =
          row.getString(2)
              .lines()
              .map(line -> line.split(": ", 2))
              .map(parts -> new Reply.Header(parts[0], parts[1]))
              .toList();
      return new StoredReply(
          row.getBuffer(0),
          new Reply(
              row.getInteger(1), headers, body == null ? null : ReplyEnvelope.JSON_TYPE, body));
    }
  }

  /// The fingerprint of a request: SHA-256 over method, path, query and body. Each part is prefixed
  /// with its length, so that different requests have different input.
  static final class RequestFingerprint {
    private RequestFingerprint() {}

    static Buffer of(Request request) {
      MessageDigest sum = sha256();
      add(sum, request.method().name());
      add(sum, Integer.toString(request.queryParameters().size()));
      add(sum, request.route());
      add(
          sum,
          request.route().contains("{" + PathIdReader.PARAMETER + "}")
              ? request.pathParameter(PathIdReader.PARAMETER)
              : "");
      for (QueryParameter parameter : request.queryParameters()) {
        add(sum, parameter.name());
        add(sum, parameter.value());
      }
      sum.update(request.body().getBytes());
      return Buffer.buffer(sum.digest());
    }

    private static void add(MessageDigest sum, String part) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      sum.update(bytes);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every JDK has SHA-256", e);
      }
    }
  }
}
