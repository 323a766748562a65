package dev.freehold.cli;

import dev.freehold.app.App.ListenException;
import dev.freehold.app.ConfigException;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseUrlParser.DatabaseUrlException;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Prints why a server did not start, with the remedy.
final class StartupFailurePrinter {
  private StartupFailurePrinter() {}

  /// Prints the fault and returns the exit status. What is not foreseen here is a defect, and thrown on.
  public static int print(RuntimeException fault, PrintWriter err) {
    return switch (fault) {
      case ConfigException e -> {
        err.println("freehold: the configuration has faults:");
        e.faults().forEach(each -> err.println("  " + each));
        yield ExitStatus.FAULTY_INPUT;
      }
      case DatabaseUrlException e ->
          told(err, "DATABASE_URL: " + e.getMessage(), ExitStatus.FAULTY_INPUT);
      case EmbeddedPostgresException e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case MigrationRefusedException e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case ListenException e -> told(err, e.getMessage(), ExitStatus.FAILED);
      case DatabaseException e -> told(err, "the database: " + e.reason(), ExitStatus.FAILED);
      default -> throw fault;
    };
  }

  private static int told(PrintWriter err, @Nullable String message, int status) {
    err.println("freehold: " + message);
    return status;
  }
}
