package dev.freehold.cli;

import dev.freehold.account.AccountAdminRepository.InvitedAccount;
import dev.freehold.app.Config;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.problem.ProgramName;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.type.UuidV7Generator;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user invite`: makes an account with its roles, and a link with which its person sets the
/// password.
@Command(
    name = "invite",
    description = "Makes an account, and sends or prints a link to set its password.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user invite ann@example.com --role editor",
      "  freehold user invite ann@example.com --link    prints the link, also with SMTP_URL",
      "",
      "For specs with 'auth: { signup: invited }'. The link works once, for 7 days, for this",
      "address alone. Another invitation of an account that has not signed up yet ends the",
      "earlier link."
    })
final class UserInviteCommand extends UserSubcommand {
  @Option(names = "--name", paramLabel = "NAME", description = "The display name.")
  private @Nullable String name;

  @Option(names = "--role", paramLabel = "ROLE", description = "A role of the spec. Repeatable.")
  private List<String> roles = new ArrayList<>();

  @Option(names = "--link", description = "Print the link instead of sending a mail.")
  private boolean link;

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.newEmail(email);
    String displayName = arguments.name(name);
    List<String> given = arguments.roles(roles, List.of());
    if (!context.plan().auth().isInvited()) {
      arguments.fault("the spec does not have 'auth: { signup: invited }'");
    }
    arguments.throwIfInvalid();
    Config config = context.config().get();
    SecureRandom random = new SecureRandom();
    UuidV7Generator ids = new UuidV7Generator(InstantSource.system(), random);
    InvitedAccount account =
        new InvitedAccount(
            ids.next(),
            email,
            displayName,
            PasswordHasher.unknownPassword(Argon2Cost.STANDARD, random),
            given);
    boolean mail = config.mail().route() instanceof MailRoute.Smtp && !link;
    String token =
        context
            .database()
            .withDatabase(
                database -> {
                  var invitation = ids.next();
                  String made =
                      new MailTokenCodec(database.secrets().get().current()).token(invitation);
                  byte[] hash = mail ? null : MailTokenCodec.hash(made);
                  boolean invited = database.withAccounts(a -> a.invite(account, invitation, hash));
                  if (!invited) {
                    throw new CommandRefusedException(
                        ExitStatus.FAILED,
                        "an account with the e-mail "
                            + email
                            + " exists already, or is disabled; '"
                            + ProgramName.command("user role")
                            + "' changes its roles, '"
                            + ProgramName.command("user enable")
                            + "' enables it");
                  }
                  return made;
                });
    if (mail) {
      context.out().println(email + " is invited; a running server sends the mail");
    } else {
      context.out().println(email + " is invited. The link works once, for 7 days:");
      context.out().println();
      context.out().println(address(config) + MailKind.INVITE.path() + "?token=" + token);
    }
  }

  private static String address(Config config) {
    return config.publicUrl().orElse("http://localhost:" + config.port());
  }
}
