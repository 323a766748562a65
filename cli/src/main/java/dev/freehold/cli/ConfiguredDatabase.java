package dev.freehold.cli;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.app.Config;
import dev.freehold.app.JwtSecretFile;
import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.event.Event;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgresSession;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// The database of the configuration, opened as its owner. An embedded database that is not running
/// is started for the duration of the work.
final class ConfiguredDatabase {
  private final Config config;
  private final PrintWriter err;

  ConfiguredDatabase(Config config, PrintWriter err) {
    this.config = config;
    this.err = err;
  }

  /// Work on the database.
  @FunctionalInterface
  interface DatabaseWork<R, T> {
    T run(R resource) throws IOException;
  }

  /// Runs work on the accounts.
  ///
  /// @throws CommandRefusedException if the database has no account tables yet
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  <T> T withAccounts(DatabaseWork<AccountAdminRepository, T> work) throws IOException {
    return withTarget(false, target -> accounts(target, work));
  }

  /// Runs work on the migrations.
  ///
  /// @param create whether to create an embedded database that does not exist yet
  /// @param version of the program
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  <T> T withMigrations(
      boolean create,
      String version,
      Consumer<MigrationProgress> progress,
      DatabaseWork<DatabaseMigrator, T> work)
      throws IOException {
    return withTarget(create, target -> migrations(target, version, progress, work));
  }

  private <T> T withTarget(boolean create, DatabaseWork<DatabaseTarget, T> work)
      throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External(Secret address) ->
          work.run(DatabaseUrlParser.parse(address.reveal()));
      case Config.DatabaseChoice.Embedded() -> {
        if (create && !Files.exists(config.dataDirectory().resolve("postgres"))) {
          try (EmbeddedPostgres postgres =
              EmbeddedPostgres.start(config.dataDirectory(), this::report)) {
            yield work.run(postgres.target());
          }
        }
        try (EmbeddedPostgresSession session =
            EmbeddedPostgresSession.open(config.dataDirectory(), this::report)) {
          yield work.run(session.target());
        }
      }
    };
  }

  private static <T> T accounts(DatabaseTarget target, DatabaseWork<AccountAdminRepository, T> work)
      throws IOException {
    try (VertxResource vertx = VertxResource.open(1);
        AdminConnection connection = AdminConnection.open(vertx.vertx(), target)) {
      AccountAdminRepository accounts = new AccountAdminRepository(connection);
      if (!accounts.hasAccountTables()) {
        throw new CommandRefusedException(
            ExitStatus.FAILED,
            "the database has no tables of this version of Freehold yet; run 'freehold serve'"
                + " with the spec once to create them");
      }
      return work.run(accounts);
    }
  }

  private <T> T migrations(
      DatabaseTarget target,
      String version,
      Consumer<MigrationProgress> progress,
      DatabaseWork<DatabaseMigrator, T> work)
      throws IOException {
    Secret secret =
        config
            .jwtSecret()
            .orElseGet(
                () ->
                    JwtSecretFile.openOrCreate(
                        config.dataDirectory(), new SecureRandom(), this::report));
    try (VertxResource vertx = VertxResource.open(2)) {
      return work.run(
          new DatabaseMigrator(
              vertx.vertx(), target, secret, version, MigrationTimeouts.STANDARD, progress));
    }
  }

  /// Prints a failure of background work.
  private void report(Event event) {
    if (event instanceof Event.UncaughtFailure(String where, Throwable cause)) {
      err.println("freehold: " + where + ": " + cause);
    }
  }
}
