package dev.freehold.account;

import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.issuer.ExternalIdentity;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of users. Futures fail with a [DatabaseException], or with the problem that the method
/// documents.
public final class UserRepository {
  /// The unique constraint on e-mails. [dev.freehold.ddl.AuthSchemaDdl] names it.
  private static final String ONE_PERSON_PER_EMAIL = "emails_pkey";

  private static final String ADD =
      "with u as (insert into auth.users (id, name, password_hash) values ($1, $2, $3) returning"
          + " *), e as (insert into auth.emails (email, user_id) select $4, id from u returning"
          + " email, verified_at), s as ("
          + SessionRepository.insert("$5", "u", "$6::float8", "$7::float8", "$8")
          + ")";

  private static final String ADDED = " select " + UserProfile.COLUMNS + " from u, e";

  // With a mail, unless the outbox is full.
  private static final String ADD_WITH_MAIL =
      ADD
          + ", m as ("
          + Outbox.insert("$9::uuid", "$10::text", "e.email", "$11::float8", " from e")
          + ")"
          + ADDED;

  /// Keeps log-ins and other changes of one account waiting. A statement after it sees what they have done.
  static final String LOCK = "select from auth.users where id = $1 for no key update";

  private static final String BY_EMAIL =
      "select exists (select from auth.users where password_hash not like '$argon2id$%') as"
          + " imported, found.* from (values (1)) one left join lateral (select "
          + UserCredentials.COLUMNS
          + " from auth.emails e join auth.users u"
          + " on u.id = e.user_id where e.email = $1 and u.disabled_at is null) found on true";

  static final String BY_ID =
      "select "
          + UserProfile.COLUMNS_OF_ANY
          + " from auth.users u left join auth.emails e on e.user_id = u.id"
          + " left join auth.identities i on i.user_id = u.id where u.id = $1";

  private final Database database;
  private final AccountTransactions changes;
  private final SessionLifetime life;

  /// @param database for statements that wait for no row
  public UserRepository(Database database, AccountTransactions changes, SessionLifetime life) {
    this.database = database;
    this.changes = changes;
    this.life = life;
  }

  /// A user with the password hash, for log-in. The hash names the password that was compared: it has a
  /// salt, so no other password and no other setting of the same one has it.
  public record UserCredentials(UserProfile person, String passwordHash) {
    /// The columns that [#of] reads, of `auth.users` as `u` and `auth.emails` as `e`.
    static final String COLUMNS = UserProfile.COLUMNS + ", u.password_hash";

    static UserCredentials of(Row row) {
      return new UserCredentials(UserProfile.of(row), row.getString("password_hash"));
    }

    /// Normalized.
    public String email() {
      return Objects.requireNonNull(person.email());
    }

    @Override
    public String toString() {
      return "WithHash[" + person.id() + "]";
    }
  }

  /// What a log-in finds.
  ///
  /// @param found empty if no account has the address, or it is disabled
  /// @param imported whether any account has a hash of another system, which takes another time to
  ///     compare than one of this server
  public record LogInAccount(Optional<UserCredentials> found, boolean imported) {
    static LogInAccount of(Row row) {
      return new LogInAccount(
          row.getUUID("id") == null ? Optional.empty() : Optional.of(UserCredentials.of(row)),
          row.getBoolean("imported"));
    }
  }

  /// Adds a user and opens their first session, or does neither.
  ///
  /// Fails with [Problem.Conflict] if the e-mail is taken.
  ///
  /// @param email normalized
  /// @param device of the session, as the client names it; null if it does not
  /// @param mail the id of the mail that asks to verify the address; null for none
  public Future<UserProfile> add(
      UUID id,
      String email,
      @Nullable String name,
      String passwordHash,
      UUID session,
      @Nullable String device,
      @Nullable UUID mail) {
    Tuple arguments =
        Tuple.of(id, name, passwordHash, email, session)
            .addDouble(life.idleSeconds())
            .addDouble(life.absoluteSeconds())
            .addString(device);
    if (mail != null) {
      arguments
          .addUUID(mail)
          .addString(MailKind.VERIFY.code())
          .addDouble((double) MailKind.VERIFY.life().toSeconds());
    }
    String sql = mail == null ? ADD + ADDED : ADD_WITH_MAIL;
    return changes
        .run(email, transaction -> transaction.run(sql, arguments, firstRow(UserProfile::of)))
        .map(Optional::orElseThrow)
        .recover(failure -> Future.failedFuture(taken(failure)));
  }

  /// Finds the user with an e-mail. A disabled account is treated as missing, so that callers
  /// cannot distinguish the two (K12).
  ///
  /// @param email normalized
  public Future<LogInAccount> byEmail(String email) {
    return database
        .run(BY_EMAIL, Tuple.of(email), firstRow(LogInAccount::of))
        .map(Optional::orElseThrow);
  }

  public Future<Optional<UserProfile>> byId(UUID id) {
    return database.run(BY_ID, Tuple.of(id), firstRow(UserProfile::of));
  }

  static <T> Collector<Row, ?, Optional<T>> firstRow(Function<Row, T> read) {
    return Collectors.mapping(read, Collectors.reducing((one, _) -> one));
  }

  /// Whether a statement failed because the e-mail is taken.
  static boolean isEmailTaken(Throwable failure) {
    return failure instanceof DatabaseException db
        && db.kind() == DatabaseException.FailureKind.UNIQUE
        && ONE_PERSON_PER_EMAIL.equals(db.constraint());
  }

  private static Throwable taken(Throwable failure) {
    return isEmailTaken(failure)
        ? new Problem.Conflict(
                List.of(
                    new Violation(
                        "email", ViolationCode.TAKEN, "There is an account with this e-mail.")))
            .toException()
        : failure;
  }

  /// The data of a user that the user may see.
  ///
  /// @param email normalized; null for an account of an external issuer
  /// @param verified whether the address is proven
  /// @param identity null for an account of this server
  /// @param roles as stored, in alphabetical order; may have roles that the spec does not have
  public record UserProfile(
      UUID id,
      @Nullable String email,
      boolean verified,
      @Nullable ExternalIdentity identity,
      @Nullable String name,
      List<String> roles,
      OffsetDateTime createdAt,
      OffsetDateTime updatedAt) {
    /// The columns of every account, of `auth.users` as `u` and `auth.emails` as `e`.
    static final String SHARED_COLUMNS =
        "u.id, e.verified_at is not null as verified, u.name, u.created_at, u.updated_at,"
            + " array(select r.role from auth.roles r where r.user_id = u.id order by r.role) as"
            + " roles";

    /// The columns that [#of] reads of an account of this server, of `auth.users` as `u` and
    /// `auth.emails` as `e`.
    static final String COLUMNS =
        SHARED_COLUMNS + ", e.email, null::text as issuer, null::text as subject";

    /// The columns that [#of] reads, with `auth.identities` as `i`.
    static final String COLUMNS_OF_ANY = SHARED_COLUMNS + ", e.email, i.issuer, i.subject";

    public UserProfile {
      roles = List.copyOf(roles);
    }

    /// Whether it is known whose account this is: by its address, or by whom signs its person in.
    public boolean isProven() {
      return verified || identity != null;
    }

    static UserProfile of(Row row) {
      String issuer = row.getString("issuer");
      return new UserProfile(
          row.getUUID("id"),
          row.getString("email"),
          row.getBoolean("verified"),
          issuer == null ? null : new ExternalIdentity(issuer, row.getString("subject")),
          row.getString("name"),
          List.of(row.getArrayOfStrings("roles")),
          row.getOffsetDateTime("created_at"),
          row.getOffsetDateTime("updated_at"));
    }
  }
}
