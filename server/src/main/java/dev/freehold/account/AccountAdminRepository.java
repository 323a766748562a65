package dev.freehold.account;

import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountEventLog.RecordedEvent;
import dev.freehold.account.ApiKeyRepository.StoredKey;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.password.PasswordHasher;
import dev.freehold.type.StoredYearsSql;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Account administration for operators, as the owner of the tables. Every change is one
/// transaction. A change that removes a right of a user also ends their sessions; servers see that
/// within a second. Failures are a [DatabaseException].
///
/// A change writes the row of the user first. A concurrent log-in locks that row too (see
/// [SessionRepository#open]): either it commits first and its session is ended with the others, or
/// it finds the account changed.
public final class AccountAdminRepository {
  private static final String PREPARED =
      "select to_regclass('auth.roles') is not null and to_regclass('auth.keys') is not null"
          + " and to_regclass('auth.totp') is not null"
          + " and to_regclass('auth.passkeys') is not null"
          + " and to_regclass('auth.notices') is not null"
          + " and to_regclass('auth.issuers') is not null"
          + " and to_regclass('auth.recovery_codes') is not null"
          + " and to_regclass('auth.identities') is not null"
          + " and exists (select from pg_attribute"
          + " where attrelid = to_regclass('auth.users') and attname = 'disabled_at')"
          + " and exists (select from pg_attribute"
          + " where attrelid = to_regclass('auth.events') and attname = 'way')"
          + " and exists (select from pg_attribute"
          + " where attrelid = to_regclass('auth.emails') and attname = 'verified_at') as prepared";

  private static final String FROM =
      " from auth.users u left join auth.emails e on e.user_id = u.id"
          + " left join auth.identities i on i.user_id = u.id where ";

  private static final String PAGE =
      "select " + Account.COLUMNS + FROM + "e.email > $1 order by e.email limit $2";

  private static final String PAGE_EXTERNAL =
      "select "
          + Account.COLUMNS
          + FROM
          + "(i.issuer, i.subject) > ($1, $2) order by i.issuer, i.subject limit $3";

  /// The ids of the account with an e-mail or a handle. No name of an issuer is an e-mail.
  private static final String WITH_EMAIL =
      "(select user_id from auth.emails where email = $1 union all select user_id from"
          + " auth.identities where issuer = split_part($1, ':', 1)"
          + " and subject = substr($1, strpos($1, ':') + 1))";

  private static final String FIND = "select " + Account.COLUMNS + FROM + "u.id in " + WITH_EMAIL;

  // A creation time that breaks the CHECK would refuse every change, also that of an account that
  // must be disabled. It is replaced.
  private static final String TOUCH =
      "update auth.users u set updated_at = clock_timestamp(), created_at = case when "
          + StoredYearsSql.CONDITION
          + " then created_at else "
          + StoredYearsSql.nearest("created_at")
          + " end where u.id in "
          + WITH_EMAIL
          + " returning u.id";

  private static final String GRANT =
      "insert into auth.roles (user_id, role) select $1::uuid, r from unnest($2::text[]) r"
          + " on conflict do nothing";

  private static final String TAKE =
      "delete from auth.roles where user_id = $1 and role = any ($2::text[]) returning role";

  private static final String MOVE_ISSUER =
      "update auth.issuers n set issuer = $2 from (select name, issuer as before from auth.issuers"
          + " where name = $1 for update) o where n.name = o.name returning o.before";

  private static final String ID = "select a.user_id from " + WITH_EMAIL + " a";

  private static final String RECORD_OF_EMAIL =
      "insert into auth.events (kind, user_id, email_hash, count) values ($2, $1, decode($3,"
          + " 'hex'), 1)";
  // Another hash, which ends the tokens of the earlier ones.
  private static final String RENEW =
      "update auth.users u set password_hash = $2, updated_at = clock_timestamp() from auth.emails"
          + " e where e.user_id = u.id and e.email = $1 and u.password_hash like '"
          + PasswordHasher.UNKNOWN
          + "' and u.disabled_at is null returning u.id";

  private static final String UNSEND = "delete from auth.outbox where kind = $1 and recipient = $2";

  private static final String SEND =
      "insert into auth.outbox (id, kind, recipient, expires_at) values ($1, $2, $3, now() +"
          + " make_interval(secs => $4::float8))";

  private static final String ADD_TOKEN =
      "insert into auth.mail_tokens (id, kind, user_id, hash, email, password_digest, expires_at)"
          + " select $1, $2, u.id, $4, e.email, sha256(convert_to(u.password_hash, 'UTF8')),"
          + " now() + make_interval(secs => $5::float8) from auth.users u join auth.emails e"
          + " on e.user_id = u.id where u.id = $3";

  private static final String RECORD =
      "insert into auth.events (kind, user_id, count) values ($2, $1, 1)";

  // The address may have belonged to an account that is deleted.
  private static final String EVENTS =
      "select at, kind, session_id, count, way from auth.events where email_hash = decode($2,"
          + " 'hex') or user_id in (select a.user_id from "
          + WITH_EMAIL
          + " a union"
          + " select v.user_id from auth.events v where v.email_hash = decode($2, 'hex')"
          + " and v.user_id is not null) order by id desc limit $3";

  private final AdminConnection connection;
  private final AccountNotices notices;

  /// @param connection connected as the owner of the tables
  /// @param notices whether servers send mail
  public AccountAdminRepository(AdminConnection connection, AccountNotices notices) {
    this.connection = connection;
    this.notices = notices;
  }

  /// Whether the database has the tables that the other methods need.
  public boolean hasAccountTables() {
    return connection.query(PREPARED, Tuple.tuple()).getFirst().getBoolean("prepared");
  }

  /// The next accounts in order of e-mail, then those of external issuers in order of name and subject.
  ///
  /// @param after the last e-mail or handle of the previous call; empty for the first
  public List<Account> page(String after, int limit) {
    boolean external = Account.isExternal(after);
    List<Row> page =
        new ArrayList<>(external ? List.of() : connection.query(PAGE, Tuple.of(after, limit)));
    if (page.size() < limit) {
      int colon = after.indexOf(':');
      page.addAll(
          connection.query(
              PAGE_EXTERNAL,
              Tuple.of(
                  external ? after.substring(0, colon) : "",
                  external ? after.substring(colon + 1) : "",
                  limit - page.size())));
    }
    return page.stream().map(Account::of).toList();
  }

  /// @param email normalized, or a handle; so for the other methods
  public Optional<Account> find(String email) {
    return connection.query(FIND, Tuple.of(email)).stream().findFirst().map(Account::of);
  }

  /// What was recorded of the accounts that have or had an address, the newest first.
  ///
  /// @param email normalized
  /// @param hash of it, by [AccountEmailHash]
  public List<RecordedEvent> events(String email, String hash, int limit) {
    return connection.query(EVENTS, Tuple.of(email, hash, limit)).stream()
        .map(RecordedEvent::of)
        .toList();
  }

  private void record(Kind kind, UUID id) {
    connection.query(RECORD, Tuple.of(id, kind.text()));
  }

  /// Adds an account without a session. Does nothing and returns empty if the e-mail is taken.
  ///
  /// @param email normalized
  /// @param roles of the spec
  public Optional<Account> create(
      UUID id, String email, @Nullable String name, String passwordHash, Collection<String> roles) {
    return create(id, email, name, passwordHash, roles, false);
  }

  /// The same, with an address that the operator may vouch for.
  ///
  /// @param verified whether the address counts as verified
  public Optional<Account> create(
      UUID id,
      String email,
      @Nullable String name,
      String passwordHash,
      Collection<String> roles,
      boolean verified) {
    try {
      return connection.inTransaction(
          () -> {
            begin();
            return insert(id, email, name, passwordHash, roles, verified);
          });
    } catch (DatabaseException e) {
      if (UserRepository.isEmailTaken(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Account> insert(
      UUID id,
      String email,
      @Nullable String name,
      String passwordHash,
      Collection<String> roles,
      boolean verified) {
    connection.query(
        "insert into auth.users (id, name, password_hash) values ($1, $2, $3)",
        Tuple.of(id, name, passwordHash));
    connection.query(
        "insert into auth.emails (email, user_id, verified_at) values ($1, $2,"
            + " case when $3::boolean then now() end)",
        Tuple.of(email, id, verified));
    connection.query(GRANT, of(id, roles));
    record(Kind.CREATED, id);
    return find(email);
  }

  /// An account for which an invitation is made.
  ///
  /// @param email normalized
  /// @param passwordHash by [PasswordHasher#unknownPassword]
  /// @param roles of the spec
  public record InvitedAccount(
      UUID id, String email, @Nullable String name, String passwordHash, List<String> roles) {
    public InvitedAccount {
      roles = List.copyOf(roles);
    }
  }

  /// Makes an invitation, and its account if there is none. Ends the earlier invitations of an account
  /// that has not signed up yet.
  ///
  /// @param invitation the id of its token, and of its mail
  /// @param hash of the token; null to put a mail in the outbox, whose node then stores the hash
  /// @return false if the address has an account whose password is known; then nothing is done
  public boolean invite(InvitedAccount account, UUID invitation, byte @Nullable [] hash) {
    return connection.inTransaction(
        () -> {
          begin();
          if (find(account.email()).isEmpty()) {
            insert(
                account.id(),
                account.email(),
                account.name(),
                account.passwordHash(),
                account.roles(),
                false);
          }
          List<Row> invited =
              connection.query(RENEW, Tuple.of(account.email(), account.passwordHash()));
          if (invited.isEmpty()) {
            return false;
          }
          UUID id = invited.getFirst().getUUID("id");
          connection.query(GRANT, of(id, account.roles()));
          double life = MailKind.INVITE.life().toSeconds();
          String kind = MailKind.INVITE.code();
          connection.query(UNSEND, Tuple.of(kind, account.email()));
          if (hash == null) {
            connection.query(SEND, Tuple.of(invitation, kind, account.email(), life));
          } else {
            connection.query(ADD_TOKEN, Tuple.of(invitation, kind, id, Buffer.buffer(hash), life));
          }
          return true;
        });
  }

  /// Adds and removes roles. Removing a role that the user has ends their sessions. Empty if the
  /// account does not exist.
  ///
  /// @param email normalized
  /// @param add of the spec
  public Optional<Account> changeRoles(
      String email, Collection<String> add, Collection<String> remove) {
    return change(
        email,
        Kind.ROLES_CHANGED,
        id -> {
          connection.query(GRANT, of(id, add));
          Tuple taken = of(id, remove);
          if (!connection.query(TAKE, taken).isEmpty()) {
            endSessions(id);
          }
        });
  }

  /// Disables sign-in for the account. Its data stays.
  ///
  /// @param email normalized
  public Optional<Account> disable(String email) {
    return change(
        email,
        Kind.DISABLED,
        id -> {
          connection.query(
              "update auth.users set disabled_at = coalesce(disabled_at, now()) where id = $1",
              Tuple.of(id));
          endSessions(id);
        });
  }

  /// Lets the address count as verified.
  ///
  /// @param email normalized
  public Optional<Account> verify(String email) {
    return change(
        email,
        Kind.EMAIL_VERIFIED,
        id ->
            connection.query(
                "update auth.emails set verified_at = coalesce(verified_at, now())"
                    + " where user_id = $1",
                Tuple.of(id)));
  }

  /// Gives the account another address. Ends its sessions, API keys and passkeys, and what was sent to the old address:
  /// somebody else may read it. Fails with a `UNIQUE` [DatabaseException] if another account has the address.
  ///
  /// @param email normalized
  /// @param newEmail normalized
  /// @param verified whether the new address counts as verified
  public Optional<Account> changeEmail(String email, String newEmail, boolean verified) {
    return connection.inTransaction(
        () -> {
          begin();
          List<Row> touched = connection.query(TOUCH, Tuple.of(email));
          if (touched.isEmpty()) {
            return Optional.empty();
          }
          UUID id = touched.getFirst().getUUID("id");
          connection.query(
              "update auth.emails set email = $2, verified_at = case when $3::boolean then now()"
                  + " end where user_id = $1",
              Tuple.of(id, newEmail, verified));
          connection.query("delete from auth.mail_tokens where user_id = $1", Tuple.of(id));
          connection.query("delete from auth.email_changes where user_id = $1", Tuple.of(id));
          connection.query(Outbox.REMOVE_TO, Tuple.of(email));
          connection.query(ApiKeyRepository.DELETE_ALL, Tuple.of(id));
          connection.query(PasskeyRepository.DELETE_ALL, Tuple.of(id));
          endSessions(id);
          record(Kind.EMAIL_CHANGED, id);
          return find(newEmail);
        });
  }

  /// @param email normalized
  public Optional<Account> enable(String email) {
    return change(
        email,
        Kind.ENABLED,
        id ->
            connection.query(
                "update auth.users set disabled_at = null where id = $1", Tuple.of(id)));
  }

  /// Replaces the password, and deletes the API keys.
  ///
  /// @param email normalized
  public Optional<Account> reset(String email, String passwordHash) {
    return change(
        email,
        Kind.PASSWORD_RESET,
        id -> {
          connection.query(
              "update auth.users set password_hash = $2 where id = $1", Tuple.of(id, passwordHash));
          connection.query(ApiKeyRepository.DELETE_ALL, Tuple.of(id));
          connection.query(PasskeyRepository.DELETE_ALL, Tuple.of(id));
          endSessions(id);
          notices.tell(connection::query, id, MailKind.PASSWORD_SET);
        });
  }

  /// Removes the second factor with its recovery codes, and ends the sessions. Without one, the sessions end
  /// all the same. The passkeys of an account that has a password or another way to sign in are deleted: the
  /// device that is lost may have both.
  ///
  /// @param email normalized
  /// @param ways of the spec
  public Optional<Account> resetFactors(String email, SignInWays ways) {
    return change(
        email,
        Kind.FACTORS_RESET,
        id -> {
          connection.query(TotpRepository.REMOVE_CODES, Tuple.of(id));
          if (!connection.query(TotpRepository.REMOVE, Tuple.of(id)).isEmpty()) {
            notices.tell(connection::query, id, MailKind.TOTP_REMOVED);
          }
          if (!connection.query(PasskeyRepository.deleteSpare(ways), Tuple.of(id)).isEmpty()) {
            notices.tell(connection::query, id, MailKind.PASSKEY_REMOVED);
          }
          endSessions(id);
        });
  }

  /// Deletes the account with all that the foreign keys delete with it and the mails to it, or nothing. Its
  /// sessions stay for two days, ended and without the account, see [OwnAccountRepository#delete].
  ///
  /// Fails with a `FOREIGN_KEY`, `CHECK` or `UNIQUE` [DatabaseException] if another row does not allow it.
  ///
  /// @param email normalized
  /// @param hash of it, by [AccountEmailHash], by which the event is found afterwards
  /// @return the account as it was; empty if there is none
  public Optional<Account> delete(String email, String hash) {
    return connection.inTransaction(
        () -> {
          begin();
          Optional<UUID> id = id(email);
          if (id.isEmpty()) {
            return Optional.empty();
          }
          Tuple user = Tuple.of(id.get());
          connection.query(OwnAccountRepository.LOCK_TO_DELETE, user);
          Optional<Account> account = find(email);
          connection.query(OwnAccountRepository.LEAVE_SESSIONS, user);
          connection.query(OwnAccountRepository.DELETE, user);
          connection.query(SignUpRepository.REMOVE_TO, Tuple.of(email));
          connection.query(Outbox.REMOVE_TO, Tuple.of(email));
          connection.query(RECORD_OF_EMAIL, Tuple.of(id.get(), Kind.DELETED.text(), hash));
          return account;
        });
  }

  private Optional<UUID> id(String email) {
    return connection.query(ID, Tuple.of(email)).stream().findFirst().map(row -> row.getUUID(0));
  }

  /// The API keys of the account, the newest first; expired ones too. Empty if there is no account.
  ///
  /// @param email normalized
  public Optional<List<StoredKey>> keys(String email) {
    return id(email)
        .map(
            id ->
                connection
                    .query(ApiKeyRepository.LIST, Tuple.of(id, ApiKeyRepository.MAX_KEYS, 0L))
                    .stream()
                    .map(StoredKey::of)
                    .toList());
  }

  /// Deletes API keys of the account, or none if one of them is no key of it. Servers refuse them within
  /// a second.
  ///
  /// @param email normalized
  /// @return the ids that are no keys of it; empty if there is no account
  public Optional<List<UUID>> revokeKeys(String email, Collection<UUID> keys) {
    return connection.inTransaction(
        () -> {
          begin();
          Optional<UUID> id = id(email);
          if (id.isEmpty()) {
            return Optional.empty();
          }
          connection.query(UserRepository.LOCK, Tuple.of(id.get()));
          Set<UUID> held = new HashSet<>();
          keys(email).orElseThrow().forEach(key -> held.add(key.id()));
          List<UUID> unknown = keys.stream().filter(key -> !held.contains(key)).distinct().toList();
          if (unknown.isEmpty()) {
            keys.forEach(key -> connection.query(ApiKeyRepository.DELETE, Tuple.of(key, id.get())));
            record(Kind.KEY_REVOKED, id.get());
          }
          return Optional.of(unknown);
        });
  }

  /// Lets the people of an issuer or provider be those of another `iss`: it has moved.
  ///
  /// @param issuer empty for tokens without one
  /// @return what it was; empty if no server has had an issuer of this name
  public Optional<String> moveIssuer(String name, String issuer) {
    return connection.query(MOVE_ISSUER, Tuple.of(name, issuer)).stream()
        .findFirst()
        .map(row -> row.getString("before"));
  }

  private Optional<Account> change(String email, Kind kind, Consumer<UUID> change) {
    return connection.inTransaction(
        () -> {
          begin();
          List<Row> touched = connection.query(TOUCH, Tuple.of(email));
          if (touched.isEmpty()) {
            return Optional.empty();
          }
          UUID id = touched.getFirst().getUUID("id");
          change.accept(id);
          record(kind, id);
          return find(email);
        });
  }

  /// READ COMMITTED, so that each statement sees what was committed before it began. Waits are
  /// limited, because servers poll for revocations of the last half minute only.
  private void begin() {
    connection.execute(
        "set transaction isolation level read committed, read write;"
            + " set local lock_timeout = '5s'; set local statement_timeout = '10s'");
  }

  private static Tuple of(UUID id, Collection<String> roles) {
    return Tuple.of(id).addArrayOfString(roles.toArray(String[]::new));
  }

  private void endSessions(UUID id) {
    connection.query(SessionRepository.END_ALL, Tuple.of(id));
  }
}
