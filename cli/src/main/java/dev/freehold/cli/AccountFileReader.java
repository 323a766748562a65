package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.problem.PrintableText;
import dev.freehold.type.BoundedJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a file of accounts, one a line: JSON objects, or comma-separated values (RFC 4180, without line
/// breaks in values) below a line with their names. One line is in memory at a time.
final class AccountFileReader implements AutoCloseable {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_ROLES = 20;
  private static final int SHOWN = 40;
  private static final List<String> KEYS =
      List.of("email", "name", "hash", "salt", "roles", "verified");

  private final InputStream in;
  private int line;
  private @Nullable List<String> columns;
  private boolean ended;
  private boolean json;

  private AccountFileReader(InputStream in) {
    this.in = in;
  }

  static AccountFileReader open(Path file) throws IOException {
    return new AccountFileReader(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  /// One line.
  ///
  /// @param fields by their names, without those that are absent, null or empty
  /// @param roles as written
  /// @param fault why the line cannot be read; then the rest is empty
  record AccountLine(
      int number, Map<String, String> fields, List<String> roles, @Nullable String fault) {
    AccountLine {
      fields = Map.copyOf(fields);
      roles = List.copyOf(roles);
    }

    @Override
    public String toString() {
      return "AccountLine[" + number + "]";
    }
  }

  /// The next line that is not blank; null at the end.
  @Nullable AccountLine next() throws IOException {
    while (!ended) {
      String text;
      try {
        text = nextLine();
      } catch (FaultyLineException e) {
        return faulty(e);
      }
      if (text == null) {
        return null;
      }
      if (text.isBlank()) {
        continue;
      }
      try {
        if (columns == null && !json) {
          json = text.startsWith("{");
          if (!json) {
            columns = columns(values(text));
            continue;
          }
        }
        return json ? object(text) : row(values(text));
      } catch (FaultyLineException e) {
        // Without the names of its columns no row can be read.
        ended = columns == null && !json;
        return faulty(e);
      }
    }
    return null;
  }

  private AccountLine faulty(FaultyLineException e) {
    return new AccountLine(line, Map.of(), List.of(), e.getMessage());
  }

  private AccountLine object(String text) throws IOException, FaultyLineException {
    Map<String, String> fields = new HashMap<>();
    List<String> roles = new ArrayList<>();
    try (JsonParser parser = BoundedJson.FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FaultyLineException("is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = known(parser.currentName());
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_NULL) {
          continue;
        }
        if (key.equals("roles") && value == JsonToken.START_ARRAY) {
          while (parser.nextToken() == JsonToken.VALUE_STRING && roles.size() <= MOST_ROLES) {
            roles.add(parser.getText());
          }
          require(parser.currentToken() == JsonToken.END_ARRAY, "roles must be a list of texts");
        } else if (key.equals("verified")) {
          require(value.isBoolean(), "verified must be true or false");
          put(fields, key, parser.getText());
        } else {
          require(value == JsonToken.VALUE_STRING && !key.equals("roles"), key + " must be a text");
          put(fields, key, parser.getText());
        }
      }
      require(parser.nextToken() == null, "has more than one JSON object");
    } catch (JsonProcessingException e) {
      throw new FaultyLineException("is not valid JSON");
    }
    return new AccountLine(line, fields, roles, null);
  }

  private AccountLine row(List<String> values) throws FaultyLineException {
    List<String> names = columns == null ? List.of() : columns;
    require(
        values.size() == names.size(),
        "has " + values.size() + " values for " + names.size() + " columns");
    Map<String, String> fields = new HashMap<>();
    List<String> roles = List.of();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      switch (names.get(i)) {
        case "roles" ->
            roles = value.isBlank() ? List.of() : List.of(value.strip().split("[ ;]+", -1));
        case "verified" -> {
          require(List.of("", "true", "false").contains(value), "verified must be true or false");
          put(fields, "verified", value);
        }
        default -> put(fields, names.get(i), value);
      }
    }
    return new AccountLine(line, fields, roles, null);
  }

  private static void put(Map<String, String> fields, String key, String value) {
    if (!value.isEmpty()) {
      fields.put(key, value);
    }
  }

  private static List<String> columns(List<String> names) throws FaultyLineException {
    for (String name : names) {
      known(name);
    }
    require(names.stream().distinct().count() == names.size(), "names a column twice");
    require(names.contains("email") && names.contains("hash"), "must name email and hash");
    return names;
  }

  private static String known(String key) throws FaultyLineException {
    require(
        KEYS.contains(key),
        "has " + PrintableText.of(key, SHOWN) + ", which is none of " + String.join(", ", KEYS));
    return key;
  }

  private static List<String> values(String text) throws FaultyLineException {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    int i = 0;
    while (true) {
      if (i < text.length() && text.charAt(i) == '"') {
        i = quoted(text, i + 1, value);
        require(i == text.length() || text.charAt(i) == ',', "has text after a quoted value");
      } else {
        while (i < text.length() && text.charAt(i) != ',') {
          require(text.charAt(i) != '"', "has a quote within a value that is not quoted");
          value.append(text.charAt(i++));
        }
      }
      values.add(value.toString());
      value.setLength(0);
      if (i == text.length()) {
        return values;
      }
      i++;
    }
  }

  /// @return the index after the closing quote
  private static int quoted(String text, int from, StringBuilder value) throws FaultyLineException {
    int i = from;
    while (true) {
      require(i < text.length(), "has a quote that does not end on its line");
      if (text.charAt(i) != '"') {
        value.append(text.charAt(i++));
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        value.append('"');
        i += 2;
      } else {
        return i + 1;
      }
    }
  }

  private @Nullable String nextLine() throws IOException, FaultyLineException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    line++;
    boolean tooLong = false;
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (bytes.size() < LONGEST_LINE) {
        bytes.write(next);
      } else {
        tooLong = true;
      }
    }
    require(!tooLong, "is longer than " + LONGEST_LINE + " bytes");
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      String start = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
      return start.endsWith("\r") ? start.substring(0, start.length() - 1) : start;
    } catch (CharacterCodingException e) {
      throw new FaultyLineException("is not UTF-8");
    }
  }

  private static void require(boolean condition, String fault) throws FaultyLineException {
    if (!condition) {
      throw new FaultyLineException(fault);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class FaultyLineException extends Exception {
    private static final long serialVersionUID = 1L;

    FaultyLineException(String message) {
      super(message, null, false, false);
    }
  }
}
