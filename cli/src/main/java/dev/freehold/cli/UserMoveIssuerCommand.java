package dev.freehold.cli;

import dev.freehold.problem.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `freehold user move-issuer`: says that an issuer or provider has moved, with its people.
@Command(
    name = "move-issuer",
    description = "Lets the people of an issuer or provider keep their accounts after it moved.",
    footerHeading = "%nExample:%n",
    footer = {
      "  freehold user move-issuer keycloak",
      "",
      "For an issuer whose address is another one than before, in the spec too: a server does not",
      "start with it, because who has a subject there gets the account of whom had it before. Run",
      "this only if they are the same people, such as for a new host name of the same Keycloak.",
      "Other people need another name in the spec."
    })
final class UserMoveIssuerCommand extends DatabaseCommand {
  private static final int SHOWN = 200;

  @Parameters(index = "0", paramLabel = "NAME", description = "The name in the spec.")
  private @Nullable String name;

  @Parameters(index = "1", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int run(CommandContext context) throws IOException {
    Map<String, String> issuers = context.plan().auth().identityIssuers();
    String of = name == null ? "" : name;
    String issuer = issuers.get(of);
    if (issuer == null) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          "the spec has no issuer or provider "
              + PrintableText.quote(of)
              + (issuers.isEmpty() ? "" : "; it has " + String.join(", ", issuers.keySet())));
    }
    Optional<String> before =
        context.database().withAccounts(accounts -> accounts.moveIssuer(of, issuer));
    context
        .out()
        .println(
            before.isEmpty()
                ? of + " is new in this database: nothing to move."
                : "The people of "
                    + of
                    + " are those of "
                    + shown(issuer)
                    + (before.get().equals(issuer)
                        ? ", as before."
                        : ", before of " + shown(before.get()) + "."));
    return ExitStatus.DONE;
  }

  private static String shown(String issuer) {
    return issuer.isEmpty() ? "tokens without iss" : PrintableText.of(issuer, SHOWN);
  }
}
