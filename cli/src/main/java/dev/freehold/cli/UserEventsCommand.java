package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.AccountEmailHash;
import dev.freehold.account.AccountEventLog.RecordedEvent;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.JsonValueWriter;
import dev.freehold.type.Rfc3339Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user events`: what happened to an account, the newest first.
@Command(
    name = "events",
    description = "Lists what happened to an account, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user events ann@example.com",
      "  freehold user events ann@example.com --json --limit 1000 | jq '.[] | .kind'",
      "",
      "Also of an account that is deleted, and failed log-ins to an address without an account.",
      "BY is the way of sign-in: password, password+totp, password+recovery_code, passkey,",
      "provider:NAME. Equal events of a minute are two rows; COUNT is their number. Events are kept"
          + " for",
      "90 days. A new JWT_SECRET hides what was recorded of addresses before."
    })
final class UserEventsCommand extends UserSubcommand {
  private static final int MOST = 10_000;
  private static final int LAST_ASCII = 126;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most N events, 1 to 10000. Default: 100.")
  private int limit;

  @Option(names = "--json", description = "Print a JSON array, for programs.")
  private boolean json;

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    if (limit < 1 || limit > MOST) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT, "--limit must be between 1 and " + MOST);
    }
    List<RecordedEvent> events =
        context
            .database()
            .withDatabase(
                database -> {
                  String hash = new AccountEmailHash(database.secrets().get().current()).of(email);
                  return database.withAccounts(accounts -> accounts.events(email, hash, limit));
                });
    if (json) {
      print(events, context.out());
    } else if (events.isEmpty()) {
      context.out().println("There are no events of " + email + ".");
    } else {
      TextTable table = new TextTable("").row("TIME", "EVENT", "BY", "COUNT", "SESSION");
      for (RecordedEvent event : events) {
        table.row(
            time(event.at()),
            event.kind(),
            Objects.requireNonNullElse(event.way(), "-"),
            Integer.toString(event.count()),
            session(event.session()));
      }
      table.print(context.out());
    }
  }

  private static String session(@Nullable UUID session) {
    return session == null ? "-" : session.toString();
  }

  /// A time as rows show it; the nearest that RFC 3339 can represent.
  static String time(OffsetDateTime time) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      JsonValueWriter.write(out, ScalarType.DATETIME, Rfc3339Range.nearest(time));
    }
    return text.toString().replace("\"", "");
  }

  private static void print(List<RecordedEvent> events, PrintWriter out) throws IOException {
    JsonGenerator json = BoundedJson.FACTORY.createGenerator(out);
    json.useDefaultPrettyPrinter().setHighestNonEscapedChar(LAST_ASCII);
    json.writeStartArray();
    for (RecordedEvent event : events) {
      json.writeStartObject();
      json.writeFieldName("at");
      JsonValueWriter.write(json, ScalarType.DATETIME, Rfc3339Range.nearest(event.at()));
      json.writeStringField("kind", event.kind());
      json.writeStringField("by", event.way());
      json.writeNumberField("count", event.count());
      json.writeStringField("session", event.session() == null ? null : session(event.session()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
  }
}
