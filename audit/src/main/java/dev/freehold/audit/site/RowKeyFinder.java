package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.site.LiveSite.PathTemplateExpander;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds the id of a created row: in the answer, in its `Location` or a link to itself, in the body
/// that was sent, or in the list. Where several properties may be the id, the one with which the
/// owner can read the row is.
final class RowKeyFinder {
  private static final List<String> LINKS =
      List.of(
          "_links.self.href",
          "_links.self",
          "links.self.href",
          "links.self",
          "self",
          "href",
          "url");

  private final AuditClient sender;
  private final PathTemplateExpander targets;

  /// The property that proved to be the id, by the path of the collection.
  private final Map<String, String> proven = new HashMap<>();

  /// A row with its id.
  ///
  /// @param property the property with the id; `id` if the row does not show it
  /// @param shown the row as the server shows it; empty if it does not
  record Identified(String id, String property, JsonObject shown) {}

  RowKeyFinder(AuditClient sender, PathTemplateExpander targets) {
    this.sender = sender;
    this.targets = targets;
  }

  /// The rows that an exchange created.
  ///
  /// @param sent the row in the body of the request
  /// @param marker a text in the row by which a list shows it; empty if there is none
  List<Identified> created(
      ResourceCollection collection,
      AuditExchange exchange,
      JsonObject sent,
      String marker,
      Map<String, String> pathValues) {
    JsonObject shown = EnvelopeReader.row(exchange.answer()).orElseGet(JsonObject::new);
    List<Identified> candidates = new ArrayList<>(ofProperties(collection, shown, shown));
    if (candidates.isEmpty()) {
      List<Identified> several = new ArrayList<>();
      for (JsonObject each : EnvelopeReader.rows(exchange.answer())) {
        ofProperties(collection, each, each).stream().findFirst().ifPresent(several::add);
      }
      if (!several.isEmpty()) {
        return several;
      }
    }
    located(collection, exchange, shown).ifPresent(candidates::add);
    // A row that is named by what the client sent, such as /books/{title}.
    ofProperties(collection, sent, shown).stream()
        .filter(each -> !each.property().equals("id"))
        .forEach(candidates::add);
    Optional<Identified> one = choose(collection, exchange.user(), candidates, pathValues);
    return one.or(() -> listed(collection, exchange.user(), marker, pathValues)).stream().toList();
  }

  private List<Identified> ofProperties(
      ResourceCollection collection, JsonObject values, JsonObject shown) {
    String known = proven.get(collection.path());
    List<String> names =
        known != null && values.containsKey(known)
            ? List.of(known)
            : collection.key().properties(values);
    return names.stream()
        .map(name -> new Identified(String.valueOf(values.getValue(name)), name, shown))
        .toList();
  }

  /// The first candidate that the owner can read. Without a read operation, and where only the usual
  /// `id` is in question, it is the first.
  private Optional<Identified> choose(
      ResourceCollection collection,
      AuditUser owner,
      List<Identified> candidates,
      Map<String, String> pathValues) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Identified first = candidates.getFirst();
    boolean isCertain =
        first.property().equals(proven.get(collection.path()))
            || (first.property().equals("id") && collection.idParameter().equals("id"));
    if (isCertain || collection.read().isEmpty() || collection.itemPath().isEmpty()) {
      return Optional.of(first);
    }
    Map<String, Identified> byId = new LinkedHashMap<>();
    candidates.forEach(each -> byId.putIfAbsent(each.id(), each));
    for (Identified each : byId.values()) {
      Map<String, String> values = new LinkedHashMap<>(pathValues);
      values.put(collection.idParameter(), each.id());
      String target = targets.of(collection.itemPath().get(), values);
      AuditExchange read = sender.send(owner, ClientRequest.get(target));
      if (read.isSuccess()) {
        Optional<JsonObject> row = EnvelopeReader.row(read.answer());
        proven.put(collection.path(), each.property());
        // Some servers answer a create without the row.
        return Optional.of(
            each.shown().size() < 2 && row.isPresent()
                ? new Identified(each.id(), each.property(), row.get())
                : each);
      }
    }
    return Optional.of(first);
  }

  private static Optional<Identified> located(
      ResourceCollection collection, AuditExchange exchange, JsonObject shown) {
    return Stream.concat(
            exchange.answer().header("location").stream(),
            LINKS.stream().flatMap(link -> at(shown, link).stream()))
        .flatMap(address -> idIn(collection, address).stream())
        .findFirst()
        .map(id -> new Identified(id, property(shown, id), shown));
  }

  private static String property(JsonObject shown, String id) {
    return shown.fieldNames().stream()
        .filter(name -> id.equals(String.valueOf(shown.getValue(name))))
        .findFirst()
        .orElse("id");
  }

  private static Optional<String> at(JsonObject shown, String link) {
    Object at = shown;
    for (String step : link.split("\\.", -1)) {
      at = at instanceof JsonObject object ? object.getValue(step) : null;
    }
    return at instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// The id in the address of a row: where its path has the parameter, else the last segment.
  private static Optional<String> idIn(ResourceCollection collection, String address) {
    String path = address.replaceFirst("[?#].*", "").replaceFirst("/+$", "");
    String last = path.substring(path.lastIndexOf('/') + 1);
    String item = collection.itemPath().orElse("");
    String literal = item.replaceFirst("/?\\{[^}]*\\}/?$", "");
    String name = literal.substring(literal.lastIndexOf('/') + 1);
    Matcher below = Pattern.compile("/" + Pattern.quote(name) + "/([^/]+)$").matcher(path);
    String id = below.find() ? below.group(1) : last;
    return id.isEmpty() || id.equals(name) ? Optional.empty() : Optional.of(decoded(id));
  }

  private static String decoded(String id) {
    try {
      return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return id;
    }
  }

  /// The row in the list of its owner that has the marker.
  private Optional<Identified> listed(
      ResourceCollection collection,
      AuditUser owner,
      String marker,
      Map<String, String> pathValues) {
    if (marker.isEmpty() || collection.list().isEmpty()) {
      return Optional.empty();
    }
    String target;
    try {
      target = targets.of(collection.list().get(), pathValues);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    List<Identified> found =
        EnvelopeReader.rows(sender.send(owner, ClientRequest.get(target)).answer()).stream()
            .filter(row -> contains(row, marker))
            .flatMap(row -> ofProperties(collection, row, row).stream())
            .toList();
    return choose(collection, owner, found, pathValues);
  }

  private static boolean contains(Object value, String marker) {
    return switch (value) {
      case JsonObject object ->
          object.fieldNames().stream()
              .map(object::getValue)
              .anyMatch(each -> each != null && contains(each, marker));
      case JsonArray array ->
          array.stream().anyMatch(each -> each != null && contains(each, marker));
      default -> value.toString().contains(marker);
    };
  }

  /// The id of a row that a list or another answer shows.
  Optional<Identified> shown(
      ResourceCollection collection,
      AuditUser reader,
      JsonObject row,
      Map<String, String> pathValues) {
    return choose(collection, reader, ofProperties(collection, row, row), pathValues);
  }
}
