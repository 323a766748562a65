package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.issuer.ExternalIdentity;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The accounts of people of external issuers and providers. Each has one identity, no e-mail address and no password.
/// Futures fail with a [DatabaseException].
public final class ExternalAccountRepository {
  /// The unique constraint on identities. [dev.freehold.ddl.AuthSchemaDdl] names it.
  private static final String ONE_ACCOUNT_PER_IDENTITY = "identities_issuer_subject_key";

  private static final String VALID =
      "select i.id, i.user_id, array(select r.role from auth.roles r where r.user_id = i.user_id"
          + " order by r.role) as roles from auth.identities i join auth.users u"
          + " on u.id = i.user_id and u.disabled_at is null where ";

  private static final String BY_IDENTITY = VALID + "i.issuer = $1 and i.subject = $2";
  private static final String BY_IDS = VALID + "i.id = any ($1)";

  private static final String IS_STORED =
      "select user_id from auth.identities where issuer = $1 and subject = $2";

  private static final String STANDING =
      "select u.id, u.disabled_at is not null as disabled from auth.identities i join auth.users u"
          + " on u.id = i.user_id where i.issuer = $1 and i.subject = $2";

  // Who is second to the identity waits for the first, fails, and leaves no account behind.
  private static final String PROVISION =
      "with u as (insert into auth.users (id, name) values ($1, $5) returning id) insert into"
          + " auth.identities (id, issuer, subject, user_id) select $2::uuid, $3, $4, id from u"
          + " returning id";

  private final Database database;
  private final Database polls;
  private final AccountTransactions changes;

  /// @param polls of the same role, for what a node asks on its own
  /// @param changes of the same role
  public ExternalAccountRepository(Database database, Database polls, AccountTransactions changes) {
    this.database = database;
    this.polls = polls;
    this.changes = changes;
  }

  /// An enabled account of an external identity.
  ///
  /// @param id of the identity
  /// @param roles that an operator gave to the account
  public record ExternalAccount(UUID id, UUID user, Set<String> roles) {
    public ExternalAccount {
      roles = Set.copyOf(roles);
    }

    private static ExternalAccount of(Row row) {
      return new ExternalAccount(
          row.getUUID("id"), row.getUUID("user_id"), Set.of(row.getArrayOfStrings("roles")));
    }
  }

  /// The account of the identity; empty if there is none, or it is disabled.
  Future<Optional<ExternalAccount>> find(ExternalIdentity identity) {
    return database.run(BY_IDENTITY, of(identity), UserRepository.firstRow(ExternalAccount::of));
  }

  /// Those of the identities whose accounts are enabled.
  Future<List<ExternalAccount>> valid(Collection<UUID> ids) {
    return polls.run(
        BY_IDS,
        Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)),
        Collectors.mapping(ExternalAccount::of, Collectors.toList()));
  }

  /// The account of the identity, disabled or not.
  public Future<Optional<UUID>> owner(ExternalIdentity identity) {
    return database.run(
        IS_STORED, of(identity), UserRepository.firstRow(row -> row.getUUID("user_id")));
  }

  /// An account of an identity, disabled or not.
  public record Standing(UUID user, boolean disabled) {
    private static Standing of(Row row) {
      return new Standing(row.getUUID("id"), row.getBoolean("disabled"));
    }
  }

  /// The account of the identity and whether it is disabled, by one read: two could see an account that is
  /// made between them as a disabled one.
  public Future<Optional<Standing>> standing(ExternalIdentity identity) {
    return database.run(STANDING, of(identity), UserRepository.firstRow(Standing::of));
  }

  /// Makes an account for the identity.
  ///
  /// @param user the id of the account
  /// @param id of the identity
  /// @param name null for none
  /// @return false if it has one
  public Future<Boolean> provision(
      UUID user, UUID id, ExternalIdentity identity, @Nullable String name) {
    return changes
        .run(
            identity,
            transaction ->
                transaction.run(
                    PROVISION,
                    Tuple.of(user, id, identity.issuer(), identity.subject()).addString(name),
                    UserRepository.firstRow(Row::size)))
        .map(_ -> true)
        .recover(
            failure ->
                failure instanceof DatabaseException db
                        && db.kind() == DatabaseException.FailureKind.UNIQUE
                        && ONE_ACCOUNT_PER_IDENTITY.equals(db.constraint())
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private static Tuple of(ExternalIdentity identity) {
    return Tuple.of(identity.issuer(), identity.subject());
  }
}
