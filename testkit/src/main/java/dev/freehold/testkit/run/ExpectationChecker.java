package dev.freehold.testkit.run;

import dev.freehold.client.ClientResponse;
import dev.freehold.testkit.Expectation;
import dev.freehold.testkit.JsonPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks responses against the expectations of a step.
final class ExpectationChecker {
  private static final Pattern REQUEST_ID = Pattern.compile("\"requestId\":\"[^\"]*\"");

  private final VariableResolver names;
  private final List<ClientResponse> answers;

  /// @param answers the responses of the case so far
  ExpectationChecker(VariableResolver names, List<ClientResponse> answers) {
    this.names = names;
    this.answers = answers;
  }

  /// The actual value; empty if the expectation is met.
  Optional<String> mismatch(Expectation expectation, ClientResponse answer) {
    return switch (expectation) {
      case Expectation.ExpectedStatus(List<Integer> any) ->
          any.contains(answer.status())
              ? Optional.empty()
              : Optional.of("status " + answer.status() + code(answer));
      case Expectation.ExpectedErrorCode(String code) ->
          code.equals(code(answer).strip())
              ? Optional.empty()
              : Optional.of(
                  "error.code" + (code(answer).isEmpty() ? " is not there" : code(answer)));
      case Expectation.BodyPart(String at, Object value) ->
          JsonMatcher.difference(at, names.json(value), valueAt(answer, at));
      case Expectation.ExactKeys(String at, Set<String> expected) ->
          valueAt(answer, at).map(JsonPath.PathValue::value).orElse(null)
                  instanceof JsonObject object
              ? difference(expected, object.fieldNames())
              : Optional.of(at + " is not an object");
      case Expectation.FieldErrorDetail(String field, Set<String> codes) ->
          faulted(field, codes, answer);
      case Expectation.ExpectedHeader(String name, String value) ->
          header(name, names.text(value), answer);
      case Expectation.BodyContains(String text) ->
          answer.text().contains(names.text(text)) ? Optional.empty() : Optional.of("it does not");
      case Expectation.BodyOmits(String text) ->
          answer.text().contains(names.text(text)) ? Optional.of("it does") : Optional.empty();
      case Expectation.EmptyBody _ ->
          answer.length() == 0 ? Optional.empty() : Optional.of(answer.length() + " bytes");
      case Expectation.SameResponse(int step) -> {
        ClientResponse other = answers.get(step);
        boolean same =
            other.status() == answer.status() && withoutId(other).equals(withoutId(answer));
        yield same
            ? Optional.empty()
            : Optional.of("call " + (step + 1) + ": " + other.status() + " " + abbreviated(other));
      }
      case Expectation.ExactRows(String at, List<String> ids, boolean ordered) ->
          rows(at, ids, ordered, answer);
    };
  }

  private static String withoutId(ClientResponse answer) {
    return REQUEST_ID.matcher(answer.text()).replaceAll("");
  }

  /// The code with a leading blank; empty if there is none.
  private static String code(ClientResponse answer) {
    return valueAt(answer, "error.code").map(f -> " " + f.value()).orElse("");
  }

  static Optional<JsonPath.PathValue> valueAt(ClientResponse answer, String path) {
    if (path.startsWith("headers.")) {
      return answer.header(path.substring("headers.".length())).map(JsonPath.PathValue::new);
    }
    return answer.json().flatMap(json -> JsonPath.at(json, path));
  }

  private static Optional<String> difference(Set<String> expected, Set<String> got) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(got);
    Set<String> more = new TreeSet<>(got);
    more.removeAll(expected);
    return missing.isEmpty() && more.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (missing.isEmpty() ? "" : "without " + String.join(", ", missing))
                + (missing.isEmpty() || more.isEmpty() ? "" : "; ")
                + (more.isEmpty() ? "" : "with " + String.join(", ", more)));
  }

  private static Optional<String> faulted(String field, Set<String> codes, ClientResponse answer) {
    List<String> got = new ArrayList<>();
    if (valueAt(answer, "error.details").map(JsonPath.PathValue::value).orElse(null)
        instanceof JsonArray details) {
      for (int i = 0; i < details.size(); i++) {
        JsonObject detail = details.getJsonObject(i);
        String code = String.valueOf(detail.getValue("code"));
        if (field.equals(detail.getValue("field")) && codes.contains(code)) {
          return Optional.empty();
        }
        got.add("'" + detail.getValue("field") + "': " + code);
      }
    }
    return Optional.of(got.isEmpty() ? "no details" : "only " + String.join(", ", got));
  }

  private static Optional<String> header(String name, String value, ClientResponse answer) {
    Optional<String> got = answer.header(name);
    boolean as =
        value.isEmpty()
            ? got.isEmpty()
            : got.isPresent() && (value.equals("*") || got.get().equals(value));
    return as
        ? Optional.empty()
        : Optional.of(got.map(v -> name + ": " + v).orElse("no header " + name));
  }

  private Optional<String> rows(
      String at, List<String> ids, boolean ordered, ClientResponse answer) {
    List<String> expected = ids.stream().map(names::text).toList();
    Object found = valueAt(answer, at).map(JsonPath.PathValue::value).orElse(null);
    if (!(found instanceof JsonArray array)) {
      return Optional.of(at + " is " + JsonMatcher.shown(found));
    }
    List<String> got = ids(array);
    boolean same = ordered ? got.equals(expected) : sorted(got).equals(sorted(expected));
    return same ? Optional.empty() : Optional.of("the rows " + got + "; expected were " + expected);
  }

  static List<String> ids(JsonArray rows) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      @Nullable Object row = rows.getValue(i);
      ids.add(row instanceof JsonObject object ? String.valueOf(object.getValue("id")) : "?");
    }
    return ids;
  }

  private static List<String> sorted(List<String> list) {
    return list.stream().sorted().toList();
  }

  static String abbreviated(ClientResponse answer) {
    return JsonMatcher.shown(answer.text()).replaceFirst("^\"", "").replaceFirst("\"$", "");
  }
}
