package dev.freehold.audit.probe;

import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares a response about a row of another user with one about a row that does not exist.
///
/// Differences between two responses about rows that do not exist are noise, such as a request id,
/// the time or a rate limit header, and are ignored.
public final class ResponseComparison {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("date", "content-length", "connection", "keep-alive", "transfer-encoding");
  private static final int SHOWN = 80;

  /// @param id the id in the request: a response that only echoes it counts as equal
  public record ComparedResponse(String id, ClientResponse answer) {}

  private ResponseComparison() {}

  /// The differences, such as `status: 403, not 404`; empty if the responses are equal.
  public static List<String> differences(
      ComparedResponse foreign, ComparedResponse missing, ComparedResponse alsoMissing) {
    Map<String, String> one = facts(foreign.answer());
    Map<String, String> other = facts(missing.answer());
    Map<String, String> control = facts(alsoMissing.answer());
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names.stream()
        .filter(name -> same(other.get(name), missing.id(), control.get(name), alsoMissing.id()))
        .filter(name -> !same(one.get(name), foreign.id(), other.get(name), missing.id()))
        .map(name -> name + ": " + shown(one.get(name)) + ", not " + shown(other.get(name)))
        .toList();
  }

  private static boolean same(@Nullable String a, String idOfA, @Nullable String b, String idOfB) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.equals(b) || a.replace(idOfA, "{id}").equals(b.replace(idOfB, "{id}"));
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "nothing";
    }
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }

  private static Map<String, String> facts(ClientResponse answer) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("status", "" + answer.status());
    answer.headers().keySet().stream()
        .filter(name -> !OF_THE_CONNECTION.contains(name))
        .forEach(name -> facts.put("header " + name, answer.header(name).orElse("")));
    Object json = answer.json().orElse(null);
    if (json == null) {
      facts.put("body", answer.text());
    } else {
      leaves("body", json, facts);
    }
    return facts;
  }

  private static void leaves(String path, @Nullable Object json, Map<String, String> into) {
    switch (json) {
      case null -> into.put(path, "null");
      case JsonObject object ->
          object.fieldNames().forEach(n -> leaves(path + "." + n, object.getValue(n), into));
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          leaves(path + "[" + i + "]", array.getValue(i), into);
        }
      }
      default -> into.put(path, json.toString());
    }
  }
}
