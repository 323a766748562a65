package dev.freehold.cli;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountImportRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.app.Config;
import dev.freehold.app.JwtSecretFile;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgresSession;
import dev.freehold.token.SigningSecrets;
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

  /// Runs work on the open database.
  ///
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  <T> T withDatabase(DatabaseWork<OpenedDatabase, T> work) throws IOException {
    return withDatabase(false, work);
  }

  /// Runs work on the accounts.
  ///
  /// @throws DatabaseCommand.CommandRefusedException if the database has no account tables yet
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  <T> T withAccounts(DatabaseWork<AccountAdminRepository, T> work) throws IOException {
    return withDatabase(database -> database.withAccounts(work));
  }

  /// Runs an import of accounts.
  ///
  /// @throws DatabaseCommand.CommandRefusedException if the database has no account tables yet
  /// @throws RuntimeException one that [CommandFailurePrinter] prints
  <T> T withAccountImport(DatabaseWork<AccountImportRepository, T> work) throws IOException {
    return withDatabase(database -> database.withAccountImport(work));
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
    return withDatabase(create, database -> database.withMigrations(version, progress, work));
  }

  private <T> T withDatabase(boolean create, DatabaseWork<OpenedDatabase, T> work)
      throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External external -> work.run(opened(external.owner(), false));
      case Config.DatabaseChoice.Embedded() -> {
        if (create && !Files.exists(config.dataDirectory().resolve("postgres"))) {
          try (EmbeddedPostgres postgres =
              EmbeddedPostgres.start(config.dataDirectory(), this::report)) {
            yield work.run(opened(postgres.target(), true));
          }
        }
        try (EmbeddedPostgresSession session =
            EmbeddedPostgresSession.open(config.dataDirectory(), this::report)) {
          yield work.run(opened(session.target(), session.startedServer()));
        }
      }
    };
  }

  private OpenedDatabase opened(DatabaseTarget owner, boolean temporary) {
    return new OpenedDatabase(
        owner,
        temporary,
        AccountNotices.of(!(config.mail().route() instanceof MailRoute.None)),
        () -> config.database().logins(secrets()));
  }

  private SigningSecrets secrets() {
    return config.signingSecrets(
        () -> JwtSecretFile.openOrCreate(config.dataDirectory(), new SecureRandom(), this::report));
  }

  /// Prints a failure of background work.
  private void report(Event event) {
    if (event instanceof Event.UncaughtFailure(String where, Throwable cause)) {
      err.println("freehold: " + where + ": " + cause);
    }
  }
}
