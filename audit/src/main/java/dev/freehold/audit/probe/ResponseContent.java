package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a response shows beside its status: a caller is in only if it gets something, and not a page
/// that asks to sign in or an envelope with nothing in it.
public final class ResponseContent {
  private static final Pattern IDENTITY =
      Pattern.compile("(?i)_?id|uuid|e-?mail|user_?name|name|title|slug|created_?at");

  private ResponseContent() {}

  /// Whether a 2xx response shows nothing: no body, no value in any envelope, an empty list.
  public static boolean isNothing(ClientResponse answer) {
    if (answer.text().isBlank()) {
      return true;
    }
    Object json = answer.json().orElse(null);
    if (json == null) {
      return answer.mediaType().endsWith("json");
    }
    boolean isEmptyList = EnvelopeReader.isList(answer) && EnvelopeReader.rows(answer).isEmpty();
    return paths(json).isEmpty() || (isEmptyList && !showsObject(json));
  }

  /// Whether an object with an identity is shown: its empty list, such as the roles of an account, is
  /// a property and not the content.
  private static boolean showsObject(Object json) {
    return EnvelopeReader.objects(json)
        .flatMap(each -> each.stream())
        .anyMatch(
            each ->
                IDENTITY.matcher(each.getKey()).matches()
                    && (each.getValue() instanceof String || each.getValue() instanceof Number));
  }

  /// Whether the response is a page for people, where the operation has data for programs.
  public static boolean isPage(ClientResponse answer) {
    return answer.mediaType().endsWith("html");
  }

  /// Whether a caller gets what a user gets: both succeed, and show values at the same places.
  public static boolean isLike(AuditExchange ofUser, AuditExchange ofCaller) {
    if (!ofUser.isSuccess() || !ofCaller.isSuccess()) {
      return false;
    }
    ClientResponse one = ofUser.answer();
    ClientResponse other = ofCaller.answer();
    if (isNothing(one) || isNothing(other)) {
      return false;
    }
    Object json = one.json().orElse(null);
    return json == null
        ? one.mediaType().equals(other.mediaType()) && one.text().equals(other.text())
        : other.json().map(each -> paths(each).equals(paths(json))).orElse(false);
  }

  /// The places of the values, such as `items[].title`.
  private static Set<String> paths(Object json) {
    Set<String> paths = new TreeSet<>();
    add("", json, paths);
    return paths;
  }

  private static void add(String path, @Nullable Object json, Set<String> into) {
    switch (json) {
      case null -> {}
      case JsonObject object ->
          object.fieldNames().forEach(name -> add(path + "." + name, object.getValue(name), into));
      case JsonArray array -> array.forEach(each -> add(path + "[]", each, into));
      default -> into.add(path);
    }
  }
}
