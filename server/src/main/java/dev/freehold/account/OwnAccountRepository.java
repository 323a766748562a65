package dev.freehold.account;

import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Changes of an account by its user. Futures fail with a [dev.freehold.db.DatabaseException].
///
/// Each is one transaction that writes or locks the row of the user first, as those of
/// [AccountAdminRepository] do: a concurrent log-in locks that row too. Either it commits first, and
/// the next statement ends its session with the others, or it finds the password changed. It takes
/// two statements, because one does not see the session of a log-in that it had to wait for.
public final class OwnAccountRepository {
  private static final String FIND =
      "select "
          + UserCredentials.COLUMNS
          + " from auth.users u join auth.emails e on e.user_id = u.id where u.id = $1"
          + " and u.disabled_at is null and "
          + hasSession("$2");

  // How fresh the sign-in is by which a person without a password is known.
  private static final String FIND_WITHOUT_PASSWORD =
      "select s.authenticated_at > now() - interval '10 minutes' as recent from auth.users u join"
          + " auth.sessions s on s.id = $2 and s.user_id = u.id and "
          + SessionRepository.LIVE
          + " where u.id = $1 and u.password_hash is null and u.disabled_at is null";

  private static final String IS_SIGNED_IN =
      "select u.id from auth.users u where u.id = $1 and u.disabled_at is null and "
          + hasSession("$2");

  private static final String FIND_EXTERNAL =
      "select u.id from auth.users u where u.id = $1 and u.disabled_at is null and "
          + hasIdentity("$2");

  // Waits for every transaction that inserts a row of the account, and is waited for by the next
  // one.
  static final String LOCK_TO_DELETE = "select from auth.users where id = $1 for update";

  // Also the sessions that have ended: another node may not have read it yet.
  static final String LEAVE_SESSIONS =
      "update auth.sessions set user_id = null, device = null,"
          + " revoked_at = coalesce(revoked_at, clock_timestamp()) where user_id = $1 returning id";

  private static final String SWEEP_SESSIONS =
      "delete from auth.sessions where user_id is null and revoked_at < now() - interval '2 days'";

  static final String DELETE = "delete from auth.users where id = $1";

  private static final String CHANGE_PASSWORD =
      "update auth.users u set password_hash = $4, updated_at = clock_timestamp()"
          + " where u.id = $1 and u.password_hash = $3 and u.disabled_at is null and "
          + hasSession("$2")
          + " returning u.id";

  static final String END_OTHERS =
      "update auth.sessions set revoked_at = clock_timestamp()"
          + " where user_id = $1 and id <> $2 and revoked_at is null returning id";

  private static final String RENAME =
      "update auth.users set name = $2, updated_at = clock_timestamp() where id = $1 returning id";

  private final Database database;
  private final AccountTransactions changes;
  private final AccountNotices notices;

  /// @param database for statements that wait for no row
  public OwnAccountRepository(
      Database database, AccountTransactions changes, AccountNotices notices) {
    this.database = database;
    this.changes = changes;
    this.notices = notices;
  }

  /// A new name.
  ///
  /// @param name null for none
  public record Renaming(@Nullable String name) {}

  /// The account of the user; empty if it was disabled or deleted, or the session has ended.
  public Future<Optional<UserCredentials>> find(UUID user, UUID session) {
    return find(database, user, session);
  }

  /// Sets the name of the account and does the rest of a change while it is locked. So everything that
  /// changes an account locks its row first, and what belongs to it after that, also on another
  /// connection: PostgreSQL does not see who waits for whom between two connections.
  ///
  /// @param name null if it stays
  /// @param rest if it fails, the name stays too; may be called more than once
  /// @return the result of the rest, which may be done though this fails; empty if the account was deleted,
  ///     and then the rest was not done
  public <T> Future<Optional<T>> change(
      UUID user, @Nullable Renaming name, Supplier<Future<T>> rest) {
    return changes.run(
        user,
        transaction ->
            transaction
                .run(
                    name == null ? UserRepository.LOCK : RENAME,
                    name == null ? Tuple.of(user) : Tuple.of(user, name.name()),
                    UserRepository.firstRow(Row::size))
                .compose(
                    found ->
                        found.isPresent()
                            ? rest.get().map(Optional::of)
                            : Future.succeededFuture(Optional.<T>empty())));
  }

  /// Replaces the password and ends the other sessions of the user, or does neither. The passkeys go too,
  /// unless the session has proven more than a password.
  ///
  /// @param account as it was when its password was checked
  /// @param session of the user, which continues
  /// @param device of the request, as the client names it; null if it does not
  /// @return the ended sessions; empty if the password was changed since it was read, or `session`
  ///     has ended
  public Future<Optional<List<UUID>>> changePassword(
      UserCredentials account, UUID session, String newHash, @Nullable String device) {
    UUID user = account.person().id();
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(
                    CHANGE_PASSWORD,
                    Tuple.of(user, session, account.passwordHash(), newHash),
                    UserRepository.firstRow(Row::size))
                .compose(
                    changed ->
                        changed.isPresent()
                            ? transaction
                                .run(
                                    PasskeyRepository.DELETE_UNPROVEN,
                                    Tuple.of(user, session),
                                    UserRepository.firstRow(Row::size))
                                .compose(
                                    _ ->
                                        notices.tell(
                                            transaction, user, MailKind.PASSWORD_SET, device))
                                .compose(_ -> endOthers(transaction, user, session))
                                .map(Optional::of)
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  /// Ends the sessions of the user other than `session`, unless that has ended.
  ///
  /// @return the ended sessions; empty if `session` has ended
  public Future<Optional<List<UUID>>> endOtherSessions(UUID user, UUID session) {
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(IS_SIGNED_IN, Tuple.of(user, session), UserRepository.firstRow(Row::size))
                .compose(
                    found ->
                        found.isPresent()
                            ? endOthers(transaction, user, session).map(Optional::of)
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  /// Deletes the account, all that the foreign keys delete with it and mails to it, or nothing. Its sessions stay
  /// for two days, ended and without the account, so that every node reads that they have ended.
  ///
  /// Fails with a `FOREIGN_KEY`, `CHECK` or `UNIQUE` [dev.freehold.db.DatabaseException] if another
  /// row does not allow it.
  ///
  /// @param account as it was when its password was checked
  /// @return the sessions of the account; empty if the password was changed since it was read, or
  ///     `session` has ended
  public Future<Optional<List<UUID>>> delete(UserCredentials account, UUID session) {
    UUID user = account.person().id();
    String hash = account.passwordHash();
    return changes.run(
        user,
        transaction ->
            transaction
                .run(LOCK_TO_DELETE, Tuple.of(user), UserRepository.firstRow(Row::size))
                .compose(_ -> find(transaction, user, session))
                .compose(
                    found ->
                        found.map(UserCredentials::passwordHash).equals(Optional.of(hash))
                            ? delete(transaction, user, account.person().email()).map(Optional::of)
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  /// A signed-in account that has no password, because a provider signs its person in.
  ///
  /// @param recent whether the session was proven within the last ten minutes, by its beginning
  public record AccountWithoutPassword(boolean recent) {
    private static AccountWithoutPassword of(Row row) {
      return new AccountWithoutPassword(row.getBoolean("recent"));
    }
  }

  /// The account of the user, if it has no password; empty if it has one, if it was disabled or deleted, or
  /// the session has ended.
  public Future<Optional<AccountWithoutPassword>> findWithoutPassword(UUID user, UUID session) {
    return findWithoutPassword(database, user, session);
  }

  private static Future<Optional<AccountWithoutPassword>> findWithoutPassword(
      Database database, UUID user, UUID session) {
    return database.run(
        FIND_WITHOUT_PASSWORD,
        Tuple.of(user, session),
        UserRepository.firstRow(AccountWithoutPassword::of));
  }

  /// Deletes an account without a password, as [#delete] does, if the session began within the last ten
  /// minutes.
  ///
  /// @return the sessions of the account; empty if it is no such account or session
  public Future<Optional<List<UUID>>> deleteWithoutPassword(UUID user, UUID session) {
    return changes.run(
        user,
        transaction ->
            transaction
                .run(LOCK_TO_DELETE, Tuple.of(user), UserRepository.firstRow(Row::size))
                .compose(_ -> findWithoutPassword(transaction, user, session))
                .compose(
                    found ->
                        found.filter(AccountWithoutPassword::recent).isPresent()
                            ? delete(transaction, user, null).map(Optional::of)
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  /// Deletes the account of an external identity, as [#delete] does.
  ///
  /// @param identity its id
  /// @return the sessions of the account; empty if it was disabled or deleted
  public Future<Optional<List<UUID>>> deleteExternal(UUID user, UUID identity) {
    return changes.run(
        user,
        transaction ->
            transaction
                .run(LOCK_TO_DELETE, Tuple.of(user), UserRepository.firstRow(Row::size))
                .compose(
                    _ ->
                        transaction.run(
                            FIND_EXTERNAL,
                            Tuple.of(user, identity),
                            UserRepository.firstRow(Row::size)))
                .compose(
                    found ->
                        found.isPresent()
                            ? delete(transaction, user, null).map(Optional::of)
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  /// @param email null if the account has none
  private static Future<List<UUID>> delete(
      Database transaction, UUID user, @Nullable String email) {
    Future<List<UUID>> sessions =
        transaction.run(
            LEAVE_SESSIONS,
            Tuple.of(user),
            Collectors.mapping(row -> row.getUUID(0), Collectors.toList()));
    return Future.all(
            sessions,
            transaction.run(SWEEP_SESSIONS, Tuple.tuple(), UserRepository.firstRow(Row::size)),
            transaction.run(DELETE, Tuple.of(user), UserRepository.firstRow(Row::size)),
            transaction.run(
                SignUpRepository.REMOVE_TO, Tuple.of(email), UserRepository.firstRow(Row::size)),
            transaction.run(Outbox.REMOVE_TO, Tuple.of(email), UserRepository.firstRow(Row::size)))
        .map(_ -> sessions.result());
  }

  private static Future<Optional<UserCredentials>> find(
      Database database, UUID user, UUID session) {
    return database.run(
        FIND, Tuple.of(user, session), UserRepository.firstRow(UserCredentials::of));
  }

  private static Future<List<UUID>> endOthers(Database database, UUID user, UUID session) {
    return database.run(
        END_OTHERS,
        Tuple.of(user, session),
        Collectors.mapping(row -> row.getUUID(0), Collectors.toList()));
  }

  /// The condition that a session of the user `u` has not ended.
  static String hasSession(String id) {
    return "exists (select from auth.sessions where id = "
        + id
        + " and user_id = u.id and "
        + SessionRepository.LIVE
        + ")";
  }

  /// The condition that an external identity is that of the user `u`.
  private static String hasIdentity(String id) {
    return "exists (select from auth.identities where id = " + id + " and user_id = u.id)";
  }
}
