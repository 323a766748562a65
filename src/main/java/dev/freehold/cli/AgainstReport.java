package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.Table;
import dev.freehold.cli.terminal.Table.Cell;
import dev.freehold.spec.change.Change;
import dev.freehold.type.form.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;

/// What a change of a spec does to clients, for a person and for a program.
final class AgainstReport {
  private static final int LAST_ASCII = 126;

  private final String old;
  private final String now;
  private final List<Change> changes;

  /// @param old the name of the spec that clients know
  /// @param now the name of the one that they will meet
  AgainstReport(String old, String now, List<Change> changes) {
    this.old = old;
    this.now = now;
    this.changes = changes;
  }

  boolean isBreaking() {
    return changes.stream().anyMatch(Change::isBreaking);
  }

  void print(PrintWriter out, Colour colour) {
    out.println(colour.bold(old + " → " + now + ": " + verdict()));
    Table table = new Table("  ");
    for (Change change : changes) {
      UnaryOperator<String> style =
          change.isBreaking() ? colour::red : UnaryOperator.<String>identity();
      table.row(
          List.of(
              new Cell(change.effect().word(), style),
              Cell.of(change.place()),
              Cell.of(change.words() + ": " + change.why())));
    }
    table.print(out);
  }

  private String verdict() {
    long breaking = changes.stream().filter(Change::isBreaking).count();
    long additive = changes.size() - breaking;
    if (changes.isEmpty()) {
      return "the same for clients";
    }
    return (breaking > 0 ? "breaking" : "additive")
        + " for clients ("
        + (breaking > 0 ? breaking + " breaking, " : "")
        + additive
        + " additive)";
  }

  /// `{"old", "new", "breaking", "changes": [{"effect", "place", "change", "why"}]}`
  void json(PrintWriter out) throws IOException {
    JsonGenerator json = JsonText.FACTORY.createGenerator(out);
    json.useDefaultPrettyPrinter().setHighestNonEscapedChar(LAST_ASCII);
    json.writeStartObject();
    json.writeStringField("old", old);
    json.writeStringField("new", now);
    json.writeBooleanField("breaking", isBreaking());
    json.writeArrayFieldStart("changes");
    for (Change change : changes) {
      json.writeStartObject();
      json.writeStringField("effect", change.effect().word());
      json.writeStringField("place", change.place());
      json.writeStringField("change", change.words());
      json.writeStringField("why", change.why());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
    out.println();
  }
}
