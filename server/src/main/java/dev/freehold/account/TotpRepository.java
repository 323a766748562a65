package dev.freehold.account;

import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.token.ChallengeTokenCodec.Challenge;
import dev.freehold.token.RecoveryCode;
import dev.freehold.token.Totp;
import dev.freehold.token.TotpSecretCipher;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The second factors of accounts: secrets of one-time passwords, and recovery codes. Everything that looks
/// at a code locks the row of the account first and goes by the clock of the database, so that a code is used
/// once and wrong ones are counted, on any number of nodes. Futures fail with a
/// [dev.freehold.db.DatabaseException].
public final class TotpRepository {
  /// Wrong codes in a row until a log-in has to wait. Only who knows the password gets so far, so the wait
  /// locks nobody out at the will of strangers. In a session so many end the session, and no log-in waits.
  public static final int ATTEMPTS = 5;

  /// The wait after the first [#ATTEMPTS]; it doubles with each further, up to [#LONGEST_WAIT].
  public static final Duration FIRST_WAIT = Duration.ofMinutes(5);

  public static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private static final String STEP =
      "floor(extract(epoch from clock_timestamp()) / " + Totp.STEP_SECONDS + ")::bigint as step";

  private static final String FIND =
      "select t.confirmed_at, (select count(*) from auth.recovery_codes c where c.user_id = $1) as"
          + " codes from (values (1)) one left join auth.totp t on t.user_id = $1 and t.secret is"
          + " not null";

  // The session, and the password that was compared.
  private static final String MAY_BEGIN =
      "select u.id from auth.users u where u.id = $1 and u.password_hash = $3 and u.disabled_at is"
          + " null and "
          + OwnAccountRepository.hasSession("$2");

  private static final String BEGIN =
      "insert into auth.totp (user_id, pending, pending_at) values ($1, $2, clock_timestamp())"
          + " on conflict (user_id) do update set pending = excluded.pending, pending_at ="
          + " excluded.pending_at returning user_id";

  private static final String PENDING =
      "select t.pending, "
          + STEP
          + " from auth.totp t join auth.users u on u.id = t.user_id where t.user_id = $1 and"
          + " t.pending is not null and t.pending_at > clock_timestamp() - interval '15 minutes'"
          + " and u.disabled_at is null and "
          + OwnAccountRepository.hasSession("$2");

  private static final String HAS_SESSION =
      "select u.id from auth.users u where u.id = $1 and u.disabled_at is null and "
          + OwnAccountRepository.hasSession("$2");

  private static final String CONFIRM =
      "update auth.totp set secret = pending, confirmed_at = clock_timestamp(), last_step = $2,"
          + " pending = null, pending_at = null, failures = 0, failed_at = null where user_id = $1"
          + " returning user_id";

  private static final String SECRET =
      "select secret, last_step, failures, extract(epoch from clock_timestamp() -"
          + " failed_at)::float8 as since, "
          + STEP
          + " from auth.totp where user_id = $1 and secret is not null";

  private static final String ACCEPT =
      "update auth.totp set last_step = $2, failures = 0, failed_at = null, secret = $3"
          + " where user_id = $1 and last_step < $2 returning user_id";

  private static final String COUNT_FAILURE =
      "update auth.totp set failures = failures + 1, failed_at = clock_timestamp() where user_id ="
          + " $1 returning user_id";

  private static final String COUNT_IN_SESSION =
      "update auth.sessions set wrong_codes = wrong_codes + 1, revoked_at = case when wrong_codes +"
          + " 1 >= "
          + ATTEMPTS
          + " then clock_timestamp() end where id = $1 and "
          + SessionRepository.LIVE
          + " returning id";

  private static final String USE_RECOVERY_CODE =
      "delete from auth.recovery_codes where user_id = $1 and hash = $2 and exists (select from"
          + " auth.totp where user_id = $1 and secret is not null) returning user_id";

  private static final String FORGET_FAILURES =
      "update auth.totp set failures = 0, failed_at = null where user_id = $1 returning user_id";

  static final String REMOVE_CODES = "delete from auth.recovery_codes where user_id = $1";

  private static final String ADD_CODES =
      "insert into auth.recovery_codes (user_id, hash) select $1, decode(h, 'hex') from"
          + " unnest($2::text[]) h";

  static final String REMOVE = "delete from auth.totp where user_id = $1 returning user_id";

  private static final String LOG_IN =
      "select u.password_hash, exists (select from auth.sessions s where s.id = $2) as used from"
          + " auth.users u where u.id = $1 and u.disabled_at is null";

  private static final String OLD_KEYS =
      "select user_id from auth.totp where user_id > $2 and (substr(secret, 1, 5) <> $1 or"
          + " substr(pending, 1, 5) <> $1) order by user_id limit 100";

  private static final String BOTH = "select secret, pending from auth.totp where user_id = $1";

  private static final String REENCRYPT =
      "update auth.totp set secret = $2, pending = $3 where user_id = $1 returning user_id";

  private final Database database;
  private final AccountTransactions changes;
  private final SessionRepository sessions;
  private final TotpSecretCipher cipher;
  private final AccountNotices notices;

  /// @param database for statements that wait for no row
  public TotpRepository(
      Database database,
      AccountTransactions changes,
      SessionRepository sessions,
      TotpSecretCipher cipher,
      AccountNotices notices) {
    this.notices = notices;
    this.database = database;
    this.changes = changes;
    this.sessions = sessions;
    this.cipher = cipher;
  }

  /// @param confirmedAt null if the account has no second factor
  public record TotpState(@Nullable OffsetDateTime confirmedAt, long recoveryCodes) {}

  /// The result of a code.
  ///
  /// @param <T> what was done with it
  public sealed interface CodeResult<T> {
    /// @param recovery whether it was a recovery code
    record Accepted<T>(T value, boolean recovery) implements CodeResult<T> {}

    record Wrong<T>() implements CodeResult<T> {}

    /// Too many wrong codes came before.
    record Blocked<T>(int seconds) implements CodeResult<T> {}

    /// The secret is under a key that this server does not have.
    record Unreadable<T>() implements CodeResult<T> {}

    /// The account has no second factor, or none that waits to be confirmed.
    record NoFactor<T>() implements CodeResult<T> {}

    /// The session has ended, or the challenge does not hold any more. No code was compared.
    record Ended<T>() implements CodeResult<T> {}

    default <R> CodeResult<R> map(Function<T, R> change) {
      return switch (this) {
        case Accepted<T>(T value, boolean recovery) ->
            new Accepted<>(change.apply(value), recovery);
        case Wrong<T> _ -> new Wrong<>();
        case Blocked<T>(int seconds) -> new Blocked<>(seconds);
        case Unreadable<T> _ -> new Unreadable<>();
        case NoFactor<T> _ -> new NoFactor<>();
        case Ended<T> _ -> new Ended<>();
      };
    }
  }

  public Future<TotpState> find(UUID user) {
    return database
        .run(
            FIND,
            Tuple.of(user),
            UserRepository.firstRow(
                row -> new TotpState(row.getOffsetDateTime("confirmed_at"), row.getLong("codes"))))
        .map(Optional::orElseThrow);
  }

  /// Stores a secret that waits to be confirmed. It counts for nothing before.
  ///
  /// @param account as it was when its password was checked
  /// @return false if the password was changed since, or `session` has ended
  public Future<Boolean> begin(UserCredentials account, UUID session, byte[] secret) {
    UUID user = account.person().id();
    return changes.runLocked(
        user,
        transaction ->
            is(transaction, MAY_BEGIN, Tuple.of(user, session, account.passwordHash()))
                .compose(
                    may ->
                        may
                            ? is(
                                transaction,
                                BEGIN,
                                Tuple.of(user, Buffer.buffer(cipher.encrypt(user, secret))))
                            : Future.succeededFuture(false)));
  }

  /// Makes the secret that waits the second factor of the account, in place of any before, and ends the other
  /// sessions: none of them has shown it. The passkeys go, unless the session has proven more than a password.
  ///
  /// @param recoveryCodes the new ones
  /// @param device of the request, as the client names it; null if it does not
  /// @return the ended sessions
  public Future<CodeResult<List<UUID>>> confirm(
      UUID user, UUID session, String code, List<String> recoveryCodes, @Nullable String device) {
    return changes.runLocked(
        user,
        transaction ->
            is(transaction, HAS_SESSION, Tuple.of(user, session))
                .compose(
                    live ->
                        live
                            ? confirmPending(transaction, user, session, code, recoveryCodes)
                            : Future.<CodeResult<List<UUID>>>succeededFuture(
                                new CodeResult.Ended<>()))
                .compose(
                    result ->
                        result instanceof CodeResult.Accepted
                            ? notices
                                .tell(transaction, user, MailKind.TOTP_SET, device)
                                .map(_ -> result)
                            : Future.succeededFuture(result)));
  }

  private Future<CodeResult<List<UUID>>> confirmPending(
      Database transaction, UUID user, UUID session, String code, List<String> recoveryCodes) {
    return transaction
        .run(PENDING, Tuple.of(user, session), UserRepository.firstRow(row -> row))
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(new CodeResult.NoFactor<>());
              }
              Row row = found.get();
              Optional<byte[]> secret = cipher.decrypt(user, row.getBuffer("pending").getBytes());
              if (secret.isEmpty()) {
                return Future.succeededFuture(new CodeResult.NoFactor<>());
              }
              OptionalLong step = Totp.match(secret.get(), code, row.getLong("step"), 0);
              return step.isEmpty()
                  ? wrongIn(transaction, session)
                  : is(transaction, CONFIRM, Tuple.of(user, step.getAsLong()))
                      .compose(
                          _ ->
                              transaction.run(
                                  PasskeyRepository.DELETE_UNPROVEN,
                                  Tuple.of(user, session),
                                  UserRepository.firstRow(Row::size)))
                      .compose(_ -> replaceCodes(transaction, user, recoveryCodes))
                      .compose(
                          _ ->
                              SessionRepository.prove(
                                  transaction,
                                  user,
                                  session,
                                  Set.of(AuthMethod.OTP, AuthMethod.MFA)))
                      .compose(
                          _ ->
                              transaction.run(
                                  OwnAccountRepository.END_OTHERS,
                                  Tuple.of(user, session),
                                  Collectors.mapping(
                                      ended -> ended.getUUID(0), Collectors.toList())))
                      .map(ended -> new CodeResult.Accepted<>(ended, false));
            });
  }

  /// Completes a log-in: compares the code, and opens the session of the challenge.
  ///
  /// @param device as the client names it; null if it does not
  public Future<CodeResult<OpenResult>> logIn(
      Challenge challenge, String code, @Nullable String device) {
    UUID user = challenge.user();
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(
                    LOG_IN,
                    Tuple.of(user, challenge.session()),
                    UserRepository.firstRow(row -> row))
                .compose(
                    found -> {
                      @Nullable String hash =
                          found.map(row -> row.getString("password_hash")).orElse(null);
                      if (hash == null
                          || found.orElseThrow().getBoolean("used")
                          || !challenge.isOf(hash)) {
                        return Future.succeededFuture(new CodeResult.Ended<>());
                      }
                      return compare(
                          transaction,
                          user,
                          null,
                          code,
                          device,
                          methods ->
                              sessions.open(
                                  transaction,
                                  challenge.session(),
                                  user,
                                  hash,
                                  null,
                                  device,
                                  with(methods, AuthMethod.PWD)));
                    }));
  }

  /// Compares a code of a signed-in person, notes the proof in the session, and does the rest.
  ///
  /// @param device of the request, as the client names it; null if it does not
  /// @param rest takes the transaction and the id of the account
  public <T> Future<CodeResult<T>> prove(
      UUID user,
      UUID session,
      String code,
      @Nullable String device,
      BiFunction<Database, UUID, Future<T>> rest) {
    return changes.runLocked(
        user,
        transaction ->
            is(transaction, HAS_SESSION, Tuple.of(user, session))
                .compose(
                    live ->
                        live
                            ? compare(
                                transaction,
                                user,
                                session,
                                code,
                                device,
                                methods ->
                                    SessionRepository.prove(transaction, user, session, methods)
                                        .compose(_ -> rest.apply(transaction, user)))
                            : Future.succeededFuture(new CodeResult.Ended<>())));
  }

  /// Removes the second factor after a proof of it.
  public Future<CodeResult<Boolean>> remove(
      UUID user, UUID session, String code, @Nullable String device) {
    return prove(
        user,
        session,
        code,
        device,
        (transaction, of) ->
            transaction
                .run(REMOVE_CODES, Tuple.of(of), UserRepository.firstRow(Row::size))
                .compose(_ -> is(transaction, REMOVE, Tuple.of(of)))
                .compose(
                    removed ->
                        notices
                            .tell(transaction, of, MailKind.TOTP_REMOVED, device)
                            .map(_ -> removed)));
  }

  /// Replaces the recovery codes after a proof of the second factor.
  public Future<CodeResult<Boolean>> replaceCodes(
      UUID user, UUID session, String code, List<String> recoveryCodes, @Nullable String device) {
    return prove(
        user,
        session,
        code,
        device,
        (transaction, of) ->
            replaceCodes(transaction, of, recoveryCodes)
                .compose(
                    replaced ->
                        notices
                            .tell(transaction, of, MailKind.RECOVERY_CODES_REPLACED, device)
                            .map(_ -> replaced)));
  }

  private static Future<Boolean> replaceCodes(
      Database transaction, UUID user, List<String> recoveryCodes) {
    String[] hashes =
        recoveryCodes.stream()
            .map(code -> RecoveryCode.hash(user, code).orElseThrow())
            .map(HexFormat.of()::formatHex)
            .toArray(String[]::new);
    return transaction
        .run(REMOVE_CODES, Tuple.of(user), UserRepository.firstRow(Row::size))
        .compose(
            _ ->
                transaction.run(
                    ADD_CODES,
                    Tuple.of(user).addArrayOfString(hashes),
                    UserRepository.firstRow(Row::size)))
        .map(true);
  }

  private interface Proven<T> {
    Future<T> then(Set<AuthMethod> methods);
  }

  /// @param session in which the code was given; null for a log-in
  private <T> Future<CodeResult<T>> compare(
      Database transaction,
      UUID user,
      @Nullable UUID session,
      String code,
      @Nullable String device,
      Proven<T> proven) {
    Optional<byte[]> recovery = RecoveryCode.hash(user, code);
    return recovery.isPresent()
        ? useRecoveryCode(transaction, user, session, recovery.get(), device, proven)
        : transaction
            .run(SECRET, Tuple.of(user), UserRepository.firstRow(row -> row))
            .compose(
                found ->
                    found.isEmpty()
                        ? Future.succeededFuture(new CodeResult.NoFactor<>())
                        : compare(transaction, user, session, code, found.get(), proven));
  }

  private <T> Future<CodeResult<T>> compare(
      Database transaction,
      UUID user,
      @Nullable UUID session,
      String code,
      Row row,
      Proven<T> proven) {
    int failures = row.getInteger("failures");
    if (session == null && failures > 0 && failures % ATTEMPTS == 0) {
      double left = wait(failures / ATTEMPTS).toSeconds() - row.getDouble("since");
      if (left > 0) {
        return Future.succeededFuture(new CodeResult.Blocked<>((int) Math.ceil(left)));
      }
    }
    byte[] stored = row.getBuffer("secret").getBytes();
    Optional<byte[]> secret = cipher.decrypt(user, stored);
    if (secret.isEmpty()) {
      return Future.succeededFuture(new CodeResult.Unreadable<>());
    }
    OptionalLong step =
        Totp.match(secret.get(), code, row.getLong("step"), row.getLong("last_step"));
    if (step.isEmpty()) {
      return session == null
          ? is(transaction, COUNT_FAILURE, Tuple.of(user)).map(_ -> new CodeResult.Wrong<>())
          : wrongIn(transaction, session);
    }
    return is(
            transaction,
            ACCEPT,
            Tuple.of(user, step.getAsLong(), Buffer.buffer(cipher.encrypt(user, secret.get()))))
        .compose(
            accepted ->
                accepted
                    ? proven
                        .then(Set.of(AuthMethod.OTP, AuthMethod.MFA))
                        .map(value -> new CodeResult.Accepted<>(value, false))
                    : Future.succeededFuture(new CodeResult.Wrong<>()));
  }

  /// @param times how often there were [#ATTEMPTS] wrong codes, from 1
  private static Duration wait(int times) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(times - 1, 20));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  private static <T> Future<CodeResult<T>> wrongIn(Database transaction, UUID session) {
    return is(transaction, COUNT_IN_SESSION, Tuple.of(session)).map(_ -> new CodeResult.Wrong<>());
  }

  private <T> Future<CodeResult<T>> useRecoveryCode(
      Database transaction,
      UUID user,
      @Nullable UUID session,
      byte[] hash,
      @Nullable String device,
      Proven<T> proven) {
    return is(transaction, USE_RECOVERY_CODE, Tuple.of(user, Buffer.buffer(hash)))
        .compose(
            used ->
                used
                    ? is(transaction, FORGET_FAILURES, Tuple.of(user))
                        .compose(
                            _ ->
                                notices.tell(
                                    transaction, user, MailKind.RECOVERY_CODE_USED, device))
                        .compose(_ -> proven.then(Set.of(AuthMethod.MFA)))
                        .map(value -> new CodeResult.Accepted<>(value, true))
                    : session == null
                        ? Future.succeededFuture(new CodeResult.Wrong<>())
                        : wrongIn(transaction, session));
  }

  /// Encrypts what an earlier secret of the server has encrypted under the current one, so that the earlier
  /// one may go. What neither has encrypted stays as it is.
  ///
  /// @return the number of accounts whose secrets were encrypted anew
  public Future<Integer> reencrypt() {
    return reencryptAfter(new UUID(0, 0), 0);
  }

  private Future<Integer> reencryptAfter(UUID last, int done) {
    return database
        .run(
            OLD_KEYS,
            Tuple.of(Buffer.buffer(cipher.currentHead()), last),
            Collectors.mapping(row -> row.getUUID(0), Collectors.toList()))
        .compose(
            users -> {
              Future<Integer> all = Future.succeededFuture(done);
              for (UUID user : users) {
                all = all.compose(n -> reencrypt(user).map(changed -> changed ? n + 1 : n));
              }
              return users.isEmpty() ? all : all.compose(n -> reencryptAfter(users.getLast(), n));
            });
  }

  private Future<Boolean> reencrypt(UUID user) {
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(BOTH, Tuple.of(user), UserRepository.firstRow(row -> row))
                .compose(
                    found -> {
                      if (found.isEmpty()) {
                        return Future.succeededFuture(false);
                      }
                      Buffer secret = found.get().getBuffer("secret");
                      Buffer pending = found.get().getBuffer("pending");
                      Buffer newSecret = encryptedAnew(user, secret);
                      Buffer newPending = encryptedAnew(user, pending);
                      return Objects.equals(secret, newSecret)
                              && Objects.equals(pending, newPending)
                          ? Future.succeededFuture(false)
                          : is(
                              transaction,
                              REENCRYPT,
                              Tuple.of(user).addBuffer(newSecret).addBuffer(newPending));
                    }));
  }

  private @Nullable Buffer encryptedAnew(UUID user, @Nullable Buffer stored) {
    return stored == null
        ? null
        : cipher
            .decrypt(user, stored.getBytes())
            .map(secret -> Buffer.buffer(cipher.encrypt(user, secret)))
            .orElse(stored);
  }

  private static Set<AuthMethod> with(Set<AuthMethod> methods, AuthMethod other) {
    return Stream.concat(methods.stream(), Stream.of(other))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Future<Boolean> is(Database database, String sql, Tuple arguments) {
    return database
        .run(sql, arguments, UserRepository.firstRow(Row::size))
        .map(Optional::isPresent);
  }
}
