package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.Account;
import dev.freehold.cli.DatabaseCommand.CommandContext;
import dev.freehold.problem.PrintableText;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.JsonValueWriter;
import dev.freehold.type.Rfc3339Range;
import dev.freehold.type.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Prints accounts as text and as JSON. A name is chosen by its user: control characters in it are
/// replaced.
final class AccountPrinter {
  private static final List<String> COLUMNS =
      List.of("E-MAIL", "NAME", "ROLES", "STATE", "FACTORS", "CREATED");
  private static final int MAX_NAME = 40;

  /// Marks a time of creation.
  private static final String INVALID = " (invalid)";

  private final PrintWriter out;
  private final boolean confirmed;
  private final TerminalStyle colour = TerminalStyle.ofTerminal();

  /// @param verification what an account may do before its address is confirmed
  AccountPrinter(PrintWriter out, Verification verification) {
    this.out = out;
    this.confirmed = verification != Verification.NONE;
  }

  static AccountPrinter of(CommandContext context) {
    return new AccountPrinter(context.out(), context.plan().auth().verification());
  }

  /// One account, one line for each property.
  void one(Account account, String done) {
    out.println(colour.bold(address(account) + " " + done));
    row("name", name(account));
    row("roles", roles(account));
    row("state", state(account));
    row("factors", factors(account));
  }

  /// A generated password, which is not shown again; nothing for one that the operator chose.
  void password(NewPassword password) {
    if (!password.generated()) {
      return;
    }
    row("password", password.text().reveal());
    out.println();
    out.println("The password is shown this once; only its hash is kept.");
  }

  private void row(String left, String right) {
    out.println(String.format(Locale.ROOT, "  %-8s  %s", left, right));
  }

  /// @param more whether an earlier page has printed the heading
  void table(List<Account> accounts, boolean more) {
    List<List<String>> rows = new ArrayList<>();
    if (!more) {
      rows.add(COLUMNS);
    }
    for (Account account : accounts) {
      rows.add(
          List.of(
              address(account),
              name(account),
              roles(account),
              state(account),
              factors(account),
              created(account)));
    }
    int[] widths = new int[COLUMNS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - length(cell) + 2));
      }
      String text = line.toString().stripTrailing();
      out.println(row.equals(COLUMNS) ? colour.bold(text) : text);
    }
  }

  /// The subject of an external account is chosen by others.
  private static String address(Account account) {
    return PrintableText.of(account.email(), UserSubcommand.MAX_ADDRESS);
  }

  /// `{"id", "email", "email_verified", "name", "roles", "state", "totp", "passkeys", "created_at"}`. An external account has a null
  /// `email`, no `email_verified`, and an `identity`. An invalid time is null.
  static void json(JsonGenerator json, Account account) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", account.id().toString());
    json.writeStringField("email", account.isExternal() ? null : account.email());
    if (account.isExternal()) {
      json.writeStringField("identity", account.email());
    } else {
      json.writeBooleanField("email_verified", account.verified());
    }
    json.writeStringField("name", account.name());
    json.writeArrayFieldStart("roles");
    for (String role : account.roles()) {
      json.writeString(role);
    }
    json.writeEndArray();
    json.writeStringField("state", stateOf(account));
    json.writeBooleanField("totp", account.totp());
    json.writeNumberField("passkeys", account.passkeys());
    json.writeFieldName("created_at");
    if (hasValidTime(account)) {
      JsonValueWriter.write(json, ScalarType.DATETIME, account.createdAt());
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String name(Account account) {
    return PrintableText.of(Objects.requireNonNullElse(account.name(), "-"), MAX_NAME);
  }

  private static String roles(Account account) {
    return account.roles().isEmpty() ? "-" : String.join(", ", account.roles());
  }

  /// What proves more than a password: `totp`, and the number of passkeys.
  private static String factors(Account account) {
    String passkeys =
        switch ((int) account.passkeys()) {
          case 0 -> "";
          case 1 -> "1 passkey";
          default -> account.passkeys() + " passkeys";
        };
    if (!account.totp()) {
      return passkeys.isEmpty() ? "-" : passkeys;
    }
    return passkeys.isEmpty() ? "totp" : "totp, " + passkeys;
  }

  private static String stateOf(Account account) {
    if (account.isDisabled()) {
      return "disabled";
    }
    return account.invited() ? "invited" : "active";
  }

  /// With what is missing for the spec.
  private String state(Account account) {
    String state = stateOf(account);
    return state.equals("active") && confirmed && !account.verified() && !account.isExternal()
        ? "active, not confirmed"
        : state;
  }

  /// Whether RFC 3339 can represent the time of creation. Only SQL can have stored another one.
  static boolean hasValidTime(Account account) {
    return Rfc3339Range.contains(account.createdAt());
  }

  private static String created(Account account) {
    OffsetDateTime time = account.createdAt();
    if (time.equals(OffsetDateTime.MAX)) {
      return "infinity" + INVALID;
    }
    if (time.equals(OffsetDateTime.MIN)) {
      return "-infinity" + INVALID;
    }
    return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
            time.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS))
        + "Z"
        + (hasValidTime(account) ? "" : INVALID);
  }
}
