package dev.freehold.cli;

import dev.freehold.account.Account;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.LibpqConnection;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.problem.ProgramName;
import dev.freehold.sql.SessionCallerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold psql`: opens `psql` on the database of `serve`, or prints its URL. Exit status of `psql`; 1 if
/// the database cannot be reached.
@Command(
    name = "psql",
    description = "Opens psql on the database of a spec, embedded or not, or prints its URL.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold psql                           as the owner of the database",
      "  freehold psql --as ann@example.com      the rows that row-level security shows to Ann",
      "  freehold psql -c 'select * from tasks'  runs one statement",
      "  freehold psql < report.sql",
      "  pg_dump \"$(freehold psql --url)\" > backup.sql",
      "",
      "A server may be running. An embedded PostgreSQL that is not running is started, and stopped",
      "at the end. Without psql on the PATH, the command prints the URL for another client.",
      "The owner of the embedded database is a superuser, whom row-level security does not bind. A",
      "schema that is changed by hand is reported as drift at the next start.",
      "",
      "Exit status: that of psql; 1 if the database cannot be reached, 2 invalid spec or"
          + " configuration."
    })
final class PsqlCommand extends DatabaseCommand {
  private static final String ANONYMOUS = "anonymous";

  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--as",
      paramLabel = "CALLER",
      description =
          "Connect as the role that serves requests, for the account with this e-mail, or"
              + " 'anonymous': row-level security applies.")
  private @Nullable String caller;

  @Option(
      names = "--url",
      description =
          "Print the URL of the running database instead, with the password in it, for other"
              + " clients.")
  private boolean url;

  @Option(
      names = {"-c", "--command"},
      paramLabel = "SQL",
      description = "Run SQL and exit. Repeatable.")
  private List<String> statements = List.of();

  private final Map<String, String> environment;
  private final InputStream in;

  /// @param in the standard input, which keeps a database running for other clients
  PsqlCommand(Map<String, String> environment, InputStream in) {
    this.environment = Map.copyOf(environment);
    this.in = in;
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(CommandContext context) throws IOException {
    String email = email(context);
    try (InterruptGuard guard = InterruptGuard.open()) {
      int status =
          context
              .database()
              .withDatabase(
                  database -> use(context, database, login(context, database, email), guard));
      guard.ended(status);
      return status;
    }
  }

  /// The checked e-mail of `--as`; empty without one.
  private String email(CommandContext context) {
    if (caller == null || caller.equals(ANONYMOUS)) {
      return "";
    }
    AccountArguments arguments = new AccountArguments(context.plan());
    String email = arguments.email(caller);
    arguments.throwIfInvalid();
    return email;
  }

  private LibpqConnection login(CommandContext context, OpenedDatabase database, String email)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    if (caller == null) {
      settings.put("search_path", "app,auth,public");
      return new LibpqConnection(database.owner(), settings);
    }
    settings.put("search_path", "app,public");
    if (!email.isEmpty()) {
      Account account =
          database
              .withAccounts(accounts -> accounts.find(email))
              .orElseThrow(() -> UserSubcommand.noAccount(email));
      settings.putAll(SessionCallerSettings.of(context.plan(), account.id(), account.roles()));
    }
    DatabaseTarget target =
        database.withMigrations(ProgramVersion.current(), _ -> {}, DatabaseMigrator::requestLogin);
    return new LibpqConnection(target, settings);
  }

  private int use(
      CommandContext context, OpenedDatabase database, LibpqConnection login, InterruptGuard guard)
      throws IOException {
    if (url) {
      if (database.temporary()) {
        throw new CommandRefusedException(
            ExitStatus.FAILED,
            "the embedded PostgreSQL is not running, so no client can use its URL: start '"
                + ProgramName.command("serve")
                + "', or use '"
                + ProgramName.command("psql")
                + "' without --url");
      }
      context.out().println(login.url().reveal());
      return ExitStatus.DONE;
    }
    Optional<PsqlProgram> psql = PsqlProgram.find(environment);
    if (psql.isPresent()) {
      return psql.get().run(login, statements);
    }
    context
        .err()
        .println(
            "freehold: there is no psql on the PATH (Debian, Ubuntu: apt install postgresql-client;"
                + " macOS: brew install libpq). Any client of PostgreSQL can use:");
    context.out().println(login.url().reveal());
    context.out().flush();
    if (database.temporary()) {
      context.err().println("freehold: PostgreSQL runs until Ctrl-C or the end of the input.");
      guard.awaitInterruptOrEnd(in);
    }
    return ExitStatus.DONE;
  }
}
