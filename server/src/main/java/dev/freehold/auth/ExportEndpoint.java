package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.ApiKeyRepository.StoredKey;
import dev.freehold.account.ExternalAccountCache;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.StoredPasskey;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.ActiveSession;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SessionRevocationCache.SessionStatus;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.TotpState;
import dev.freehold.account.UserRepository;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.auth.CallerRows.RowsReader;
import dev.freehold.auth.ExportPlaces.Place;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.BodyStream;
import dev.freehold.http.JsonLines;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope.DataContent;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `GET /auth/me/export`: the account, its sessions, keys, passkeys, second factor and rows, one JSON object a line. The account is
/// read before the response begins; the rest while the client takes it. An account has one export at a
/// time, and a node a few ([ExportPlaces]).
final class ExportEndpoint implements AuthenticatedEndpoint {
  static final int MOST_AT_ONCE = 16;

  /// The longest export. Less than the life of an access token.
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int SESSIONS_OF_A_PART = 100;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final AuthThrottle throttle;
  private final UserRepository people;
  private final SessionRepository sessions;
  private final ApiKeyRepository keys;
  private final @Nullable PasskeyRepository passkeys;
  private final @Nullable TotpRepository factors;
  private final SessionRevocationCache revocationCache;
  private final TokenResponseWriter tokenResponses;
  private final @Nullable CallerProfile profile;
  private final CallerRows rows;
  private final Optional<ExternalAccountCache> external;
  private final LongSupplier nanoTime;
  private final Consumer<AccountEvent> record;
  private final ExportPlaces places;

  /// @param passkeys null without passkeys
  /// @param factors null without second factors
  /// @param profile null if accounts have no profile
  /// @param external empty without external issuers
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  ExportEndpoint(
      AuthThrottle throttle,
      UserRepository people,
      SessionRepository sessions,
      ApiKeyRepository keys,
      @Nullable PasskeyRepository passkeys,
      @Nullable TotpRepository factors,
      SessionRevocationCache revocationCache,
      TokenResponseWriter tokenResponses,
      @Nullable CallerProfile profile,
      CallerRows rows,
      Optional<ExternalAccountCache> external,
      LongSupplier nanoTime,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.throttle = throttle;
    this.people = people;
    this.sessions = sessions;
    this.keys = keys;
    this.passkeys = passkeys;
    this.factors = factors;
    this.revocationCache = revocationCache;
    this.tokenResponses = tokenResponses;
    this.profile = profile;
    this.rows = rows;
    this.external = external;
    this.nanoTime = nanoTime;
    this.places = new ExportPlaces(MOST_AT_ONCE, nanoTime);
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    return answer(request, caller, this::status);
  }

  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    return answer(request, caller, this::externalStatus);
  }

  private Future<SessionStatus> status(UUID session) {
    SessionStatus known = revocationCache.status(session);
    return known == SessionStatus.UNKNOWN
        ? revocationCache.poll(session)
        : Future.succeededFuture(known);
  }

  /// An export outlasts what the node knows of an identity that makes no other request.
  private Future<SessionStatus> externalStatus(UUID identity) {
    return external
        .map(people -> people.isActive(identity))
        .orElseGet(() -> Future.succeededFuture(false))
        .map(active -> active ? SessionStatus.ACTIVE : SessionStatus.REVOKED);
  }

  /// @param status of the session or identity of the caller
  private Future<Reply> answer(
      Request request, Caller.User caller, Function<UUID, Future<SessionStatus>> status) {
    request.rejectQueryParameters();
    Place place =
        places
            .take(caller.id())
            .orElseThrow(() -> new Problem.RateLimited(RETRY_AFTER_SECONDS).toException());
    try {
      // Waiting for a turn costs nothing.
      throttle.export(caller.id());
    } catch (ProblemException limited) {
      place.leave();
      throw limited;
    }
    return begin(caller)
        .onFailure(_ -> place.leave())
        .onSuccess(
            _ -> record.accept(AccountEvent.of(Kind.EXPORTED, caller.id(), caller.session())))
        .map(
            account ->
                Reply.streamed(JsonLines.TYPE, new Export(caller, account, place, status))
                    .withHeader("Content-Disposition", "attachment; filename=\"export.ndjson\""));
  }

  /// The line of the account.
  private Future<Buffer> begin(Caller.User caller) {
    Future<Map<String, String>> fields =
        profile == null ? Future.succeededFuture(Map.of()) : profile.read(caller);
    return fields.compose(
        read ->
            people
                .byId(caller.id())
                .compose(
                    found ->
                        found
                            .map(account -> Future.succeededFuture(account(account, read)))
                            .orElseGet(
                                () ->
                                    Future.failedFuture(
                                        new Problem.InvalidToken().toException()))));
  }

  private Buffer account(UserProfile account, Map<String, String> fields) {
    JsonLines lines = new JsonLines();
    add(lines, "auth/me", out -> tokenResponses.write(out, account, fields));
    return lines.toBuffer();
  }

  private static Buffer sessions(List<ActiveSession> page) {
    JsonLines lines = new JsonLines();
    page.forEach(
        session -> add(lines, "auth/sessions", out -> ListSessionsEndpoint.write(out, session)));
    return lines.toBuffer();
  }

  private static Buffer keys(List<StoredKey> all) {
    JsonLines lines = new JsonLines();
    for (StoredKey key : all) {
      add(
          lines,
          "auth/keys",
          out -> {
            out.writeStartObject();
            ListKeysEndpoint.writeMembers(out, key);
            out.writeEndObject();
          });
    }
    return lines.toBuffer();
  }

  private static Buffer passkeys(List<StoredPasskey> all) {
    JsonLines lines = new JsonLines();
    all.forEach(
        passkey -> add(lines, "auth/passkeys", out -> ListPasskeysEndpoint.write(out, passkey)));
    return lines.toBuffer();
  }

  private static Buffer factor(TotpState state) {
    JsonLines lines = new JsonLines();
    add(lines, "auth/totp", out -> TotpStateEndpoint.write(out, state));
    return lines.toBuffer();
  }

  /// @param resource a path; no name of a resource has a slash
  private static void add(JsonLines lines, String resource, DataContent data) {
    lines.add(
        out -> {
          out.writeStartObject();
          out.writeStringField("resource", resource);
          out.writeFieldName("data");
          data.write(out);
          out.writeEndObject();
        });
  }

  /// One export: the account, then the sessions, the keys, the passkeys and the second factor, then the rows. Confined to an event loop.
  private final class Export implements BodyStream {
    private final Caller.User caller;
    private final Place place;
    private final Function<UUID, Future<SessionStatus>> status;
    private final long began = nanoTime.getAsLong();
    private final RowsReader reader;
    private final Deque<Supplier<Future<Optional<Buffer>>>> lists = new ArrayDeque<>();
    private @Nullable Buffer account;
    private int offset;
    private boolean sessionsDone;

    Export(
        Caller.User caller,
        Buffer account,
        Place place,
        Function<UUID, Future<SessionStatus>> status) {
      this.caller = caller;
      this.place = place;
      this.status = status;
      this.account = account;
      this.reader = rows.read(caller);
      lists.add(
          () ->
              keys.list(caller.id(), ApiKeyRepository.MAX_KEYS, 0)
                  .map(all -> all.isEmpty() ? Optional.empty() : Optional.of(keys(all))));
      if (passkeys != null) {
        lists.add(
            () ->
                passkeys
                    .list(caller.id(), PasskeyRepository.MAX_PASSKEYS, 0)
                    .map(all -> all.isEmpty() ? Optional.empty() : Optional.of(passkeys(all))));
      }
      if (factors != null) {
        lists.add(
            () ->
                factors
                    .find(caller.id())
                    .map(
                        state ->
                            state.confirmedAt() == null
                                ? Optional.empty()
                                : Optional.of(factor(state))));
      }
    }

    @Override
    public Future<Optional<Buffer>> next() {
      return place.goOn() ? part().onSuccess(_ -> place.waitForClient()) : ended();
    }

    private Future<Optional<Buffer>> part() {
      Buffer first = account;
      if (first != null) {
        account = null;
        return Future.succeededFuture(Optional.of(first));
      }
      if (nanoTime.getAsLong() - began > LONGEST.toNanos()) {
        return ended();
      }
      return status.apply(caller.session()).compose(this::next);
    }

    /// The session may end during an export (K8).
    private Future<Optional<Buffer>> next(SessionStatus session) {
      if (session != SessionStatus.ACTIVE) {
        return ended();
      }
      return sessionsDone ? afterSessions() : nextSessions();
    }

    private Future<Optional<Buffer>> afterSessions() {
      Supplier<Future<Optional<Buffer>>> list = lists.poll();
      return list == null
          ? reader.next()
          : list.get()
              .compose(
                  lines -> lines.isPresent() ? Future.succeededFuture(lines) : afterSessions());
    }

    private Future<Optional<Buffer>> nextSessions() {
      return sessions
          .list(caller.id(), caller.session(), SESSIONS_OF_A_PART, offset)
          .compose(
              page -> {
                offset += page.size();
                sessionsDone = page.size() < SESSIONS_OF_A_PART;
                return page.isEmpty()
                    ? afterSessions()
                    : Future.succeededFuture(Optional.of(sessions(page)));
              });
    }

    private static Future<Optional<Buffer>> ended() {
      return Future.failedFuture(new Problem.InvalidToken().toException());
    }

    @Override
    public void close() {
      place.leave();
    }
  }
}
