package dev.freehold.account;

import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.passkey.AssertionResult.Verified;
import dev.freehold.passkey.NewCredential;
import dev.freehold.passkey.PasskeyOptions.KnownCredential;
import dev.freehold.passkey.StoredCredential;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables of passkeys and of the challenges that were used. A challenge is used once, on all nodes
/// together, and by the clock of the database: only the row of a used one is stored, so that nobody fills the
/// table without a passkey. Futures fail with a [dev.freehold.db.DatabaseException].
public final class PasskeyRepository {
  /// The most passkeys of an account.
  public static final int MAX_PASSKEYS = 20;

  private static final String LIST =
      "select id, name, backed_up, created_at, last_used_at from auth.passkeys where user_id = $1"
          + " order by created_at desc, id limit $2 offset $3";

  private static final String COUNT =
      "select count(*) as total from auth.passkeys where user_id = $1";

  private static final String KNOWN =
      "select credential_id, transports from auth.passkeys where user_id = $1 order by created_at";

  private static final String FIND =
      "select p.id, p.user_id, p.public_key, p.sign_count, p.backup_eligible, e.user_id is null or"
          + " e.verified_at is not null as verified from auth.passkeys p join auth.users u on u.id"
          + " = p.user_id and u.disabled_at is null left join auth.emails e on e.user_id = u.id"
          + " where p.credential_id = $1";

  // A challenge is refused from the time on at which its row may be swept.
  private static final String USE =
      "with swept as (delete from auth.passkey_challenges where id in (select id from"
          + " auth.passkey_challenges where expires_at <= now() order by expires_at limit 100 for"
          + " update skip locked)) insert into auth.passkey_challenges (id, expires_at) select"
          + " $1::bytea, $2::timestamptz where $2::timestamptz > now() on conflict do nothing"
          + " returning id";

  // A statement of its own: one that waited for the lock does not see a session that ended
  // meanwhile.
  private static final String SESSION =
      "select from auth.sessions s join auth.users u on u.id = s.user_id and u.disabled_at is null"
          + " where s.id = $2 and s.user_id = $1 and "
          + SessionRepository.LIVE;

  private static final String INSERT =
      "insert into auth.passkeys (id, user_id, credential_id, public_key, sign_count, transports,"
          + " aaguid, backup_eligible, backed_up, name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
          + " $10) on conflict (credential_id) do nothing returning id, name, backed_up,"
          + " created_at, last_used_at";

  // The condition decides again under the lock: of two uses of one count the second is refused.
  private static final String SIGNED =
      "update auth.passkeys set sign_count = $3, backed_up = $4, last_used_at = now() where id = $1"
          + " and user_id = $2 and (sign_count < $3 or (sign_count = 0 and $3 = 0)) returning id";

  private static final String EXISTS = "select from auth.passkeys where id = $1 and user_id = $2";

  private static final String NOTE =
      "update auth.sessions set passkey_id = $2 where id = $1 returning id";

  // Deleting the passkey ends this session too.
  private static final String NOTE_PROOF =
      "update auth.sessions set passkey_id = coalesce(passkey_id, $2) where id = $1 returning id";

  private final String otherWays;

  private static final String DELETE =
      "delete from auth.passkeys where id = $1 and user_id = $2 returning id";

  private static final String END_SESSIONS =
      "update auth.sessions set revoked_at = clock_timestamp() where user_id = $2 and passkey_id ="
          + " $1 and id <> $3 and revoked_at is null returning id";

  /// Of one account, as [ApiKeyRepository#DELETE_ALL].
  static final String DELETE_ALL = "delete from auth.passkeys where user_id = $1";

  /// The same, unless the session `$2` has proven more than a password: who knows the password may have made
  /// them.
  static final String DELETE_UNPROVEN =
      DELETE_ALL
          + " and not exists (select from auth.sessions s where s.id = $2 and s.amr @> '{mfa}')";

  /// Those of one account that has another way to sign in: without it nobody could.
  static String deleteSpare(SignInWays ways) {
    return "delete from auth.passkeys p using auth.users u where u.id = p.user_id and u.id = $1 and"
        + " "
        + ways.existBesidePasskeys("u")
        + " returning p.id";
  }

  private final String proof;
  private final Database database;
  private final AccountTransactions changes;
  private final SessionRepository sessions;
  private final AccountNotices notices;

  /// @param database for statements that wait for no row
  /// @param kinds of second factors, without which a session proves too little
  public PasskeyRepository(
      Database database,
      AccountTransactions changes,
      SessionRepository sessions,
      SecondFactors kinds,
      SignInWays ways,
      AccountNotices notices) {
    this.notices = notices;
    this.otherWays =
        "select "
            + ways.existBesidePasskeys("u")
            + " or exists (select from auth.passkeys o where o.user_id = u.id and o.id <> $1)"
            + " as others from auth.passkeys p join auth.users u on u.id = p.user_id where p.id ="
            + " $1 and p.user_id = $2";
    this.proof =
        "select u.password_hash is not null as has_password, e.email, u.name, "
            + kinds.protect("u.id")
            + " as has_factor, s.amr @> '{mfa}' as strong, s.authenticated_at > now() - interval '"
            + SessionRepository.RECENT.toSeconds()
            + " seconds' as recent from auth.sessions s join auth.users u on u.id = s.user_id and"
            + " u.disabled_at is null left join auth.emails e on e.user_id = u.id where s.id = $2"
            + " and s.user_id = $1 and "
            + SessionRepository.LIVE;
    this.database = database;
    this.changes = changes;
    this.sessions = sessions;
  }

  /// A passkey as shown to its person.
  ///
  /// @param lastUsedAt null before the first use
  public record StoredPasskey(
      UUID id,
      String name,
      boolean backedUp,
      OffsetDateTime createdAt,
      @Nullable OffsetDateTime lastUsedAt) {
    static StoredPasskey of(Row row) {
      return new StoredPasskey(
          row.getUUID("id"),
          row.getString("name"),
          row.getBoolean("backed_up"),
          row.getOffsetDateTime("created_at"),
          row.getOffsetDateTime("last_used_at"));
    }
  }

  /// A passkey with its account, which is not disabled.
  ///
  /// @param verified whether the address of the account is proven, or it has none
  public record PasskeyOwner(UUID id, UUID user, StoredCredential credential, boolean verified) {}

  /// Who makes a change, and how their session proves it.
  ///
  /// @param email null for an account without an address
  /// @param name null for an account without a name
  /// @param hasPassword whether the account has one
  /// @param hasFactor whether the account has a second factor that protects its changes
  /// @param strong whether the session has proven more than one factor
  /// @param recent whether its last proof is recent ([SessionRepository#RECENT])
  public record Proof(
      @Nullable String email,
      @Nullable String name,
      boolean hasPassword,
      boolean hasFactor,
      boolean strong,
      boolean recent) {}

  /// The result of an attempt to add a passkey.
  public sealed interface Creation {
    record Created(StoredPasskey passkey) implements Creation {}

    /// The account has [#MAX_PASSKEYS] passkeys.
    record TooMany() implements Creation {}

    /// An account has a passkey with this id of a credential.
    record Known() implements Creation {}

    /// The challenge was used before, or has expired.
    record ChallengeUsed() implements Creation {}

    /// The session of the request has ended, or the account was disabled.
    record SessionEnded() implements Creation {}
  }

  /// The result of a verified signature.
  public sealed interface Use {
    /// @param opened the session
    record SignedIn(OpenResult.Opened opened) implements Use {}

    /// The session of the request has the proof now.
    record Proven() implements Use {}

    /// The counter did not grow since another use.
    record Suspicious() implements Use {}

    /// The challenge was used or has expired, or the passkey, the account or the session is gone.
    record Refused() implements Use {}
  }

  /// The result of an attempt to delete a passkey.
  public sealed interface Deletion {
    /// @param ended the sessions that it had opened
    record Deleted(List<UUID> ended) implements Deletion {
      public Deleted {
        ended = List.copyOf(ended);
      }
    }

    /// It is the only way to sign in to the account.
    record LastWay() implements Deletion {}

    /// The account has no such passkey.
    record Unknown() implements Deletion {}

    record SessionEnded() implements Deletion {}
  }

  /// The proof of a session; empty if it has ended.
  public Future<Optional<Proof>> proof(UUID user, UUID session) {
    return database.run(
        proof,
        Tuple.of(user, session),
        UserRepository.firstRow(
            row ->
                new Proof(
                    row.getString("email"),
                    row.getString("name"),
                    row.getBoolean("has_password"),
                    row.getBoolean("has_factor"),
                    row.getBoolean("strong"),
                    row.getBoolean("recent"))));
  }

  /// The passkeys of `user`, the newest first.
  public Future<List<StoredPasskey>> list(UUID user, int limit, long offset) {
    return database.run(
        LIST,
        Tuple.of(user, limit, offset),
        Collectors.mapping(StoredPasskey::of, Collectors.toList()));
  }

  /// The number of all passkeys of `user`.
  public Future<Long> count(UUID user) {
    return count(database, user);
  }

  private static Future<Long> count(Database database, UUID user) {
    return database
        .run(COUNT, Tuple.of(user), UserRepository.firstRow(row -> row.getLong("total")))
        .map(Optional::orElseThrow);
  }

  /// The passkeys of `user` for the options of another one.
  public Future<List<KnownCredential>> known(UUID user) {
    return database.run(
        KNOWN,
        Tuple.of(user),
        Collectors.mapping(
            row ->
                new KnownCredential(
                    row.getBuffer("credential_id").getBytes(),
                    List.of(row.getArrayOfStrings("transports"))),
            Collectors.toList()));
  }

  /// The passkey with the id that its authenticator chose.
  public Future<Optional<PasskeyOwner>> find(byte[] credential) {
    return database.run(
        FIND,
        Tuple.of(Buffer.buffer(credential)),
        UserRepository.firstRow(
            row ->
                new PasskeyOwner(
                    row.getUUID("id"),
                    row.getUUID("user_id"),
                    new StoredCredential(
                        credential,
                        row.getBuffer("public_key").getBytes(),
                        row.getLong("sign_count"),
                        row.getBoolean("backup_eligible")),
                    row.getBoolean("verified"))));
  }

  /// Adds a verified passkey, and uses its challenge. The lock on the account keeps concurrent requests
  /// from passing the limit.
  ///
  /// @param session of the request
  /// @param device of the request, as the client names it; null if it does not
  public Future<Creation> create(
      UUID id,
      UUID user,
      UUID session,
      String name,
      NewCredential made,
      PasskeyChallenge challenge,
      @Nullable String device) {
    Tuple row =
        Tuple.of(
                id,
                user,
                Buffer.buffer(made.credential().id()),
                Buffer.buffer(made.credential().publicKey()),
                made.credential().signCount())
            .addArrayOfString(made.transports().toArray(String[]::new))
            .addUUID(made.aaguid())
            .addBoolean(made.credential().backupEligible())
            .addBoolean(made.backedUp())
            .addString(name);
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(SESSION, Tuple.of(user, session), UserRepository.firstRow(Row::size))
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.<Creation>succeededFuture(new Creation.SessionEnded())
                            : count(transaction, user)
                                .compose(
                                    total ->
                                        total >= MAX_PASSKEYS
                                            ? Future.<Creation>succeededFuture(
                                                new Creation.TooMany())
                                            : add(transaction, row, challenge)))
                .compose(
                    result ->
                        result instanceof Creation.Created
                            ? notices
                                .tell(transaction, user, MailKind.PASSKEY_ADDED, device)
                                .map(_ -> result)
                            : Future.succeededFuture(result)));
  }

  private static Future<Creation> add(Database transaction, Tuple row, PasskeyChallenge challenge) {
    return use(transaction, challenge)
        .compose(
            used ->
                used
                    ? transaction
                        .run(INSERT, row, UserRepository.firstRow(StoredPasskey::of))
                        .map(
                            made ->
                                made.<Creation>map(Creation.Created::new)
                                    .orElseGet(Creation.Known::new))
                    : Future.succeededFuture(new Creation.ChallengeUsed()));
  }

  /// Opens `session` with a verified signature.
  ///
  /// @param owner as [#find] returned
  /// @param device as the client names it; null if it does not
  public Future<Use> signIn(
      PasskeyOwner owner,
      PasskeyChallenge challenge,
      Verified signed,
      UUID session,
      @Nullable String device) {
    return changes.runLocked(
        owner.user(),
        transaction ->
            signed(
                transaction,
                owner,
                challenge,
                signed,
                () ->
                    sessions
                        .open(
                            transaction,
                            session,
                            owner.user(),
                            null,
                            null,
                            device,
                            methods(owner.credential()))
                        .compose(
                            result ->
                                result instanceof OpenResult.Opened opened
                                    ? transaction
                                        .run(
                                            NOTE,
                                            Tuple.of(session, owner.id()),
                                            UserRepository.firstRow(Row::size))
                                        .map(_ -> (Use) new Use.SignedIn(opened))
                                    : Future.<Use>succeededFuture(new Use.Refused()))));
  }

  /// Notes a verified signature as a proof of the person of `session`.
  ///
  /// @param owner as [#find] returned, of the account of the session
  public Future<Use> prove(
      PasskeyOwner owner, PasskeyChallenge challenge, Verified signed, UUID session) {
    return changes.runLocked(
        owner.user(),
        transaction ->
            signed(
                transaction,
                owner,
                challenge,
                signed,
                () ->
                    SessionRepository.prove(
                            transaction, owner.user(), session, methods(owner.credential()))
                        .compose(
                            proven ->
                                proven
                                    ? transaction
                                        .run(
                                            NOTE_PROOF,
                                            Tuple.of(session, owner.id()),
                                            UserRepository.firstRow(Row::size))
                                        .map(_ -> (Use) new Use.Proven())
                                    : Future.<Use>succeededFuture(new Use.Refused()))));
  }

  private static Future<Use> signed(
      Database transaction,
      PasskeyOwner owner,
      PasskeyChallenge challenge,
      Verified signed,
      Supplier<Future<Use>> then) {
    return use(transaction, challenge)
        .compose(
            used ->
                used
                    ? transaction
                        .run(
                            SIGNED,
                            Tuple.of(
                                owner.id(), owner.user(), signed.signCount(), signed.backedUp()),
                            UserRepository.firstRow(Row::size))
                        .compose(
                            counted ->
                                counted.isPresent() ? then.get() : notCounted(transaction, owner))
                    : Future.succeededFuture(new Use.Refused()));
  }

  private static Future<Use> notCounted(Database transaction, PasskeyOwner owner) {
    return transaction
        .run(EXISTS, Tuple.of(owner.id(), owner.user()), UserRepository.firstRow(Row::size))
        .map(found -> found.isPresent() ? new Use.Suspicious() : new Use.Refused());
  }

  /// A passkey is something that its person has, and asked for its person: two factors. One that may be
  /// copied is no key in hardware.
  private static Set<AuthMethod> methods(StoredCredential credential) {
    return Set.of(
        credential.backupEligible() ? AuthMethod.SWK : AuthMethod.HWK,
        AuthMethod.USER,
        AuthMethod.MFA);
  }

  /// @return false if the challenge was used before, or has expired
  private static Future<Boolean> use(Database transaction, PasskeyChallenge challenge) {
    return transaction
        .run(
            USE,
            Tuple.of(
                Buffer.buffer(challenge.bytes()), challenge.expires().atOffset(ZoneOffset.UTC)),
            UserRepository.firstRow(Row::size))
        .map(Optional::isPresent);
  }

  /// Deletes a passkey and ends the sessions that it had opened, but that of the request.
  ///
  /// @param device of the request, as the client names it; null if it does not
  public Future<Deletion> delete(UUID id, UUID user, UUID session, @Nullable String device) {
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(SESSION, Tuple.of(user, session), UserRepository.firstRow(Row::size))
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.<Deletion>succeededFuture(new Deletion.SessionEnded())
                            : transaction
                                .run(
                                    otherWays,
                                    Tuple.of(id, user),
                                    UserRepository.firstRow(row -> row.getBoolean("others")))
                                .compose(
                                    others ->
                                        others.isEmpty()
                                            ? Future.<Deletion>succeededFuture(
                                                new Deletion.Unknown())
                                            : others.get()
                                                ? delete(transaction, id, user, session)
                                                : Future.<Deletion>succeededFuture(
                                                    new Deletion.LastWay())))
                .compose(
                    result ->
                        result instanceof Deletion.Deleted
                            ? notices
                                .tell(transaction, user, MailKind.PASSKEY_REMOVED, device)
                                .map(_ -> result)
                            : Future.succeededFuture(result)));
  }

  private static Future<Deletion> delete(Database transaction, UUID id, UUID user, UUID session) {
    return transaction
        .run(DELETE, Tuple.of(id, user), UserRepository.firstRow(Row::size))
        .compose(
            _ ->
                transaction.run(
                    END_SESSIONS,
                    Tuple.of(id, user, session),
                    Collectors.mapping(
                        row -> row.getUUID(0), Collectors.toCollection(ArrayList::new))))
        .map(Deletion.Deleted::new);
  }
}
