package dev.freehold.cli;

import dev.freehold.app.App.ListenException;
import dev.freehold.app.ConfigException;
import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseUrlParser.DatabaseUrlException;
import dev.freehold.migrate.file.MigrationFileException;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/// Prints why a command failed, with the remedy.
final class CommandFailurePrinter {
  private CommandFailurePrinter() {}

  /// Prints the failure and returns its exit status.
  ///
  /// @throws RuntimeException `fault` itself if its type is unknown, which is a defect
  public static int print(RuntimeException fault, PrintWriter err) {
    return switch (fault) {
      case ConfigException e -> {
        err.println("freehold: the configuration has faults:");
        e.faults().forEach(each -> err.println("  " + each));
        yield ExitStatus.FAULTY_INPUT;
      }
      case DatabaseUrlException e ->
          failed(err, "DATABASE_URL: " + e.getMessage(), ExitStatus.FAULTY_INPUT);
      case MigrationFileException e -> {
        e.faults().stream().map(FileFault::render).forEach(err::println);
        yield ExitStatus.FAULTY_INPUT;
      }
      case CommandRefusedException e -> failed(err, e.getMessage(), e.status());
      case EmbeddedPostgresException e -> failed(err, e.getMessage(), ExitStatus.FAILED);
      case MigrationRefusedException e -> failed(err, e.getMessage(), ExitStatus.FAILED);
      case ListenException e -> failed(err, e.getMessage(), ExitStatus.FAILED);
      case DatabaseException e -> failed(err, e.explanation(), ExitStatus.FAILED);
      default -> throw fault;
    };
  }

  private static int failed(PrintWriter err, @Nullable String message, int status) {
    err.println("freehold: " + message);
    return status;
  }
}
