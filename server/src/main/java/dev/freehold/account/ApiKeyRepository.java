package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.type.KeyScopes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of API keys. A key acts for the account as it is now: with its roles, and not at all while
/// the account is disabled. Futures fail with a [dev.freehold.db.DatabaseException].
public final class ApiKeyRepository {
  /// The most keys of an account.
  public static final int MAX_KEYS = 50;

  // A statement of its own: one that waited for the lock does not see a session that ended
  // meanwhile.
  private static final String HAS_SESSION =
      "select from auth.users u where u.id = $1 and u.disabled_at is null and exists (select from"
          + " auth.sessions where id = $2 and user_id = u.id and "
          + SessionRepository.LIVE
          + " union all select from auth.identities where id = $2 and user_id = u.id)";

  private static final String COUNT = "select count(*) as total from auth.keys where user_id = $1";

  private static final String COLUMNS = "id, name, scopes, created_at, expires_at, last_used_at";

  private static final String INSERT =
      "insert into auth.keys (id, user_id, name, hash, scopes, expires_at, second_factor)"
          + " select $1, $2, $3, $4, $5, $6, exists (select from auth.sessions where id = $7 and "
          + ProvenSessions.METHODS
          + " union all select from auth.identities where id = $7) returning "
          + COLUMNS;

  static final String LIST =
      "select "
          + COLUMNS
          + " from auth.keys where user_id = $1 order by created_at desc, id limit $2 offset $3";

  static final String DELETE = "delete from auth.keys where id = $1 and user_id = $2 returning id";

  /// Of one account. For a password that is set without the one before it: who makes such a change may be
  /// taking the account back from who made the keys.
  static final String DELETE_ALL = "delete from auth.keys where user_id = $1";

  private static final String VALID =
      "select k.id, k.user_id, k.scopes, array(select r.role from auth.roles r where r.user_id ="
          + " k.user_id order by r.role) as roles from auth.keys k join auth.users u on u.id ="
          + " k.user_id and u.disabled_at is null where (k.expires_at is null or k.expires_at >"
          + " now()) and ";

  private static final String REFUSED =
      "select k.id, k.user_id, k.scopes, '{}'::text[] as roles from auth.keys k join auth.users u"
          + " on u.id = k.user_id where k.hash = $1 and (k.expires_at <= now() or u.disabled_at is"
          + " not null or not ";

  private final String byHash;
  private final String byIds;
  private final String refusedByHash;

  // The nodes share one time: none of them writes it again within the minute. It waits for no key,
  // such as one whose account is being deleted: the confirmation of all others would wait with it.
  private static final String TOUCH =
      "with due as materialized (select id from auth.keys where id = any ($1) and (last_used_at is"
          + " null or last_used_at < now() - interval '1 minute') for no key update skip locked)"
          + " update auth.keys k set last_used_at = now() from due where k.id = due.id";

  private final Database database;
  private final Database polls;
  private final AccountTransactions changes;
  private final AccountNotices notices;

  /// @param database for statements that wait for no row
  /// @param polls the same for what a node asks on its own, so that it does not wait behind requests
  /// @param ways one of which the account of a key must have
  public ApiKeyRepository(
      Database database,
      Database polls,
      AccountTransactions changes,
      AccountNotices notices,
      SignInWays ways) {
    String reachable = ways.exist("u");
    this.byHash = VALID + reachable + " and k.hash = $1";
    this.byIds = VALID + reachable + " and k.id = any ($1)";
    this.refusedByHash = REFUSED + reachable + ")";
    this.notices = notices;
    this.database = database;
    this.polls = polls;
    this.changes = changes;
  }

  /// A key as shown to its person.
  ///
  /// @param expiresAt null for never
  /// @param lastUsedAt at most a minute before the last use; null before the first
  public record StoredKey(
      UUID id,
      String name,
      List<String> scopes,
      OffsetDateTime createdAt,
      @Nullable OffsetDateTime expiresAt,
      @Nullable OffsetDateTime lastUsedAt) {
    public StoredKey {
      scopes = List.copyOf(scopes);
    }

    static StoredKey of(Row row) {
      return new StoredKey(
          row.getUUID("id"),
          row.getString("name"),
          List.of(row.getArrayOfStrings("scopes")),
          row.getOffsetDateTime("created_at"),
          row.getOffsetDateTime("expires_at"),
          row.getOffsetDateTime("last_used_at"));
    }
  }

  /// A key that is valid now.
  ///
  /// @param roles of its person now
  public record ValidKey(UUID id, UUID user, KeyScopes scopes, Set<String> roles) {
    public ValidKey {
      roles = Set.copyOf(roles);
    }

    private static ValidKey of(Row row) {
      return new ValidKey(
          row.getUUID("id"),
          row.getUUID("user_id"),
          KeyScopes.of(List.of(row.getArrayOfStrings("scopes"))),
          Set.of(row.getArrayOfStrings("roles")));
    }
  }

  /// The result of an attempt to add a key.
  public sealed interface Creation {
    record Created(StoredKey key) implements Creation {}

    /// The account has [#MAX_KEYS] keys.
    record TooMany() implements Creation {}

    /// The session of the request has ended, or the account was disabled.
    record SessionEnded() implements Creation {}
  }

  /// Adds a key. The lock on the account keeps concurrent requests from passing the limit.
  ///
  /// @param session of the request, or its external identity
  /// @param hash 32 bytes
  /// @param expiresAt null for never
  /// @param device of the request, as the client names it; null if it does not
  public Future<Creation> create(
      UUID id,
      UUID user,
      UUID session,
      String name,
      byte[] hash,
      List<String> scopes,
      @Nullable OffsetDateTime expiresAt,
      @Nullable String device) {
    Tuple key =
        Tuple.of(id, user, name, Buffer.buffer(hash))
            .addArrayOfString(scopes.toArray(String[]::new))
            .addOffsetDateTime(expiresAt)
            .addUUID(session);
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(HAS_SESSION, Tuple.of(user, session), UserRepository.firstRow(Row::size))
                .compose(
                    found ->
                        found.isEmpty()
                            ? Future.<Creation>succeededFuture(new Creation.SessionEnded())
                            : count(transaction, user)
                                .compose(
                                    total ->
                                        total >= MAX_KEYS
                                            ? Future.<Creation>succeededFuture(
                                                new Creation.TooMany())
                                            : insert(transaction, key)
                                                .compose(
                                                    made ->
                                                        notices
                                                            .tell(
                                                                transaction,
                                                                user,
                                                                MailKind.KEY_CREATED,
                                                                device)
                                                            .map(_ -> made)))));
  }

  private static Future<Creation> insert(Database transaction, Tuple key) {
    return transaction
        .run(INSERT, key, UserRepository.firstRow(StoredKey::of))
        .map(made -> new Creation.Created(made.orElseThrow()));
  }

  /// The keys of `user`, the newest first; expired ones too.
  public Future<List<StoredKey>> list(UUID user, int limit, long offset) {
    return database.run(
        LIST,
        Tuple.of(user, limit, offset),
        Collectors.mapping(StoredKey::of, Collectors.toList()));
  }

  /// The number of all keys of `user`.
  public Future<Long> count(UUID user) {
    return count(database, user);
  }

  private static Future<Long> count(Database database, UUID user) {
    return database
        .run(COUNT, Tuple.of(user), UserRepository.firstRow(row -> row.getLong("total")))
        .map(Optional::orElseThrow);
  }

  /// Deletes a key.
  ///
  /// @return false if there is none, or it is no key of `user`
  public Future<Boolean> delete(UUID id, UUID user) {
    return changes
        .run(
            user,
            transaction ->
                transaction.run(DELETE, Tuple.of(id, user), UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// The valid key with the hash.
  public Future<Optional<ValidKey>> find(byte[] hash) {
    return database.run(
        byHash, Tuple.of(Buffer.buffer(hash)), UserRepository.firstRow(ValidKey::of));
  }

  /// The key with the hash, if it has expired, or its account is disabled or has no way of sign-in left.
  public Future<Optional<ValidKey>> findRefused(byte[] hash) {
    return database.run(
        refusedByHash, Tuple.of(Buffer.buffer(hash)), UserRepository.firstRow(ValidKey::of));
  }

  /// Those of the keys that are valid now.
  public Future<List<ValidKey>> valid(Collection<UUID> ids) {
    return polls.run(
        byIds,
        Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)),
        Collectors.mapping(ValidKey::of, Collectors.toList()));
  }

  /// Writes now as the last use of the keys, of each at most once a minute.
  public Future<Void> touch(Collection<UUID> ids) {
    return polls
        .run(
            TOUCH,
            Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)),
            Collectors.<Row>counting())
        .mapEmpty();
  }
}
