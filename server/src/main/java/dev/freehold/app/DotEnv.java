package dev.freehold.app;

import dev.freehold.app.ConfigException.ConfigFault;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `.env` file: one `NAME=value` a line, `#` comments, an optional `export`. A value in single
/// quotes is literal; in double quotes `\n`, `\t`, `\"`, `\\` and `\$` are escapes; an unquoted
/// value ends before a space and `#`. Variables are not expanded. Any other line is a fault with
/// its line number, so that no setting is skipped silently.
///
/// @param values in the order of the file
/// @param faults named `.env:LINE`
record DotEnv(Map<String, String> values, List<ConfigFault> faults) {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*(.*)");
  private static final String SHAPE = "Write NAME=value, NAME='value' or NAME=\"value\".";

  public static final DotEnv EMPTY = new DotEnv(Map.of(), List.of());

  /// Reads the file; a missing file is empty.
  public static DotEnv read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return EMPTY;
    } catch (CharacterCodingException e) {
      return unreadable("is not UTF-8.", "Save the file as UTF-8.");
    } catch (IOException e) {
      return unreadable("cannot be read (" + file + ").", "Make it readable, or move it away.");
    }
  }

  static DotEnv parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    List<ConfigFault> faults = new ArrayList<>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = (number == 1 && raw.startsWith("\uFEFF") ? raw.substring(1) : raw).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher assignment = ASSIGNMENT.matcher(line);
      if (!assignment.matches()) {
        faults.add(new ConfigFault(".env:" + number, "is not an assignment.", SHAPE));
        continue;
      }
      String name = assignment.group(1);
      switch (Value.of(assignment.group(2))) {
        case Value.Text(String value) -> {
          if (values.putIfAbsent(name, value) != null) {
            String again = name + " is set a second time.";
            faults.add(new ConfigFault(".env:" + number, again, "Keep one of the two lines."));
          }
        }
        case Value.Fault(String message) ->
            faults.add(new ConfigFault(".env:" + number, message, SHAPE));
      }
    }
    return new DotEnv(values, faults);
  }

  private static DotEnv unreadable(String message, String remedy) {
    return new DotEnv(Map.of(), List.of(new ConfigFault(".env", message, remedy)));
  }

  /// The value after the `=`.
  private sealed interface Value {
    record Text(String value) implements Value {}

    record Fault(String message) implements Value {}

    static Value of(String text) {
      if (text.isEmpty()) {
        return new Text("");
      }
      char quote = text.charAt(0);
      return quote == '\'' || quote == '"' ? quoted(text, quote) : bare(text);
    }

    private static Value bare(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '#' && (i == 0 || Character.isWhitespace(text.charAt(i - 1)))) {
          return new Text(text.substring(0, i).stripTrailing());
        }
        if (c == '\'' || c == '"') {
          return new Fault("has a quote inside a value without quotes.");
        }
      }
      return new Text(text.stripTrailing());
    }

    private static Value quoted(String text, char quote) {
      StringBuilder value = new StringBuilder();
      for (int i = 1; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == quote) {
          String rest = text.substring(i + 1).strip();
          return rest.isEmpty() || rest.startsWith("#")
              ? new Text(value.toString())
              : new Fault("has something after the closing quote.");
        }
        if (c == '\\' && quote == '"') {
          i++;
          char escape = i < text.length() ? text.charAt(i) : ' ';
          switch (escape) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case '"', '\\', '$' -> value.append(escape);
            default -> {
              return new Fault("has an escape other than \\n \\t \\\" \\\\ \\$.");
            }
          }
        } else {
          value.append(c);
        }
      }
      return new Fault("has a quote that is not closed.");
    }
  }
}
