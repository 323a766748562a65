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
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
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
import java.util.UUID;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs a write once per user and `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).
/// The key, the write and the reply are stored in one transaction: a failed write stores no key.
/// Keys are stored for 24 hours.
///
/// A reply is repeated only while the caller may read the same rows and fields as then. The bodies
/// stored for one user are bounded: beyond [#MAX_BYTES] a key is stored without its reply, so that
/// the write still happens once. Beyond [#MAX_KEYS] a key is refused.
final class IdempotencyExecutor {
  private static final Reply.Header REPLAYED = new Reply.Header("Idempotency-Replayed", "true");

  /// A second request with the key in progress is refused at once instead of waiting for the first.
  private static final Duration CLAIM_PATIENCE = Duration.ofMillis(50);

  private static final int MAX_KEYS = 20_000;
  private static final long MAX_BYTES = 16 << 20;

  private static final Problem TOO_MANY_KEYS =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "Idempotency-Key",
                  ViolationCode.TOO_MANY,
                  "You have sent "
                      + MAX_KEYS
                      + " keys in 24 hours; send the request without a key, or later.")));

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
  ///     another request with the key is in progress, with `IDEMPOTENCY_MISMATCH` if the key was
  ///     used for another request, and with `ALREADY_PROCESSED` if the reply cannot be repeated
  Future<Reply> run(Caller.User caller, String key, Request request, PreparedWrite change) {
    RowScope scope = authorizer.selfScope(caller);
    ClaimHash hash =
        new ClaimHash(
            RequestFingerprint.of(request, caller.team()), authorizer.viewFingerprint(caller));
    return bulkhead
        .<Reply>run(
            request,
            caller,
            change.cost(),
            CLAIM_PATIENCE,
            database -> once(database, scope, key, hash, change.work()))
        .recover(failure -> Future.failedFuture(DatabaseProblemMapper.toRequestFailure(failure)));
  }

  /// Sends four statements at once: delete the expired key, claim the key, measure what is stored,
  /// disable the short lock timeout for the write.
  private Future<TransactionOutcome<Reply>> once(
      Database database, RowScope scope, String key, ClaimHash hash, DatabaseWork change) {
    Future<Long> expired =
        statements.run(database, keys.deleteExpired(scope, key), Collectors.counting());
    Future<Long> claimed =
        statements.run(database, keys.claim(scope, key, hash.claimed()), Collectors.counting());
    Future<StoredUsage> usage =
        statements.run(database, keys.usage(scope), StoredUsage.collector());
    Future<Long> timeoutDisabled =
        statements.run(database, keys.disableLockTimeout(scope), Collectors.counting());
    return Future.all(expired, claimed, usage, timeoutDisabled)
        .compose(
            _ -> {
              if (claimed.result() == 0) {
                return statements
                    .run(database, keys.findResponse(scope, key), StoredReply.collector())
                    .compose(found -> replayed(found, hash));
              }
              if (usage.result().keys() > MAX_KEYS) {
                return Future.failedFuture(TOO_MANY_KEYS.toException());
              }
              return change
                  .runOn(database)
                  .compose(reply -> kept(database, scope, key, reply, usage.result()));
            });
  }

  private Future<TransactionOutcome<Reply>> kept(
      Database database, RowScope scope, String key, Reply reply, StoredUsage usage) {
    Buffer body = reply.body();
    if (body != null && usage.bytes() + body.length() > MAX_BYTES) {
      return Future.succeededFuture(new TransactionOutcome.Commit<>(reply));
    }
    return statements
        .run(
            database,
            keys.storeResponse(scope, key, reply.status(), StoredReply.headers(reply), body),
            Collectors.counting())
        .map(_ -> new TransactionOutcome.Commit<>(reply));
  }

  /// If no reply is found, the other request failed after the claim, and this one can be retried.
  private static Future<TransactionOutcome<Reply>> replayed(
      Optional<StoredReply> found, ClaimHash hash) {
    if (found.isEmpty()) {
      return Future.failedFuture(ConstraintErrorMapper.KEY_IN_PROGRESS.toException());
    }
    StoredReply kept = found.get();
    if (!hash.isOfSameRequest(kept.hash())) {
      return Future.failedFuture(new Problem.IdempotencyMismatch().toException());
    }
    Reply reply = kept.reply();
    if (reply == null || !kept.hash().equals(hash.with(kept.memberships()))) {
      return Future.failedFuture(new Problem.AlreadyProcessed().toException());
    }
    return Future.succeededFuture(
        new TransactionOutcome.Rollback<>(reply.withHeader(REPLAYED.name(), REPLAYED.value())));
  }

  /// What a key is stored with: the fingerprint of the request, followed by that of the caller's
  /// view and, once there is a reply, that of the caller's memberships in teams.
  record ClaimHash(Buffer request, String view) {
    Buffer claimed() {
      return request.copy().appendString(view);
    }

    Buffer with(String memberships) {
      return claimed().appendString(memberships);
    }

    boolean isOfSameRequest(Buffer stored) {
      return stored.length() >= request.length()
          && stored.slice(0, request.length()).equals(request);
    }
  }

  /// What is stored for one user.
  ///
  /// @param bytes of the bodies
  record StoredUsage(long keys, long bytes) {
    /// Collects the row of [IdempotencySql#usage].
    static Collector<Row, ?, StoredUsage> collector() {
      return Collectors.collectingAndThen(
          Collectors.mapping(
              row -> new StoredUsage(row.getLong(0), row.getLong(1)), Collectors.toList()),
          List::getFirst);
    }
  }

  /// The stored reply of a key.
  ///
  /// @param hash as [ClaimHash#with]
  /// @param reply null if it is not stored
  /// @param memberships of the caller now
  record StoredReply(Buffer hash, @Nullable Reply reply, String memberships) {

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
      if (row.getValue(1) == null) {
        return new StoredReply(row.getBuffer(0), null, row.getString(4));
      }
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
              row.getInteger(1), headers, body == null ? null : ReplyEnvelope.JSON_TYPE, body),
          row.getString(4));
    }
  }

  /// The fingerprint of a request: SHA-256 over method, path, query and body. Each part is prefixed
  /// with its length, so that different requests have different input.
  static final class RequestFingerprint {
    private RequestFingerprint() {}

    /// @param team that the request names; null for none
    static Buffer of(Request request, @Nullable UUID team) {
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
      if (team != null) {
        add(sum, team.toString());
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
