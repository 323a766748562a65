package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.account.AccountNotices;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SignInWays;
import dev.freehold.account.UserRepository;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.auth.SignInNode.FakeAuthRequest;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.http.BodyStream;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.type.KeyScopes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests which exports a node has at once, on a real database and by a clock that only the test moves.
final class ExportEndpointTest {
  private static final AtomicLong NANOS = new AtomicLong();

  private static SignInDatabase database;
  private static SessionRevocationCache revocations;

  private ExportEndpoint endpoint;

  @BeforeAll
  static void start() {
    database = new SignInDatabase();
    revocations =
        new SessionRevocationCache(
            database.polls(),
            database.vertx,
            event -> {},
            System::nanoTime,
            Duration.ofMinutes(15));
    onLoop(revocations::start);
  }

  @BeforeEach
  void fresh() {
    endpoint =
        new ExportEndpoint(
            new AuthThrottle(
                AuthRateLimits.STANDARD.disabled(),
                SignupRate.NONE,
                InstantSource.system(),
                event -> {}),
            new UserRepository(database.database(), database.changes(), SessionLifetime.STANDARD),
            new SessionRepository(
                database.database(), database.changes(), SessionLifetime.STANDARD),
            new ApiKeyRepository(
                database.database(),
                database.polls(),
                database.changes(),
                AccountNotices.OFF,
                SignInWays.OWN),
            null,
            null,
            revocations,
            TokenResponseWriterTest.tokens(List.of()),
            null,
            _ -> () -> Future.succeededFuture(Optional.of(Buffer.buffer("a row\n"))),
            Optional.empty(),
            NANOS::get,
            event -> {});
  }

  @AfterAll
  static void stop() {
    revocations.close();
    database.close();
  }

  private static <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    database.vertx.runOnContext(
        _ -> Future.succeededFuture(work).compose(Supplier::get).onComplete(promise));
    return SignInNode.await(promise.future());
  }

  private static Caller.User account() {
    UUID id = UUID.randomUUID();
    database.sql(
        "insert into auth.users (id, password_hash) values ('%1$s', '$argon2id$x'); insert into"
                .formatted(id)
            + " auth.emails (email, user_id) values ('%1$s@example.org', '%1$s')".formatted(id));
    return new Caller.User(id, UUID.randomUUID(), Set.of(), KeyScopes.ALL, null, null);
  }

  private Future<BodyStream> ask(Caller.User caller) {
    Route route =
        new Route(
            RequestMethod.GET,
            AuthRoutes.EXPORT,
            Route.Body.IGNORED,
            _ -> Future.failedFuture(new AssertionError()));
    return endpoint
        .answer(new FakeAuthRequest(route, Sent.of("")), caller)
        .map(reply -> Objects.requireNonNull(reply.stream()));
  }

  private BodyStream begin(Caller.User caller) {
    return onLoop(() -> ask(caller));
  }

  private void isRefused(Caller.User caller) {
    assertThatThrownBy(() -> ask(caller))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem()).isInstanceOf(Problem.RateLimited.class));
  }

  private static Optional<Buffer> part(BodyStream export) {
    return onLoop(export::next);
  }

  @Test
  void slowClientsDoNotKeepOthersFromTheirExports() {
    List<BodyStream> slow = new ArrayList<>();
    for (int i = 0; i < ExportEndpoint.MOST_AT_ONCE; i++) {
      BodyStream export = begin(account());
      assertThat(part(export)).isPresent();
      slow.add(export);
    }
    Caller.User next = account();
    isRefused(next);
    NANOS.addAndGet(ExportPlaces.PATIENCE.toNanos() - 1);
    // All but the last take their next part.
    slow.subList(0, slow.size() - 1).forEach(export -> assertThat(part(export)).isPresent());
    isRefused(next);
    NANOS.addAndGet(1);
    BodyStream served = begin(next);
    assertThat(part(served)).isPresent();
    isRefused(account());
    BodyStream lost = slow.getLast();
    assertThatThrownBy(() -> part(lost)).hasRootCauseInstanceOf(ProblemException.class);
    lost.close();
    isRefused(account());
    served.close();
    begin(account()).close();
    slow.forEach(BodyStream::close);
  }

  /// Also if its answer was not wanted any more: the deadline of the request has passed.
  @Test
  void anAccountHasOneExportUntilItIsClosed() {
    Caller.User ann = account();
    BodyStream first = begin(ann);
    isRefused(ann);
    first.close();
    begin(ann).close();
  }
}
