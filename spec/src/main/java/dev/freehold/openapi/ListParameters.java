package dev.freehold.openapi;

import dev.freehold.openapi.FieldSchema.IdSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.SortableColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The query parameters of a list: page, cursor, sort, fields, include, count, search.
final class ListParameters {
  private final ResourcePlan resource;
  private final OpenApiParameterRegistry parameters;

  public ListParameters(ResourcePlan resource, OpenApiParameterRegistry parameters) {
    this.resource = resource;
    this.parameters = parameters;
  }

  /// Keys of `components/parameters`.
  public List<String> ofList() {
    List<String> keys = new ArrayList<>();
    keys.add(key("page", ListParameters::page));
    keys.add(key("limit", this::limit));
    keys.add(key("cursor", ListParameters::cursor));
    keys.add(key("count", ListParameters::count));
    keys.add(key("sort", this::sort));
    keys.addAll(ofSelection());
    TextSearch search = resource.search();
    if (search != null) {
      keys.add(key("q", o -> search(o, search)));
    }
    keys.addAll(FilterParameters.of(resource, parameters));
    return List.copyOf(keys);
  }

  /// What of a row is shown.
  public List<String> ofSelection() {
    List<String> keys = new ArrayList<>();
    keys.add(key("fields", this::fields));
    if (!resource.relations().isEmpty()) {
      keys.add(key("include", this::include));
    }
    return keys;
  }

  /// The id in the path of one row.
  public String id() {
    return parameters.componentKey(
        "id",
        "path-" + resource.id().name().toLowerCase(Locale.ROOT),
        o ->
            o.put("in", "path")
                .put("description", "The row's id.")
                .put("required", true)
                .object("schema", s -> IdSchema.schema(s, resource))
                .object(
                    "examples", e -> e.object("row", v -> IdSchema.example(v, "value", resource))));
  }

  private String key(String name, JsonObjectWriter.Members rest) {
    return parameters.componentKey(name, resource.name(), rest);
  }

  /// Without a default: a client that sends it would send it beside a cursor too.
  private static void page(JsonObjectWriter to) throws IOException {
    to.put("in", "query").put("description", "Which page, from 1. Not beside `cursor`.");
    whole(to, ResourcePlan.MAX_PAGE, 0);
  }

  private void limit(JsonObjectWriter to) throws IOException {
    to.put("in", "query").put("description", "Rows on a page at most.");
    whole(to, resource.limit().max(), resource.limit().defaultLimit());
  }

  private static void whole(JsonObjectWriter to, int most, int standard) throws IOException {
    to.object(
        "schema",
        s -> {
          s.put("type", "integer").put("format", "int32").put("minimum", 1).put("maximum", most);
          if (standard > 0) {
            s.put("default", standard);
          }
        });
  }

  private static void cursor(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .put(
            "description",
            "The `nextCursor` of the page before: what comes behind its last row, whatever was"
                + " added or deleted since. With the same filters and order, from the same person.")
        .object("schema", s -> s.put("type", "string").put("minLength", 1));
  }

  private static void count(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .put(
            "description",
            "How `total` is counted. `exact`: all rows, which is the default by `page`."
                + " `estimated`: to "
                + ResourcePlan.COUNT_CAP
                + " and no further. `none`: not at all, which is the default behind a `cursor`.")
        .object(
            "schema",
            s -> s.put("type", "string").strings("enum", List.of("exact", "estimated", "none")));
  }

  private void sort(JsonObjectWriter to) throws IOException {
    String standard =
        resource.sort().stream()
            .map(k -> (k.descending() ? "-" : "") + k.column())
            .collect(Collectors.joining(","));
    List<String> keys =
        resource.readColumns().stream()
            .filter(
                c ->
                    SortableColumn.isSortable(c)
                        && SortableColumn.maxCursorBytes(c) <= SortableColumn.MAX_CURSOR_BYTES)
            .map(ColumnPlan::name)
            .flatMap(name -> Stream.of(name, "-" + name))
            .toList();
    to.put("in", "query")
        .put(
            "description",
            "The order, `-` for descending. The id decides last. Without it: `" + standard + "`.");
    names(to, keys, DocumentedLimits.SORT_KEYS);
  }

  private void fields(JsonObjectWriter to) throws IOException {
    to.put("in", "query").put("description", "Only these fields of each row.");
    List<String> names = resource.readColumns().stream().map(ColumnPlan::name).toList();
    names(to, names, names.size());
  }

  /// Names with commas between them, each once.
  private static void names(JsonObjectWriter to, List<String> names, int most) throws IOException {
    to.put("style", "form").put("explode", false);
    to.object(
        "schema",
        s ->
            s.put("type", "array")
                .object("items", i -> i.put("type", "string").strings("enum", names))
                .put("minItems", 1)
                .put("maxItems", most)
                .put("uniqueItems", true));
  }

  private void include(JsonObjectWriter to) throws IOException {
    String relations =
        resource.relations().stream().map(ListParameters::relation).collect(Collectors.joining());
    to.put("in", "query")
        .put(
            "description",
            "Rows of other resources that belong to each row, and by `.` those that belong to them,"
                + " three deep; of one path, at most one has many:"
                + relations)
        .put("style", "form")
        .put("explode", false);
    to.object(
        "schema",
        s ->
            s.put("type", "array")
                .object(
                    "items",
                    i -> i.put("type", "string").put("pattern", "^[a-z0-9_]+(\\.[a-z0-9_]+){0,2}$"))
                .put("minItems", 1)
                .put("maxItems", DocumentedLimits.INCLUDED_PATHS)
                .put("uniqueItems", true));
  }

  private static String relation(Relation relation) {
    return "\n- `"
        + relation.name()
        + "`: "
        + (relation.many() ? "many" : "one")
        + " of `"
        + relation.target()
        + "`";
  }

  private static void search(JsonObjectWriter to, TextSearch search) throws IOException {
    String fields =
        search.columns().stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
    String how =
        search.language() == null
            ? "Text that stands in any of " + fields + ", whatever the case."
            : "Words of "
                + fields
                + ", in their forms of the language `"
                + search.language()
                + "`: all of them, `\"a phrase\"`, `this or that`, `-without`.";
    to.put("in", "query").put("description", how);
    to.object(
        "schema",
        s ->
            s.put("type", "string")
                .put("minLength", 1)
                .put("maxLength", DocumentedLimits.SEARCH_CHARACTERS));
  }
}
