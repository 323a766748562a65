package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.FieldSchema.FieldDescription;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The schema of the response of a summary: groups and whether there are more of them.
final class SummarySchema {
  /// A relation with such a name would hide the figure.
  private static final Set<String> FIGURES =
      Stream.concat(
              Stream.of("count"),
              Arrays.stream(AggregateFunction.values()).map(AggregateFunction::word))
          .collect(Collectors.toUnmodifiableSet());

  private final ComponentNames names;
  private final ResourcePlan resource;
  private final RelationSchema relations;

  SummarySchema(DocumentContext shared, ResourcePlan resource, RelationSchema relations) {
    this.names = shared.names();
    this.resource = resource;
    this.relations = relations;
  }

  /// The relations that `include` may name: one row for each group.
  static List<Relation> included(ResourcePlan resource) {
    return resource.relations().stream()
        .filter(relation -> !relation.many() && isKey(resource, relation.column()))
        .filter(relation -> !FIGURES.contains(relation.name()))
        .toList();
  }

  private static boolean isKey(ResourcePlan resource, String column) {
    return resource.queryColumns().stream()
        .anyMatch(c -> c.name().equals(column) && GroupableColumn.isGroupable(c));
  }

  void write(JsonObjectWriter schema) throws IOException {
    EnvelopeSchema.of(schema, this::data);
  }

  private void data(JsonObjectWriter data) throws IOException {
    data.put("type", "object").strings("required", List.of("groups", "pagination"));
    data.object(
        "properties",
        p -> {
          p.object(
              "groups",
              g ->
                  g.put("type", "array")
                      .object("items", i -> i.inFull(this::item).inBrief(this::brief))
                      .inFull(f -> f.put("maxItems", DocumentedLimits.GROUPS)));
          p.inFull(f -> f.object("pagination", SummarySchema::pagination))
              .inBrief(
                  b ->
                      b.ref(
                          "pagination", "schemas/" + names.schemaName(BuiltInSchema.SUMMARY_PAGE)));
        });
  }

  /// The keys and relations of a group are those of a row, unless one has the name of a figure.
  private void brief(JsonObjectWriter schema) throws IOException {
    boolean hides =
        Stream.concat(
                resource.readColumns().stream().map(ColumnPlan::name),
                resource.relations().stream().map(Relation::includedKey))
            .anyMatch(FIGURES::contains);
    if (hides) {
      item(schema);
    } else {
      rowAndFigures(schema);
    }
  }

  private void rowAndFigures(JsonObjectWriter schema) throws IOException {
    schema.objects(
        "allOf",
        List.of(
            o -> o.ref("schemas/" + names.schemaName(resource, ResourceSchemaKind.SELECTION)),
            o -> o.ref("schemas/" + names.schemaName(BuiltInSchema.SUMMARY_FIGURES))));
  }

  /// Writes the schemas that the summaries of all resources share.
  static void shared(JsonObjectWriter schemas, ComponentNames names) throws IOException {
    String figures = names.schemaName(BuiltInSchema.SUMMARY_FIGURES);
    if (schemas.refersTo("schemas/" + figures)) {
      schemas.object(figures, SummarySchema::figures);
    }
    schemas.object(names.schemaName(BuiltInSchema.SUMMARY_PAGE), SummarySchema::pagination);
  }

  private static void figures(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object");
    schema.object(
        "properties",
        p -> {
          p.object("count", o -> o.put("type", "integer").put("format", "int64"));
          for (AggregateFunction function : AggregateFunction.values()) {
            p.object(
                function.word(), o -> o.put("type", "object").put("additionalProperties", true));
          }
        });
    // Calendar units.
    schema.put("additionalProperties", true);
  }

  private static void pagination(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("limit", "hasMore"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "limit",
              o ->
                  o.note("The maximum number of groups.")
                      .put("type", "integer")
                      .put("format", "int32")
                      .inFull(f -> f.put("minimum", 1)));
          p.object("hasMore", o -> o.note("Whether there are more groups.").put("type", "boolean"));
        });
  }

  private void item(JsonObjectWriter schema) throws IOException {
    schema
        .put(
            "description",
            "The keys, figures and relations that the request names. A calendar unit, such as"
                + " `month(created_at)`, is a text: `2026`, `2026-11`, `2026-W48` or"
                + " `2026-11-28`; null if the field is null.")
        .put("type", "object");
    schema.object(
        "properties",
        p -> {
          for (ColumnPlan column : resource.queryColumns()) {
            if (GroupableColumn.isGroupable(column)) {
              p.object(column.name(), o -> value(o, column, column.nullable()));
            }
          }
          p.object(
              "count",
              o ->
                  o.put("description", "The number of rows.")
                      .put("type", "integer")
                      .put("format", "int64")
                      .put("minimum", 0));
          for (AggregateFunction function : AggregateFunction.values()) {
            List<ColumnPlan> columns =
                resource.queryColumns().stream().filter(function::appliesTo).toList();
            if (!columns.isEmpty()) {
              p.object(function.word(), o -> aggregates(o, function, columns));
            }
          }
          for (Relation relation : included(resource)) {
            p.object(relation.name(), o -> relations.rows(o, relation));
          }
        });
    // A text or null; generators make no map of such values.
    schema.put("additionalProperties", true);
  }

  private static void aggregates(
      JsonObjectWriter schema, AggregateFunction function, List<ColumnPlan> columns)
      throws IOException {
    schema
        .put(
            "description",
            switch (function) {
              case SUM -> "Sums: strings, except that those of a `number` are numbers.";
              case AVG -> "Averages: strings, except that those of a `number` are numbers.";
              case MIN -> "The smallest values.";
              case MAX -> "The largest values.";
            })
        .put("type", "object");
    schema.object(
        "properties",
        p -> {
          for (ColumnPlan column : columns) {
            p.object(column.name(), o -> aggregate(o, function, column));
          }
        });
  }

  /// Null if no row of the group has a value.
  private static void aggregate(
      JsonObjectWriter schema, AggregateFunction function, ColumnPlan column) throws IOException {
    boolean adds = function == AggregateFunction.SUM || function == AggregateFunction.AVG;
    if (!adds) {
      value(schema, column, true);
      return;
    }
    restricted(schema, column);
    boolean number = column.type().scalar() == ScalarType.NUMBER;
    schema
        .strings("type", List.of(number ? "number" : "string", "null"))
        .put("format", number ? "double" : "decimal");
  }

  private static void value(JsonObjectWriter schema, ColumnPlan column, boolean nullable)
      throws IOException {
    restricted(schema, column);
    FieldConstraints choice =
        new FieldConstraints(null, FieldConstraints.NONE.range(), column.constraints().values());
    ValueSchema.write(schema, column.type(), choice, nullable, Direction.RESPONSE);
  }

  private static void restricted(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    if (!column.readers().isEmpty()) {
      schema.put("description", FieldDescription.queries(column));
      FieldSchema.readers(schema, column);
    }
  }
}
