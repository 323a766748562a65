package dev.freehold.suite.run;

import dev.freehold.call.Answer;
import dev.freehold.suite.Expect;
import dev.freehold.suite.Path;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Holds answers to what is expected of them.
final class Checker {
  private static final Pattern REQUEST_ID = Pattern.compile("\"requestId\":\"[^\"]*\"");

  private final Names names;
  private final List<Answer> answers;

  /// @param answers of the case up to now
  Checker(Names names, List<Answer> answers) {
    this.names = names;
    this.answers = answers;
  }

  /// What was got instead; empty where it is as expected.
  Optional<String> fault(Expect expect, Answer answer) {
    return switch (expect) {
      case Expect.Status(List<Integer> any) ->
          any.contains(answer.status())
              ? Optional.empty()
              : Optional.of("status " + answer.status() + code(answer));
      case Expect.Code(String code) ->
          code.equals(code(answer).strip())
              ? Optional.empty()
              : Optional.of(
                  "error.code" + (code(answer).isEmpty() ? " is not there" : code(answer)));
      case Expect.Part(String at, Object value) ->
          Matching.difference(at, names.json(value), at(answer, at));
      case Expect.Keys(String at, Set<String> expected) ->
          at(answer, at).map(Path.Found::value).orElse(null) instanceof JsonObject object
              ? difference(expected, object.fieldNames())
              : Optional.of(at + " is no object");
      case Expect.Fault(String field, Set<String> codes) -> faulted(field, codes, answer);
      case Expect.Head(String name, String value) -> header(name, names.text(value), answer);
      case Expect.Has(String text) ->
          answer.text().contains(names.text(text)) ? Optional.empty() : Optional.of("it does not");
      case Expect.HasNo(String text) ->
          answer.text().contains(names.text(text)) ? Optional.of("it does") : Optional.empty();
      case Expect.NoBody _ ->
          answer.length() == 0 ? Optional.empty() : Optional.of(answer.length() + " bytes");
      case Expect.SameAs(int step) -> {
        Answer other = answers.get(step);
        boolean same =
            other.status() == answer.status() && withoutId(other).equals(withoutId(answer));
        yield same
            ? Optional.empty()
            : Optional.of("call " + (step + 1) + ": " + other.status() + " " + shown(other));
      }
      case Expect.Rows(String at, List<String> ids, boolean ordered) ->
          rows(at, ids, ordered, answer);
    };
  }

  private static String withoutId(Answer answer) {
    return REQUEST_ID.matcher(answer.text()).replaceAll("");
  }

  /// With a blank before it; empty where there is none.
  private static String code(Answer answer) {
    return at(answer, "error.code").map(f -> " " + f.value()).orElse("");
  }

  static Optional<Path.Found> at(Answer answer, String path) {
    if (path.startsWith("headers.")) {
      return answer.header(path.substring("headers.".length())).map(Path.Found::new);
    }
    return answer.json().flatMap(json -> Path.at(json, path));
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

  private static Optional<String> faulted(String field, Set<String> codes, Answer answer) {
    List<String> got = new ArrayList<>();
    if (at(answer, "error.details").map(Path.Found::value).orElse(null)
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

  private static Optional<String> header(String name, String value, Answer answer) {
    Optional<String> got = answer.header(name);
    boolean as =
        value.isEmpty()
            ? got.isEmpty()
            : got.isPresent() && (value.equals("*") || got.get().equals(value));
    return as
        ? Optional.empty()
        : Optional.of(got.map(v -> name + ": " + v).orElse("no header " + name));
  }

  private Optional<String> rows(String at, List<String> ids, boolean ordered, Answer answer) {
    List<String> expected = ids.stream().map(names::text).toList();
    Object found = at(answer, at).map(Path.Found::value).orElse(null);
    if (!(found instanceof JsonArray array)) {
      return Optional.of(at + " is " + Matching.shown(found));
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

  static String shown(Answer answer) {
    return Matching.shown(answer.text()).replaceFirst("^\"", "").replaceFirst("\"$", "");
  }
}
