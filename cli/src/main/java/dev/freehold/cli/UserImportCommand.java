package dev.freehold.cli;

import dev.freehold.account.AccountImportRepository;
import dev.freehold.account.AccountImportRepository.ImportedAccount;
import dev.freehold.cli.AccountFileReader.AccountLine;
import dev.freehold.password.FirebaseParameters;
import dev.freehold.password.ImportedHashReader;
import dev.freehold.problem.PrintableText;
import dev.freehold.type.UuidV7Generator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold user import`: adds the accounts of another system with their password hashes. The whole file
/// is checked before the first account is added.
@Command(
    name = "import",
    description = "Adds the accounts of a file, with the password hashes of another system.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user import accounts.ndjson --dry-run",
      "  freehold user import accounts.ndjson --firebase-hash-config hash-config.txt",
      "",
      "One account a line, as JSON or as CSV below a line of names: email, hash; and name,",
      "salt, roles, verified. Hashes are those of bcrypt, Django (PBKDF2, bcrypt, Argon2id),",
      "Firebase, and Argon2id in the PHC format. A log-in replaces the hash by one of Freehold.",
      "An address that has an account is left as it is, so an import can be run again.",
      "See docs/import-users.md."
    })
final class UserImportCommand extends DatabaseCommand {
  private static final int CHUNK = 1_000;
  private static final int PROGRESS = 10_000;

  /// Of each kind; the rest is counted.
  private static final int MOST_SHOWN = 20;

  private static final long MOST_CONFIG_BYTES = 64 * 1024;
  private static final int SHOWN = 60;

  @Parameters(index = "0", paramLabel = "FILE", description = "The accounts: NDJSON or CSV.")
  private Path file = Path.of("");

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(
      names = "--firebase-hash-config",
      paramLabel = "FILE",
      description = "The hash parameters of the Firebase project, as its console shows them.")
  private @Nullable Path firebase;

  @Option(names = "--dry-run", description = "Check the file and the database, add nothing.")
  private boolean dryRun;

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(CommandContext context) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandRefusedException(ExitStatus.FAULTY_INPUT, file + " is not a file");
    }
    Optional<FirebaseParameters> project = project();
    AccountReading checked = new AccountReading(context, project);
    int valid = checked.checkAll();
    if (checked.faults > 0) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          checked.faults + " lines of " + file + " have faults; no account was added");
    }
    ImportCount count =
        context
            .database()
            .withAccountImport(accounts -> add(accounts, new AccountReading(context, project)));
    PrintWriter out = context.out();
    count.taken.stream()
        .limit(MOST_SHOWN)
        .forEach(email -> out.println(email + " has an account already; it is unchanged"));
    out.println(
        (dryRun ? "would add " : "added ")
            + (valid - count.takenInTotal)
            + " accounts; "
            + count.takenInTotal
            + " have one already");
    return ExitStatus.DONE;
  }

  private Optional<FirebaseParameters> project() throws IOException {
    if (firebase == null) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(firebase) || Files.size(firebase) > MOST_CONFIG_BYTES) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT, firebase + " is not a file of hash parameters");
    }
    try {
      return Optional.of(FirebaseParameters.parse(Files.readString(firebase)));
    } catch (IllegalArgumentException e) {
      throw new CommandRefusedException(ExitStatus.FAULTY_INPUT, firebase + ": " + e.getMessage());
    }
  }

  private ImportCount add(AccountImportRepository accounts, AccountReading reading)
      throws IOException {
    ImportCount count = new ImportCount();
    try (AccountFileReader lines = AccountFileReader.open(file)) {
      List<ImportedAccount> chunk = new ArrayList<>();
      while (true) {
        AccountLine line = lines.next();
        if (line != null) {
          chunk.add(reading.accountOf(line).orElseThrow(() -> changed(line)));
        }
        if (chunk.size() == CHUNK || (line == null && !chunk.isEmpty())) {
          count.add(
              chunk.size(),
              dryRun
                  ? accounts.taken(chunk.stream().map(ImportedAccount::email).toList())
                  : accounts.add(chunk));
          chunk.clear();
          if (count.read % PROGRESS == 0) {
            reading.context.err().println("freehold: " + count.read + " accounts");
            reading.context.err().flush();
          }
        }
        if (line == null) {
          return count;
        }
      }
    }
  }

  private CommandRefusedException changed(AccountLine line) {
    return new CommandRefusedException(
        ExitStatus.FAILED,
        file
            + ":"
            + line.number()
            + ": has changed since it was checked; accounts before it were added");
  }

  private static final class ImportCount {
    final List<String> taken = new ArrayList<>();
    int takenInTotal;
    int read;

    void add(int accounts, Set<String> emails) {
      read += accounts;
      takenInTotal += emails.size();
      emails.stream().limit(Math.max(0, MOST_SHOWN - taken.size())).forEach(taken::add);
    }
  }

  /// Makes accounts of lines, and prints the faults of each.
  private final class AccountReading {
    int faults;
    final CommandContext context;
    private final Optional<FirebaseParameters> project;
    private final Map<String, Integer> lineOf = new HashMap<>();
    private final UuidV7Generator ids =
        new UuidV7Generator(InstantSource.system(), new SecureRandom());

    AccountReading(CommandContext context, Optional<FirebaseParameters> project) {
      this.context = context;
      this.project = project;
    }

    /// Reads the whole file.
    ///
    /// @return the accounts without a fault
    int checkAll() throws IOException {
      int valid = 0;
      try (AccountFileReader lines = AccountFileReader.open(file)) {
        for (AccountLine line = lines.next(); line != null; line = lines.next()) {
          valid += accountOf(line).isPresent() ? 1 : 0;
        }
      }
      return valid;
    }

    Optional<ImportedAccount> accountOf(AccountLine line) {
      if (line.fault() != null) {
        return fault(line, line.fault());
      }
      AccountArguments arguments = new AccountArguments(context.plan());
      String email = arguments.email(line.fields().get("email"));
      arguments.newEmail(email);
      String name = arguments.name(line.fields().get("name"));
      List<String> roles = arguments.roles(line.roles(), List.of());
      String hash = hash(arguments, line);
      Integer earlier = email.isEmpty() ? null : lineOf.putIfAbsent(email, line.number());
      if (earlier != null) {
        arguments.fault(PrintableText.of(email, SHOWN) + " is in line " + earlier + " too");
      }
      return arguments.faults().isEmpty()
          ? Optional.of(
              new ImportedAccount(
                  ids.next(),
                  email,
                  "true".equals(line.fields().get("verified")),
                  name,
                  hash,
                  roles))
          : fault(line, String.join("; ", arguments.faults()));
    }

    private String hash(AccountArguments arguments, AccountLine line) {
      String text = line.fields().get("hash");
      String salt = line.fields().get("salt");
      if (text == null) {
        arguments.fault("the hash is missing");
        return "";
      }
      try {
        if (project.isPresent()) {
          return ImportedHashReader.read(project.get(), text, salt);
        }
        if (salt != null) {
          arguments.fault("a salt of its own needs --firebase-hash-config");
        }
        return ImportedHashReader.read(text);
      } catch (IllegalArgumentException e) {
        arguments.fault("the hash " + e.getMessage());
        return "";
      }
    }

    private Optional<ImportedAccount> fault(AccountLine line, String message) {
      if (++faults <= MOST_SHOWN) {
        context.err().println(file + ":" + line.number() + ": " + message);
      }
      return Optional.empty();
    }
  }
}
