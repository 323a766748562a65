package dev.freehold.cli.migrate;

import dev.freehold.app.Config;
import dev.freehold.app.JwtSecretFile;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.url.DatabaseUrl;
import dev.freehold.event.Event;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.Visit;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/// The database that `serve` would use, as its owner.
final class MigrateDatabase {
  private final Config config;
  private final String version;
  private final PrintWriter err;

  MigrateDatabase(Config config, String version, PrintWriter err) {
    this.config = config;
    this.version = version;
    this.err = err;
  }

  /// Something that is done with its migrations.
  @FunctionalInterface
  interface Work<T> {
    T on(Migrations migrations) throws IOException;
  }

  /// Opens the database, does `work`, and closes it; an embedded one that nobody serves from is started for this alone.
  ///
  /// @param make whether to make an embedded database where there is none yet
  /// @throws RuntimeException one that [dev.freehold.cli.terminal.StartFault] knows, or [Refused]
  <T> T with(boolean make, Consumer<Progress> progress, Work<T> work) throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External(Secret address) ->
          connected(DatabaseUrl.parse(address.reveal()), progress, work);
      case Config.DatabaseChoice.Embedded() -> {
        if (!Files.exists(config.dataDirectory().resolve("postgres"))) {
          yield made(make, progress, work);
        }
        try (Visit visit = Visit.to(config.dataDirectory(), this::tell)) {
          yield connected(visit.target(), progress, work);
        }
      }
    };
  }

  private <T> T made(boolean make, Consumer<Progress> progress, Work<T> work) throws IOException {
    if (!make) {
      throw new Refused(
          ExitStatus.FAILED,
          "there is no database in "
              + config.dataDirectory().toAbsolutePath().normalize()
              + " yet: 'freehold serve' makes it, and so does 'freehold migrate apply'; or name"
              + " another in DATABASE_URL");
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(config.dataDirectory(), this::tell)) {
      return connected(postgres.target(), progress, work);
    }
  }

  private <T> T connected(DatabaseTarget target, Consumer<Progress> progress, Work<T> work)
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
      return work.on(new Migrations(vertx, target, secret, version, Terms.STANDARD, progress));
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
    if (event instanceof Event.Stray(String where, Throwable cause)) {
      err.println("freehold: " + where + ": " + cause);
    }
  }
}
