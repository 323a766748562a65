package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.account.ApiKeyRepository.StoredKey;
import dev.freehold.problem.PrintableText;
import dev.freehold.problem.ProgramName;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.JsonValueWriter;
import dev.freehold.type.Rfc3339Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `freehold user keys`: lists the API keys of an account, and revokes them.
@Command(
    name = "keys",
    description = "Lists the API keys of an account, the newest first, or revokes some.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold user keys ann@example.com",
      "  freehold user keys ann@example.com --revoke 0199c3a1-7d42-7c5e-9f10-3a5b8c2d4e6f",
      "",
      "The keys themselves are not kept, only their hashes. After one second at most, every",
      "server refuses a revoked key."
    })
final class UserKeysCommand extends UserSubcommand {
  private static final int MAX_NAME = 40;
  private static final int LAST_ASCII = 126;

  @Option(
      names = "--revoke",
      paramLabel = "ID",
      description = "The id of a key that is to be revoked. Repeatable.")
  private List<UUID> revoke = new ArrayList<>();

  @Option(names = "--json", description = "Print a JSON array, for programs.")
  private boolean json;

  @Override
  void run(CommandContext context, AccountArguments arguments, String email) throws IOException {
    arguments.throwIfInvalid();
    List<StoredKey> keys =
        context
            .database()
            .withAccounts(
                accounts -> {
                  if (!revoke.isEmpty()) {
                    refuseUnknown(
                        email,
                        accounts.revokeKeys(email, revoke).orElseThrow(() -> noAccount(email)));
                  }
                  return accounts.keys(email).orElseThrow(() -> noAccount(email));
                });
    if (json) {
      print(keys, context.out());
      return;
    }
    if (!revoke.isEmpty()) {
      context.out().println("Revoked: " + text(revoke.stream().distinct().toList()));
    }
    if (keys.isEmpty()) {
      context.out().println(email + " has no API keys.");
      return;
    }
    TextTable table =
        new TextTable("").row("ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED");
    for (StoredKey key : keys) {
      table.row(
          key.id().toString(),
          PrintableText.of(key.name(), MAX_NAME),
          PrintableText.of(String.join(" ", key.scopes()), MAX_NAME),
          time(key.createdAt()),
          time(key.expiresAt()),
          time(key.lastUsedAt()));
    }
    table.print(context.out());
  }

  private static void refuseUnknown(String email, List<UUID> unknown) {
    if (!unknown.isEmpty()) {
      throw new CommandRefusedException(
          ExitStatus.FAILED,
          email
              + " has no API key "
              + text(unknown)
              + ", and none was revoked; '"
              + ProgramName.command("user keys")
              + "' lists them");
    }
  }

  private static String text(List<UUID> ids) {
    return ids.stream().map(UUID::toString).collect(Collectors.joining(", "));
  }

  private static String time(@Nullable OffsetDateTime time) throws IOException {
    return time == null ? "-" : UserEventsCommand.time(time);
  }

  private static void print(List<StoredKey> keys, PrintWriter out) throws IOException {
    JsonGenerator json = BoundedJson.FACTORY.createGenerator(out);
    // Escapes every character outside ASCII, and so terminal control sequences.
    json.useDefaultPrettyPrinter().setHighestNonEscapedChar(LAST_ASCII);
    json.writeStartArray();
    for (StoredKey key : keys) {
      json.writeStartObject();
      json.writeStringField("id", key.id().toString());
      json.writeStringField("name", key.name());
      json.writeArrayFieldStart("scopes");
      for (String scope : key.scopes()) {
        json.writeString(scope);
      }
      json.writeEndArray();
      write(json, "created_at", key.createdAt());
      write(json, "expires_at", key.expiresAt());
      write(json, "last_used_at", key.lastUsedAt());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
  }

  private static void write(JsonGenerator json, String name, @Nullable OffsetDateTime time)
      throws IOException {
    json.writeFieldName(name);
    if (time == null) {
      json.writeNull();
    } else {
      JsonValueWriter.write(json, ScalarType.DATETIME, Rfc3339Range.nearest(time));
    }
  }
}
