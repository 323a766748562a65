package dev.freehold.cli.user;

import dev.freehold.app.Config;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.url.DatabaseUrl;
import dev.freehold.event.Event;
import dev.freehold.people.Account;
import dev.freehold.people.Accounts;
import dev.freehold.postgres.Visit;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// The accounts in the database that `serve` would use, as its owner.
final class AccountsDatabase {
  private final Config config;
  private final PrintWriter err;

  AccountsDatabase(Config config, PrintWriter err) {
    this.config = config;
    this.err = err;
  }

  /// Something that is done to accounts.
  @FunctionalInterface
  interface Work<T> {
    T on(Accounts accounts) throws IOException;
  }

  /// Opens the database, does `work`, and closes it; an embedded one that nobody serves from is started for this alone.
  ///
  /// @throws Refused where the database has no accounts yet
  /// @throws RuntimeException one that [dev.freehold.cli.terminal.StartFault] knows
  <T> T with(Work<T> work) throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External(Secret address) ->
          connected(DatabaseUrl.parse(address.reveal()), work);
      case Config.DatabaseChoice.Embedded() -> {
        try (Visit visit = Visit.to(config.dataDirectory(), this::tell)) {
          yield connected(visit.target(), work);
        }
      }
    };
  }

  /// [#with] for work on one account.
  ///
  /// @throws Refused where there is no such account
  Account one(String email, Work<Optional<Account>> work) throws IOException {
    return with(work)
        .orElseThrow(
            () ->
                new Refused(
                    ExitStatus.FAILED,
                    "there is no account with the e-mail "
                        + email
                        + "; 'freehold user list' shows all"));
  }

  private static <T> T connected(DatabaseTarget target, Work<T> work) throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try (AdminConnection connection = AdminConnection.open(vertx, target)) {
      Accounts accounts = new Accounts(connection);
      if (!accounts.prepared()) {
        throw new Refused(
            ExitStatus.FAILED,
            "the database has no tables of this version of Freehold yet; start 'freehold serve'"
                + " with the spec once, which makes them");
      }
      return work.on(accounts);
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
