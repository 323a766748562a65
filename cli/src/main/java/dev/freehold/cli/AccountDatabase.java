package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.app.Config;
import dev.freehold.cli.UserSubcommand.UserCommandRefused;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgresSession;
import dev.freehold.type.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// The accounts in the database that `serve` would use, as its owner.
final class AccountDatabase {
  private final Config config;
  private final PrintWriter err;

  AccountDatabase(Config config, PrintWriter err) {
    this.config = config;
    this.err = err;
  }

  /// Something that is done to accounts.
  @FunctionalInterface
  interface AccountWork<T> {
    T run(AccountAdminRepository accounts) throws IOException;
  }

  /// Opens the database, does `work`, and closes it; an embedded one that nobody serves from is started for this alone.
  ///
  /// @throws Refused where the database has no accounts yet
  /// @throws RuntimeException one that [dev.freehold.cli.StartupFailurePrinter] knows
  <T> T withAccounts(AccountWork<T> accountWork) throws IOException {
    return switch (config.database()) {
      case Config.DatabaseChoice.External(Secret address) ->
          connected(DatabaseUrlParser.parse(address.reveal()), accountWork);
      case Config.DatabaseChoice.Embedded() -> {
        try (EmbeddedPostgresSession session =
            EmbeddedPostgresSession.open(config.dataDirectory(), this::tell)) {
          yield connected(session.target(), accountWork);
        }
      }
    };
  }

  /// [#withAccounts] for work on one account.
  ///
  /// @throws Refused where there is no such account
  Account updateAccount(String email, AccountWork<Optional<Account>> accountWork)
      throws IOException {
    return withAccounts(accountWork)
        .orElseThrow(
            () ->
                new UserCommandRefused(
                    ExitStatus.FAILED,
                    "there is no account with the e-mail "
                        + email
                        + "; 'freehold user list' shows all"));
  }

  private static <T> T connected(DatabaseTarget target, AccountWork<T> accountWork)
      throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try (AdminConnection connection = AdminConnection.open(vertx, target)) {
      AccountAdminRepository accounts = new AccountAdminRepository(connection);
      if (!accounts.hasAccountTables()) {
        throw new UserCommandRefused(
            ExitStatus.FAILED,
            "the database has no tables of this version of Freehold yet; start 'freehold serve'"
                + " with the spec once, which makes them");
      }
      return accountWork.run(accounts);
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
