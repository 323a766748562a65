package dev.freehold.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.api.BatchOperation.BatchStep;
import dev.freehold.api.BatchTemplate.StepReference;
import dev.freehold.http.RequestMethod;
import dev.freehold.input.StrictJsonReader;
import dev.freehold.input.ViolationCollector;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the body of a batch: `{"operations": [{"method", "path", "body"?, "headers"?}]}`. Returns
/// one step for each operation, or reports the violations of all of them.
final class BatchBodyReader {
  static final int MAX_STEPS = 50;

  private static final String OPERATIONS = "operations";
  private static final List<String> MEMBERS = List.of("method", "path", "body", "headers");
  private static final List<String> STANDARD_HEADERS =
      List.of("If-Match", "If-None-Match", "Prefer");
  private static final String TEAM = Teams.HEADER.toLowerCase(Locale.ROOT);
  private static final int MAX_PATH = 8 << 10;

  private final ViolationCollector violations = new ViolationCollector();
  private final List<BatchStep> steps = new ArrayList<>();

  private final List<String> headers;

  private BatchBodyReader(List<String> headers) {
    this.headers = headers;
  }

  /// @param teams whether an operation may name a team
  /// @return 1 to [#MAX_STEPS]
  /// @throws dev.freehold.problem.ProblemException `MALFORMED_JSON` or `VALIDATION_ERROR`
  static List<BatchStep> read(byte[] body, boolean teams) {
    BatchBodyReader reader =
        new BatchBodyReader(
            teams
                ? Stream.concat(STANDARD_HEADERS.stream(), Stream.of(Teams.HEADER)).toList()
                : STANDARD_HEADERS);
    StrictJsonReader.read(
        body,
        in -> {
          reader.whole(in);
          return true;
        });
    reader.violations.throwIfAny();
    return reader.steps;
  }

  private void whole(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      violations.addForWholeRequest(ViolationCode.TYPE, "The body must be an object.");
      return;
    }
    boolean given = false;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals(OPERATIONS)) {
        given = true;
        operations(in);
      } else {
        violations.addUnknown(name, List.of(OPERATIONS));
        in.skipChildren();
      }
    }
    if (!given) {
      violations.add(OPERATIONS, ViolationCode.REQUIRED, "must be given");
    }
  }

  private void operations(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      violations.add(OPERATIONS, ViolationCode.TYPE, "must be an array");
      return;
    }
    int count = 0;
    for (; in.nextToken() != JsonToken.END_ARRAY; count++) {
      if (count >= MAX_STEPS) {
        in.skipChildren();
      } else {
        step(in, count);
      }
    }
    if (count == 0) {
      violations.add(OPERATIONS, ViolationCode.REQUIRED, "must have at least one operation");
    } else if (count > MAX_STEPS) {
      violations.add(
          OPERATIONS, ViolationCode.TOO_MANY, "must have at most " + MAX_STEPS + " operations");
    }
  }

  private void step(JsonParser in, int place) throws IOException {
    String at = OPERATIONS + "[" + place + "]";
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      violations.add(at, ViolationCode.TYPE, "must be an object");
      return;
    }
    Set<String> given = new HashSet<>();
    String method = null;
    String path = null;
    BatchTemplate body = null;
    Map<String, String> named = new HashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      given.add(name);
      switch (name) {
        case "method" -> method = text(in, at + ".method");
        case "path" -> path = text(in, at + ".path");
        case "body" -> body = BatchTemplate.ofJson(in);
        case "headers" -> headers(in, at + ".headers", named);
        default -> {
          violations.addUnknown(at + "." + ViolationCollector.shortened(name), name, MEMBERS);
          in.skipChildren();
        }
      }
    }
    for (String required : List.of("method", "path")) {
      if (!given.contains(required)) {
        violations.add(at + "." + required, ViolationCode.REQUIRED, "must be given");
      }
    }
    Optional<RequestMethod> known = method == null ? Optional.empty() : method(method, at);
    Optional<BatchTemplate> address = path == null ? Optional.empty() : path(path, at);
    address.ifPresent(p -> earlier(p, at + ".path", place));
    if (body != null) {
      earlier(body, at + ".body", place);
    }
    String header = named.remove(TEAM);
    BatchTemplate team = header == null ? null : BatchTemplate.ofText(header);
    if (team != null) {
      earlier(team, at + ".headers." + Teams.HEADER, place);
    }
    if (known.isPresent() && address.isPresent()) {
      steps.add(new BatchStep(known.get(), address.get(), body, named, team));
    }
  }

  /// Null for a value that is not a string, which is then a violation.
  private @Nullable String text(JsonParser in, String at) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return in.getText();
    }
    in.skipChildren();
    violations.add(at, ViolationCode.TYPE, "must be a string");
    return null;
  }

  private Optional<RequestMethod> method(String text, String at) {
    Optional<RequestMethod> method =
        Arrays.stream(RequestMethod.values()).filter(m -> m.name().equals(text)).findFirst();
    if (method.isEmpty()) {
      violations.add(
          at + ".method", ViolationCode.NOT_ONE_OF, "must be one of GET, POST, PUT, PATCH, DELETE");
    }
    return method;
  }

  private Optional<BatchTemplate> path(String text, String at) {
    if (text.length() > MAX_PATH) {
      violations.add(
          at + ".path", ViolationCode.TOO_LONG, "must have at most " + MAX_PATH + " characters");
      return Optional.empty();
    }
    if (!text.startsWith("/")) {
      violations.add(
          at + ".path",
          ViolationCode.FORMAT,
          "must be a path below the base of the API, such as /tasks/1");
      return Optional.empty();
    }
    return Optional.of(BatchTemplate.ofPath(text));
  }

  private void headers(JsonParser in, String at, Map<String, String> named) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      violations.add(at, ViolationCode.TYPE, "must be an object");
      return;
    }
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      if (headers.stream().noneMatch(name::equalsIgnoreCase)) {
        violations.addUnknown(at + "." + ViolationCollector.shortened(name), name, headers);
        in.skipChildren();
        continue;
      }
      String value = text(in, at + "." + name);
      String before = named.put(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
      if (before != null) {
        violations.add(at + "." + name, ViolationCode.REPEATED, "must not be given twice");
      }
    }
  }

  private void earlier(BatchTemplate template, String at, int place) {
    for (StepReference reference : template.references()) {
      if (reference.step() >= place) {
        violations.add(
            at,
            ViolationCode.UNKNOWN_REFERENCE,
            "names " + reference + ", which is no operation before it");
      }
    }
  }
}
