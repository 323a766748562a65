package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.JsonContent.ExampleWriter;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The path item of a resource's summary: groups of rows and their figures.
final class SummaryPathItem {
  private final DocumentContext shared;
  private final ResourcePlan resource;
  private final DocumentedAccess documentedAccess;

  SummaryPathItem(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.resource = resource;
    this.documentedAccess = DocumentedAccess.of(resource, Access.CrudOperation.READ);
  }

  void write(JsonObjectWriter path) throws IOException {
    operation().grantedTo(documentedAccess).queriedInTeam(shared, resource).write(path, "get");
  }

  private OpenApiOperation operation() {
    JsonContent summary =
        new JsonContent(
            shared.names().schemaName(resource, ResourceSchemaKind.SUMMARY_RESPONSE),
            List.of(new JsonContent.NamedExample("summary", ExampleWriter.data(this::example))));
    return new OpenApiOperation(
        shared.names().summaryOperationId(resource),
        shared.names().tag(resource),
        "Summarize",
        "Returns groups of the rows that the caller may read, with figures of each group. A group"
            + " without such rows is absent. Without `group`, all rows are one group, also if there"
            + " are none. "
            + documentedAccess.description(),
        documentedAccess.security(),
        parameters(),
        null,
        List.of(new SuccessResponse(200, "The groups.", List.of(), summary)),
        Stream.concat(Stream.of(OpenApiErrorResponse.BAD_REQUEST), documentedAccess.failures())
            .toList());
  }

  private void example(JsonObjectWriter data) throws IOException {
    data.objects("groups", List.of(g -> g.put("month(created_at)", "2026-11").put("count", 3)));
    data.object(
        "pagination", p -> p.put("limit", DocumentedLimits.DEFAULT_GROUPS).put("hasMore", false));
  }

  /// The keys of `components/parameters`. A condition on a field with the name of another parameter
  /// needs its operator.
  private List<String> parameters() {
    List<String> keys = new ArrayList<>();
    Set<String> taken = new HashSet<>(Set.of("group"));
    keys.add(key("group", this::group));
    keys.add(key("count", SummaryPathItem::count));
    for (AggregateFunction function : AggregateFunction.values()) {
      taken.add(function.word());
      if (columns(function).findAny().isPresent()) {
        keys.add(key(function.word(), o -> aggregate(o, function)));
      }
    }
    keys.add(key("sort", this::sort));
    keys.add(key("limit", SummaryPathItem::limit));
    List<Relation> relations = SummarySchema.included(resource);
    if (!relations.isEmpty()) {
      keys.add(key("include", o -> include(o, relations)));
    }
    keys.addAll(new ListParameters(shared, resource).ofSearch());
    keys.addAll(FilterParameters.ofSelection(resource, shared.parameters(), taken));
    return keys;
  }

  private String key(String name, JsonObjectWriter.Members rest) {
    return shared.parameters().componentKey(name, resource.name() + ".summary", rest);
  }

  private Stream<ColumnPlan> columns(AggregateFunction function) {
    return resource.queryColumns().stream().filter(function::appliesTo);
  }

  private void group(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .describe(
            "Fields, and calendar units of dates and times, such as `month(created_at)`.",
            "The keys of a group: fields, and calendar units of dates and of times in UTC.");
    names(to, groupKeys().toList(), DocumentedLimits.GROUP_KEYS);
  }

  private Stream<String> groupKeys() {
    return resource.queryColumns().stream()
        .flatMap(
            c ->
                Stream.concat(
                    GroupableColumn.isGroupable(c) ? Stream.of(c.name()) : Stream.empty(),
                    CalendarUnit.appliesTo(c)
                        ? Arrays.stream(CalendarUnit.values())
                            .map(u -> u.word() + "(" + c.name() + ")")
                        : Stream.empty()));
  }

  private static void count(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .note(
            "Returns the number of rows of each group; the default without `sum`, `avg`, `min` and"
                + " `max`. Also without a value.")
        .inFull(f -> f.put("allowEmptyValue", true))
        .object("schema", s -> s.put("type", "boolean").inFull(f -> f.put("const", true)));
  }

  private void aggregate(JsonObjectWriter to, AggregateFunction function) throws IOException {
    to.put("in", "query").note(words(function));
    List<String> names = columns(function).map(ColumnPlan::name).toList();
    names(to, names, Math.min(names.size(), DocumentedLimits.AGGREGATES));
  }

  /// The names are those of the row; the brief document does not list them again.
  private static void names(JsonObjectWriter to, List<String> names, int most) throws IOException {
    to.inFull(f -> ListParameters.names(f, names, most)).inBrief(ListParameters::texts);
  }

  private static String words(AggregateFunction function) {
    return switch (function) {
      case SUM -> "Returns the sum of each of these fields.";
      case AVG -> "Returns the average of each of these fields, of its rows that are not null.";
      case MIN -> "Returns the smallest value of each of these fields.";
      case MAX -> "Returns the largest value of each of these fields.";
    };
  }

  /// The keys that some request may have; which ones follows from its group and its figures.
  private Stream<String> sortKeys() {
    Stream<String> figures =
        Arrays.stream(AggregateFunction.values())
            .flatMap(f -> columns(f).map(c -> f.word() + "." + c.name()));
    return Stream.of(groupKeys(), Stream.of("count"), figures)
        .flatMap(keys -> keys)
        .distinct()
        .flatMap(key -> Stream.of(key, "-" + key));
  }

  private void sort(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .describe(
            ListParameters.SORT,
            "The order of the groups, by keys of `group` and by figures of the response, such as"
                + " `-count` and `sum.minutes`; `-` means descending. Keys break ties. Default: the"
                + " keys.")
        .inFull(f -> ListParameters.names(f, sortKeys().toList(), DocumentedLimits.GROUP_KEYS))
        .inBrief(ListParameters::texts);
  }

  private static void include(JsonObjectWriter to, List<Relation> relations) throws IOException {
    to.put("in", "query")
        .describe(
            relations.stream().map(r -> "`" + r.name() + "`").collect(Collectors.joining(", ")),
            "The rows that keys of `group` refer to, one for each group; null if there is none that"
                + " the caller may read. `.` follows their relations to one row, up to three"
                + " levels:"
                + relations.stream()
                    .map(r -> "\n- `" + r.name() + "`: with `" + r.column() + "` in `group`")
                    .collect(Collectors.joining()));
    ListParameters.paths(to, relations, "");
  }

  private static void limit(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .note("The maximum number of groups.")
        .object(
            "schema",
            s ->
                s.put("type", "integer")
                    .put("format", "int32")
                    .inFull(
                        f ->
                            f.put("minimum", 1)
                                .put("maximum", DocumentedLimits.GROUPS)
                                .put("default", DocumentedLimits.DEFAULT_GROUPS)));
  }
}
