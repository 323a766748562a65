package dev.freehold.account;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Adds accounts of another system, as the owner of the tables. Failures are a [DatabaseException].
public final class AccountImportRepository {
  /// A sign-up with one of the addresses at the same time fails a transaction; the next one finds it.
  private static final int ATTEMPTS = 3;

  private static final String TAKEN =
      "select email from auth.emails where email = any ($1::text[])";

  private static final String ADD =
      "with a as (select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $8::bool[])"
          + " as a (id, email, name, hash, verified)), u as (insert into auth.users (id, name,"
          + " password_hash) select id, name, hash from a), e as (insert into auth.emails (email,"
          + " user_id, verified_at) select email, id, case when verified then now() end from a), r"
          + " as (insert into auth.roles (user_id, role) select * from unnest($5::uuid[],"
          + " $6::text[])) insert into auth.events (kind, user_id, count) select $7, id, 1 from a";

  private final AdminConnection connection;

  /// @param connection connected as the owner of the tables
  public AccountImportRepository(AdminConnection connection) {
    this.connection = connection;
  }

  /// Whether the database takes hashes of other systems.
  public boolean isPrepared() {
    return connection
        .query(
            "select to_regclass('auth.users_imported_idx') is not null as prepared", Tuple.tuple())
        .getFirst()
        .getBoolean("prepared");
  }

  /// An account to add.
  ///
  /// @param email normalized
  /// @param verified whether the other system has proven the address
  /// @param passwordHash as [dev.freehold.password.ImportedHashReader] makes it
  /// @param roles of the spec, without repetition
  public record ImportedAccount(
      UUID id,
      String email,
      boolean verified,
      @Nullable String name,
      String passwordHash,
      List<String> roles) {
    public ImportedAccount {
      roles = List.copyOf(roles);
    }

    @Override
    public String toString() {
      return "ImportedAccount[" + id + "]";
    }
  }

  /// Which of the addresses have an account.
  ///
  /// @param emails normalized
  public Set<String> taken(List<String> emails) {
    Tuple arguments = Tuple.tuple().addArrayOfString(emails.toArray(String[]::new));
    return connection.query(TAKEN, arguments).stream()
        .map(row -> row.getString("email"))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// Adds the accounts whose addresses have none, in one transaction.
  ///
  /// @param accounts with different addresses
  /// @return the addresses that had an account; those accounts are unchanged
  public Set<String> add(List<ImportedAccount> accounts) {
    for (int attempt = 1; ; attempt++) {
      try {
        return connection.inTransaction(() -> addMissing(accounts));
      } catch (DatabaseException e) {
        if (attempt == ATTEMPTS || !UserRepository.isEmailTaken(e)) {
          throw e;
        }
      }
    }
  }

  private Set<String> addMissing(List<ImportedAccount> accounts) {
    Set<String> taken = taken(accounts.stream().map(ImportedAccount::email).toList());
    List<ImportedAccount> missing =
        accounts.stream().filter(account -> !taken.contains(account.email())).toList();
    List<UUID> people = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    for (ImportedAccount account : missing) {
      account.roles().forEach(_ -> people.add(account.id()));
      roles.addAll(account.roles());
    }
    Tuple arguments =
        Tuple.tuple()
            .addArrayOfUUID(missing.stream().map(ImportedAccount::id).toArray(UUID[]::new))
            .addArrayOfString(texts(missing.stream().map(ImportedAccount::email).toList()))
            .addArrayOfString(missing.stream().map(ImportedAccount::name).toArray(String[]::new))
            .addArrayOfString(texts(missing.stream().map(ImportedAccount::passwordHash).toList()))
            .addArrayOfUUID(people.toArray(UUID[]::new))
            .addArrayOfString(texts(roles))
            .addString(AccountEvent.Kind.CREATED.text())
            .addArrayOfBoolean(
                missing.stream().map(ImportedAccount::verified).toArray(Boolean[]::new));
    List<Row> _ = connection.query(ADD, arguments);
    return taken;
  }

  private static String[] texts(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
