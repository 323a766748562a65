package dev.freehold.audit.probe.access;

import dev.freehold.audit.AccountPlace;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Requests that try to get a row of another user from a list: by its id, owner, text and
/// relations, and with page numbers and sizes out of range.
final class ListAttackQueries {
  private static final Set<String> PAGES =
      Set.of("page", "skip", "offset", "start", "page_number", "pageNumber");
  private static final Set<String> SIZES =
      Set.of("limit", "size", "per_page", "perPage", "page_size", "pageSize", "take", "top");
  private static final Set<String> WORDS = Set.of("q", "query", "search", "term", "keyword");
  private static final List<String> EXTREMES = List.of("-1", "0", "999999999");
  private static final int CHOICES = 4;
  private static final int MOST = 120;

  private ListAttackQueries() {}

  /// @param plain the list request of the attacker
  static List<ClientRequest> of(
      Site site, AuditRow row, DescribedOperation list, ClientRequest plain) {
    List<ClientRequest> calls = new ArrayList<>();
    calls.add(plain);
    for (Parameter parameter : list.parameters(Parameter.Location.QUERY)) {
      String name = parameter.name();
      if (PAGES.contains(name) || SIZES.contains(name)) {
        EXTREMES.forEach(value -> calls.add(plain.query(name, value)));
      }
      parameter.schema().allowedValues().stream()
          .filter(String.class::isInstance)
          .limit(CHOICES)
          .forEach(value -> calls.add(plain.query(name, value.toString())));
    }
    ofOwner(site, row, list, plain).forEach(calls::add);
    relations(row, list).forEach(name -> calls.add(plain.query("include", name)));
    conditions(row, list).forEach((name, value) -> calls.add(plain.query(name, value)));
    unasked(row).forEach((name, value) -> calls.add(plain.query(name, value)));
    String owner = row.owner().id();
    if (owner != null) {
      calls.add(plain.header("X-User-Id", owner));
    }
    return calls.size() > MOST ? calls.subList(0, MOST) : calls;
  }

  /// Parameters that name an account, with what names the owner of the row.
  private static List<ClientRequest> ofOwner(
      Site site, AuditRow row, DescribedOperation list, ClientRequest plain) {
    return list.parameters(Parameter.Location.QUERY).stream()
        .filter(each -> AccountPlace.is(each.name(), each.schema(), ""))
        .flatMap(
            each -> site.namesOf(row.owner()).stream().map(name -> plain.query(each.name(), name)))
        .toList();
  }

  /// Documented parameters, each with a value of this row.
  static Map<String, String> conditions(AuditRow row, DescribedOperation list) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Parameter parameter : list.parameters(Parameter.Location.QUERY)) {
      String name = parameter.name();
      int bracket = name.indexOf('[');
      String field = bracket < 0 ? name : name.substring(0, bracket);
      String operator = bracket < 0 ? "eq" : name.substring(bracket + 1, name.length() - 1);
      Object value = row.responseBody().getValue(field);
      if (WORDS.contains(name) && !row.marker().isEmpty()) {
        all.put(name, row.marker());
      } else if (name.equals("or")) {
        all.put(name, "(id.eq." + row.id() + ",id.ne." + row.id() + ")");
      } else if (name.equals("sort")) {
        all.put(name, "id");
      } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        String text = value.toString();
        switch (operator) {
          case "eq", "in", "contains", "icontains", "startsWith", "endsWith", "gte", "lte" ->
              all.put(name, text);
          case "between" -> all.put(name, text + "," + text);
          case "null" -> all.put(name, "false");
          case "ne", "nin" -> all.put(name, row.id());
          default -> {}
        }
      }
    }
    return all;
  }

  private static List<String> relations(AuditRow row, DescribedOperation list) {
    return list.parameter(Parameter.Location.QUERY, "include").isEmpty()
        ? List.of()
        : row.collection().references().keySet().stream()
            .map(name -> name.endsWith("_id") ? name.substring(0, name.length() - 3) : name)
            .toList();
  }

  /// Undocumented parameters that some servers evaluate.
  private static Map<String, String> unasked(AuditRow row) {
    Map<String, String> all = new LinkedHashMap<>();
    String owner = row.owner().id();
    if (owner != null) {
      RowLeakDetector.ownerNames().stream().limit(4).forEach(name -> all.put(name, owner));
    }
    all.put("all", "true");
    all.put("id", row.id());
    return all;
  }

  /// Whether a parameter sets the page size.
  static boolean isSize(String name) {
    return SIZES.contains(name);
  }

  /// With the largest page size that the description allows.
  static ClientRequest whole(ResourceCollection collection, String listTarget) {
    ClientRequest call = ClientRequest.get(listTarget);
    return collection
        .list()
        .flatMap(
            list ->
                list.parameters(Parameter.Location.QUERY).stream()
                    .filter(parameter -> SIZES.contains(parameter.name()))
                    .findFirst())
        .map(
            size ->
                call.query(
                    size.name(),
                    size.schema().number("maximum").map(n -> "" + n.longValue()).orElse("100")))
        .orElse(call);
  }
}
