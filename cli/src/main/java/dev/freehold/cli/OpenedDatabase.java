package dev.freehold.cli;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountImportRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.cli.ConfiguredDatabase.DatabaseWork;
import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.migrate.run.ServingLogins;
import dev.freehold.problem.ProgramName;
import dev.freehold.token.SigningSecrets;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The database of the configuration while it is open.
///
/// @param owner the login that owns it
/// @param temporary whether its server was started for this work and ends with it
/// @param notices whether servers tell people by mail of changes of their accounts
/// @param logins of the serving roles
record OpenedDatabase(
    DatabaseTarget owner,
    boolean temporary,
    AccountNotices notices,
    Supplier<ServingLogins> logins) {

  /// The secrets of the servers, from which the passwords of the serving roles are derived.
  Supplier<SigningSecrets> secrets() {
    return () -> logins.get().secrets();
  }

  /// Runs work on the accounts.
  ///
  /// @throws CommandRefusedException if the database has no account tables yet
  <T> T withAccounts(DatabaseWork<AccountAdminRepository, T> work) throws IOException {
    return withConnection(
        connection -> {
          AccountAdminRepository accounts = new AccountAdminRepository(connection, notices);
          requireTables(accounts.hasAccountTables());
          return work.run(accounts);
        });
  }

  /// Runs an import of accounts.
  ///
  /// @throws CommandRefusedException if the database has no account tables of this version yet
  <T> T withAccountImport(DatabaseWork<AccountImportRepository, T> work) throws IOException {
    return withConnection(
        connection -> {
          AccountImportRepository accounts = new AccountImportRepository(connection);
          requireTables(accounts.isPrepared());
          return work.run(accounts);
        });
  }

  private <T> T withConnection(DatabaseWork<AdminConnection, T> work) throws IOException {
    try (VertxResource vertx = VertxResource.open(1);
        AdminConnection connection = AdminConnection.open(vertx.vertx(), owner)) {
      return work.run(connection);
    }
  }

  private static void requireTables(boolean present) {
    if (!present) {
      throw new CommandRefusedException(
          ExitStatus.FAILED,
          "the database has no tables of this version of Freehold yet; run '"
              + ProgramName.command("serve")
              + "'"
              + " with the spec once to create them");
    }
  }

  /// Runs work on the migrations.
  ///
  /// @param version of the program
  <T> T withMigrations(
      String version, Consumer<MigrationProgress> progress, DatabaseWork<DatabaseMigrator, T> work)
      throws IOException {
    try (VertxResource vertx = VertxResource.open(2)) {
      return work.run(
          new DatabaseMigrator(
              vertx.vertx(), owner, logins.get(), version, MigrationTimeouts.STANDARD, progress));
    }
  }
}
