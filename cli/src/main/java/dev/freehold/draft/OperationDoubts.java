package dev.freehold.draft;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Content;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What the operations of a resource say that a draft does not keep.
final class OperationDoubts {
  /// Query parameters that every list of the language has, by another name at most.
  private static final Set<String> PAGES =
      Set.of(
          "page",
          "page_number",
          "page_size",
          "per_page",
          "size",
          "limit",
          "max_results",
          "count",
          "offset",
          "skip",
          "top",
          "start",
          "cursor",
          "page_token",
          "next_token",
          "sort",
          "sort_by",
          "sort_order",
          "order",
          "order_by",
          "direction",
          "fields",
          "include",
          "expand",
          "format",
          "dry_run",
          "or",
          "max_affected");

  /// Request headers that the language has for all operations.
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "authorization",
          "content-type",
          "idempotency-key",
          "if-match",
          "if-none-match",
          "prefer",
          "x-request-id");

  /// Extensions that the language reads, or that say nothing of the API itself.
  private static final Set<String> EXTENSIONS =
      Set.of("x-codeSamples", "x-code-samples", "x-ogen-name", "x-go-name");

  private OperationDoubts() {}

  /// @param fields the properties of a row, each of which a list can be filtered by
  static List<String> of(CollectionOperations operations, Collection<String> fields) {
    List<String> doubts = new ArrayList<>();
    for (DescribedOperation operation : operations.taken()) {
      String method = operation.method() + (isRow(operations, operation) ? " of one row" : "");
      Stream.of(
              signIn(operation),
              scopes(operation),
              deprecated(operation),
              types(operation),
              headers(operation),
              callbacks(operation),
              extensions(operation))
          .flatMap(List::stream)
          .forEach(doubt -> doubts.add("unsure: " + method + ": " + doubt));
    }
    operations.collectionOperation("GET").ifPresent(list -> parameters(list, fields, doubts));
    return doubts;
  }

  private static boolean isRow(CollectionOperations operations, DescribedOperation operation) {
    return operations.item().filter(PathShape.of(operation.path())::equals).isPresent();
  }

  /// The scopes of OAuth and the roles that an operation needs.
  private static List<String> scopes(DescribedOperation operation) {
    Set<String> scopes = new LinkedHashSet<>();
    if (operation.json().getValue("security") instanceof JsonArray all) {
      for (Object each : all) {
        if (each instanceof JsonObject schemes) {
          for (Map.Entry<String, Object> scheme : schemes) {
            if (scheme.getValue() instanceof JsonArray needed) {
              needed.forEach(scope -> scopes.add(String.valueOf(scope)));
            }
          }
        }
      }
    }
    return scopes.isEmpty()
        ? List.of()
        : List.of("its scopes are left out: " + String.join(", ", scopes));
  }

  private static List<String> signIn(DescribedOperation operation) {
    return operation.json().containsKey("security") && !operation.isProtected()
        ? List.of("it needed no sign-in; here it does")
        : List.of();
  }

  private static List<String> deprecated(DescribedOperation operation) {
    return Boolean.TRUE.equals(operation.json().getValue("deprecated"))
        ? List.of("it was deprecated")
        : List.of();
  }

  /// Bodies and answers in other formats than JSON.
  private static List<String> types(DescribedOperation operation) {
    List<String> doubts = new ArrayList<>();
    List<String> taken = operation.body().map(body -> others(body.content())).orElse(List.of());
    if (!taken.isEmpty()) {
      doubts.add("it took " + String.join(", ", taken) + "; here it takes JSON");
    }
    List<String> given =
        operation.responses().entrySet().stream()
            .filter(each -> each.getKey().startsWith("2"))
            .flatMap(each -> others(each.getValue().content()).stream())
            .distinct()
            .toList();
    if (!given.isEmpty()) {
      doubts.add("it gave " + String.join(", ", given) + "; here it gives JSON");
    }
    return doubts;
  }

  private static List<String> others(Content content) {
    return content.schemas().keySet().stream().filter(type -> !Content.isJson(type)).toList();
  }

  private static List<String> headers(DescribedOperation operation) {
    List<String> names =
        Stream.concat(
                operation.parameters(Parameter.Location.HEADER).stream(),
                operation.parameters(Parameter.Location.COOKIE).stream())
            .map(Parameter::name)
            .filter(name -> !HEADERS.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    return names.isEmpty()
        ? List.of()
        : List.of("its headers and cookies are left out: " + String.join(", ", names));
  }

  private static List<String> callbacks(DescribedOperation operation) {
    return operation.json().getValue("callbacks") instanceof JsonObject callbacks
            && !callbacks.isEmpty()
        ? List.of("its callbacks are left out: " + String.join(", ", callbacks.fieldNames()))
        : List.of();
  }

  private static List<String> extensions(DescribedOperation operation) {
    return operation.extensions().entrySet().stream()
        .filter(each -> !EXTENSIONS.contains(each.getKey()))
        .map(each -> "left out: " + each.getKey() + ": " + LostKeywords.text(each.getValue()))
        .toList();
  }

  private static void parameters(
      DescribedOperation list, Collection<String> fields, List<String> doubts) {
    Set<String> known = new LinkedHashSet<>(Set.of("id", "user_id", "created_at", "updated_at"));
    fields.forEach(field -> known.add(CollectionResourceMapper.snake(field)));
    List<String> left = new ArrayList<>();
    for (Parameter parameter : list.parameters(Parameter.Location.QUERY)) {
      String name =
          CollectionResourceMapper.snake(parameter.name().replaceFirst("(\\[|__|\\.).*", ""));
      if (Set.of("q", "query", "search").contains(name)) {
        doubts.add(
            "unsure: the list had a search, "
                + parameter.name()
                + "; name the fields of it in search: [...]");
      } else if (!known.contains(name) && !PAGES.contains(name)) {
        left.add(parameter.name());
      }
    }
    if (!left.isEmpty()) {
      doubts.add(
          "unsure: query parameters of the list are left out: "
              + String.join(", ", left.stream().distinct().toList()));
    }
  }
}
