package dev.freehold.openapi;

import dev.freehold.openapi.FieldSchema.IdSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
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
  /// A field of a related row, or the number of related rows, in `sort`.
  private static final String RELATED_KEY = "[a-z0-9_]+(\\.[a-z0-9_]+){1,3}(:lower)?";

  /// Of a list and of a summary.
  static final String SORT = "Fields; `-` before one means descending.";

  private final ResourcePlan resource;
  private final OpenApiParameterRegistry parameters;

  ListParameters(DocumentContext shared, ResourcePlan resource) {
    this.resource = resource;
    this.parameters = shared.parameters();
  }

  /// Returns the keys of `components/parameters`.
  public List<String> ofList() {
    List<String> keys = new ArrayList<>();
    keys.add(key("page", ListParameters::page));
    keys.add(key("limit", this::limit));
    keys.add(key("cursor", ListParameters::cursor));
    keys.add(key("count", ListParameters::count));
    keys.add(key("sort", this::sort));
    keys.addAll(ofSelection());
    keys.addAll(ofSearch());
    keys.addAll(FilterParameters.ofList(resource, parameters));
    return List.copyOf(keys);
  }

  /// The parameter `q`, if lists accept it.
  public List<String> ofSearch() {
    TextSearch search = resource.search();
    return search == null ? List.of() : List.of(key("q", o -> search(o, search)));
  }

  /// The parameters that select the contents of a row.
  public List<String> ofSelection() {
    List<String> keys = new ArrayList<>();
    keys.add(key("fields", this::fields));
    if (resource.relations().stream().anyMatch(r -> r.isIncluded() || r.isCountable())) {
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
                .note("The row's id.")
                .put("required", true)
                .object("schema", s -> IdSchema.schema(s, resource))
                .inFull(
                    f ->
                        f.object(
                            "examples",
                            e -> e.object("row", v -> IdSchema.example(v, "value", resource)))));
  }

  private String key(String name, JsonObjectWriter.Members rest) {
    return parameters.componentKey(name, resource.name(), rest);
  }

  /// The `page` parameter has no default: some clients send defaults, and would send it with a
  /// cursor too.
  static void page(JsonObjectWriter to) throws IOException {
    to.put("in", "query").note("The page number, from 1. Not allowed with `cursor`.");
    whole(to, ResourcePlan.MAX_PAGE, 0);
  }

  private void limit(JsonObjectWriter to) throws IOException {
    limit(to, resource.limit().max(), resource.limit().defaultLimit());
  }

  static void limit(JsonObjectWriter to, int most, int standard) throws IOException {
    to.put("in", "query").note("The maximum number of rows on a page.");
    whole(to, most, standard);
  }

  private static void whole(JsonObjectWriter to, int most, int standard) throws IOException {
    to.object(
        "schema",
        s -> {
          s.put("type", "integer").put("format", "int32");
          s.inFull(f -> f.put("minimum", 1).put("maximum", most));
          if (standard > 0) {
            s.inFull(f -> f.put("default", standard));
          }
        });
  }

  private static void cursor(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .describe(
            "The `nextCursor` of the page before.",
            "The `nextCursor` of the previous page: returns the rows after its last row, even if"
                + " rows were added or deleted since. Send the same filters and order, as the same"
                + " user.")
        .object("schema", s -> s.put("type", "string").inFull(f -> f.put("minLength", 1)));
  }

  private static void count(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .describe(
            "How `total` is counted.",
            "How `total` is counted. `exact`: all rows; the default with `page`."
                + " `estimated`: up to "
                + ResourcePlan.COUNT_CAP
                + " rows. `none`: not at all; the default with `cursor`.")
        .object(
            "schema",
            s -> s.put("type", "string").strings("enum", List.of("exact", "estimated", "none")));
  }

  private void sort(JsonObjectWriter to) throws IOException {
    String standard =
        resource.sort().stream()
            .map(k -> (k.descending() ? "-" : "") + k.column())
            .collect(Collectors.joining(","));
    List<ColumnPlan> columns =
        resource.queryColumns().stream()
            .filter(
                c ->
                    SortableColumn.isSortable(c)
                        && SortableColumn.maxCursorBytes(c) <= SortableColumn.MAX_CURSOR_BYTES)
            .toList();
    List<String> keys =
        columns.stream()
            .flatMap(
                c ->
                    SortableColumn.canIgnoreCase(c)
                        ? Stream.of(c.name(), c.name() + SortableColumn.IGNORING_CASE)
                        : Stream.of(c.name()))
            .flatMap(key -> Stream.of(key, "-" + key))
            .toList();
    String ignoringCase =
        columns.stream().anyMatch(SortableColumn::canIgnoreCase)
            ? " `" + SortableColumn.IGNORING_CASE + "` after a text field ignores case."
            : "";
    to.put("in", "query")
        .describe(
            SORT,
            "The sort order; `-` means descending."
                + ignoringCase
                + " The id breaks ties. Default: `"
                + standard
                + "`.");
    to.inBrief(ListParameters::texts)
        .inFull(
            f -> {
              if (resource.relations().isEmpty()) {
                names(f, keys, DocumentedLimits.SORT_KEYS);
              } else {
                list(
                    f,
                    i ->
                        i.put("type", "string")
                            .put("pattern", sortKey(columns))
                            .strings("examples", keys),
                    DocumentedLimits.SORT_KEYS);
              }
            });
  }

  /// Matches the keys of the row's own fields, and those of related rows.
  private static String sortKey(List<ColumnPlan> columns) {
    return Stream.concat(
            columns.stream()
                .map(
                    c ->
                        SortableColumn.canIgnoreCase(c)
                            ? c.name() + "(" + SortableColumn.IGNORING_CASE + ")?"
                            : c.name()),
            Stream.of(RELATED_KEY))
        .collect(Collectors.joining("|", "^-?(", ")$"));
  }

  private void fields(JsonObjectWriter to) throws IOException {
    List<String> names = resource.readColumns().stream().map(ColumnPlan::name).toList();
    to.put("in", "query")
        .describe("The fields to return.", "Returns only these fields of each row.")
        .inFull(f -> names(f, names, names.size()))
        .inBrief(ListParameters::texts);
  }

  /// A list of unique names, separated by commas.
  static void names(JsonObjectWriter to, List<String> names, int most) throws IOException {
    list(to, i -> EnumSchema.write(i.put("type", "string"), names, false), most);
  }

  /// A list of texts, separated by commas.
  static void texts(JsonObjectWriter to) throws IOException {
    list(to, i -> i.put("type", "string"), DocumentedLimits.SORT_KEYS);
  }

  /// A list of unique texts, separated by commas.
  static void list(JsonObjectWriter to, JsonObjectWriter.Members items, int most)
      throws IOException {
    to.put("style", "form").put("explode", false);
    to.object(
        "schema",
        s ->
            s.put("type", "array")
                .object("items", items)
                .inFull(f -> f.put("minItems", 1).put("maxItems", most).put("uniqueItems", true)));
  }

  private void include(JsonObjectWriter to) throws IOException {
    List<Relation> relations =
        resource.relations().stream().filter(r -> r.isIncluded() || r.isCountable()).toList();
    to.put("in", "query")
        .describe(
            relations.stream()
                .map(r -> "`" + r.name() + (r.isIncluded() ? "`" : ".count`"))
                .collect(Collectors.joining(", ")),
            "Related rows to include with each row. `.` follows relations of related rows, up to"
                + " three levels; a path has at most one to-many relation and one list of"
                + " references. `.count` after it is the number of its rows:"
                + relations.stream().map(ListParameters::relation).collect(Collectors.joining()));
    paths(to, relations, "(\\.count)?");
  }

  /// The schema of `include`: paths that start with one of the relations.
  ///
  /// @param end a pattern of what may follow the relations of a path
  static void paths(JsonObjectWriter to, List<Relation> relations, String end) throws IOException {
    String path =
        relations.stream().map(Relation::name).collect(Collectors.joining("|", "^(", ")"))
            + "(\\.[a-z0-9_]+){0,"
            + (DocumentedLimits.PATH_RELATIONS - 1)
            + "}"
            + end
            + "$";
    list(
        to,
        i -> i.put("type", "string").inFull(f -> f.put("pattern", path)),
        DocumentedLimits.INCLUDED_PATHS);
  }

  private static String relation(Relation relation) {
    return "\n- `"
        + relation.name()
        + "`: "
        + (relation.target().equals(ResourcePlan.PEOPLE)
            ? relation.many()
                ? "the public profiles of accounts"
                : "the public profile of an account"
            : (relation.many() ? "many" : "one") + " of `" + relation.target() + "`")
        + (relation.isIncluded() ? "" : ", as `.count` alone")
        + (relation.includedKey().equals(relation.name())
            ? ""
            : ", in `" + relation.includedKey() + "`");
  }

  private void search(JsonObjectWriter to, TextSearch search) throws IOException {
    String fields =
        search.columns().stream().map(c -> "`" + c + "`").collect(Collectors.joining(", "));
    String how =
        search.language() == null
            ? "Text to find in any of " + fields + ", case-insensitive."
            : "Words to find in "
                + fields
                + ", in any inflection of the language `"
                + search.language()
                + "`. All words must match. Also: `\"a phrase\"`, `this or that`, `-without`.";
    boolean limited =
        search.columns().stream().anyMatch(c -> !resource.table().column(c).readers().isEmpty());
    to.put("in", "query")
        .note(
            how
                + (limited
                    ? " Only for callers who may read these fields in every row that they may read."
                    : ""));
    to.object(
        "schema",
        s ->
            s.put("type", "string")
                .inFull(
                    f ->
                        f.put("minLength", 1)
                            .put("maxLength", DocumentedLimits.SEARCH_CHARACTERS)
                            .put("pattern", JsonSchemaPatterns.VISIBLE)));
  }
}
