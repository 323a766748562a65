package dev.freehold.cli;

import dev.freehold.app.Config;
import dev.freehold.app.JwtSecretFile;
import dev.freehold.cli.MigrateSubcommand.MigrateCommandRefused;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.event.Event;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgresSession;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// The database that `serve` would use, opened as its owner for a migration.
final class MigrationDatabase {
  private final Config config;
  private final String version;
  private final PrintWriter err;

  MigrationDatabase(Config config, String version, PrintWriter err) {
    this.config = config;
    this.version = version;
    this.err = err;
  }

  /// Something that is done with its migrations.
  @FunctionalInterface
  interface MigrationWork<T> {
    T run(DatabaseMigrator migrator) throws IOException;
  }

  /// Opens the database, does `work`, and closes it; an embedded one that nobody serves from is started for this alone.
  ///
  /// @param make whether to make an embedded database where there is none yet
  /// @throws RuntimeException one that [dev.freehold.cli.StartupFailurePrinter] knows, or [MigrateCommandRefused]
  <T> T withMigrations(
      boolean make, Consumer<MigrationProgress> progress, MigrationWork<T> migrationWork)
      throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External(Secret address) ->
          connected(DatabaseUrlParser.parse(address.reveal()), progress, migrationWork);
      case Config.DatabaseChoice.Embedded() -> {
        if (!Files.exists(config.dataDirectory().resolve("postgres"))) {
          yield made(make, progress, migrationWork);
        }
        try (EmbeddedPostgresSession session =
            EmbeddedPostgresSession.open(config.dataDirectory(), this::tell)) {
          yield connected(session.target(), progress, migrationWork);
        }
      }
    };
  }

  private <T> T made(
      boolean make, Consumer<MigrationProgress> progress, MigrationWork<T> migrationWork)
      throws IOException {
    if (!make) {
      throw new MigrateCommandRefused(
          ExitStatus.FAILED,
          "there is no database in "
              + config.dataDirectory().toAbsolutePath().normalize()
              + " yet: 'freehold serve' makes it, and so does 'freehold migrate apply'; or name"
              + " another in DATABASE_URL");
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(config.dataDirectory(), this::tell)) {
      return connected(postgres.target(), progress, migrationWork);
    }
  }

  private <T> T connected(
      DatabaseTarget target, Consumer<MigrationProgress> progress, MigrationWork<T> migrationWork)
      throws IOException {
    Secret secret =
        config
            .jwtSecret()
            .orElseGet(
                () ->
                    JwtSecretFile.openOrCreate(
                        config.dataDirectory(), new SecureRandom(), this::tell));
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
    try {
      return migrationWork.run(
          new DatabaseMigrator(
              vertx, target, secret, version, MigrationTimeouts.STANDARD, progress));
    } finally {
      closed(vertx);
    }
  }

  private static void closed(Vertx vertx) {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("Vert.x does not close", e);
    }
  }

  /// What nobody waits for would otherwise be lost.
  private void tell(Event event) {
    if (event instanceof Event.UncaughtFailure(String where, Throwable cause)) {
      err.println("freehold: " + where + ": " + cause);
    }
  }
}
