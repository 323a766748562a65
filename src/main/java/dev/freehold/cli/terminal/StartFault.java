package dev.freehold.cli.terminal;

import dev.freehold.app.ConfigException;
import dev.freehold.app.ListenException;
import dev.freehold.db.DbFailure;
import dev.freehold.db.url.DatabaseUrlException;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.postgres.machine.PostgresException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Why a server did not start, told to the person who started it: what is wrong, and what to do.
public final class StartFault {
  private StartFault() {}

  /// Prints the fault and returns the exit status. What is not foreseen here is a defect, and thrown on.
  public static int explain(RuntimeException fault, PrintWriter err) {
    return switch (fault) {
      case ConfigException e -> {
        err.println("freehold: the configuration has faults:");
        e.faults().forEach(each -> err.println("  " + each));
        yield ExitStatus.FAULTY_INPUT;
      }
      case DatabaseUrlException e ->
          told(err, "DATABASE_URL: " + e.getMessage(), ExitStatus.FAULTY_INPUT);
      case PostgresException e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case MigrationRefused e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case ListenException e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case DbFailure e -> told(err, "the database: " + e.reason(), ExitStatus.FAILED);
      default -> throw fault;
    };
  }

  private static int told(PrintWriter err, @Nullable String message, int status) {
    err.println("freehold: " + message);
    return status;
  }
}
