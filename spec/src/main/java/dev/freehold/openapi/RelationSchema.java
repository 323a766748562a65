package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.FieldSchema.FieldDescription;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import java.io.IOException;
import java.util.List;

/// The schemas of what `include` adds to a row of one resource.
final class RelationSchema {
  private final ApiPlan plan;
  private final ComponentNames names;
  private final ResourcePlan resource;

  RelationSchema(DocumentContext shared, ResourcePlan resource) {
    this.plan = shared.plan();
    this.names = shared.names();
    this.resource = resource;
  }

  static void count(JsonObjectWriter schema, Relation relation) throws IOException {
    schema
        .note(
            (relation.kind() == Relation.Kind.OF_ACCOUNT
                    ? "In a row whose `include` ends with `." + relation.name() + ".count`"
                    : "With `include=" + relation.name() + ".count`")
                + ": the number of the rows that the caller may read.")
        .put("type", "integer")
        .inFull(f -> f.put("minimum", 0));
  }

  /// The included rows, or the row.
  void rows(JsonObjectWriter schema, Relation relation) throws IOException {
    ResourcePlan target = plan.resource(relation.target());
    ResourcePlan pointing = relation.kind().isReverse() ? target : resource;
    ColumnPlan reference = pointing.table().column(relation.column());
    String readers = FieldDescription.readers(reference);
    String whom = readers.isEmpty() ? "" : " " + readers;
    String anonymous = target.anonymousReads() ? "." : ", and for anonymous callers.";
    String what =
        switch (relation.kind()) {
          case ONE ->
              target.isPeople()
                  ? "the public profile. Null if the field is null" + anonymous
                  : "null if there is no row that the caller may read.";
          case MANY, LISTING, OF_ACCOUNT -> "the first rows that the caller may read.";
          case LISTED ->
              target.isPeople()
                  ? "the public profiles, in the order of the list"
                      + (target.anonymousReads() ? "." : "; none for anonymous callers.")
                  : "the rows of the list that the caller may read, in its order.";
        };
    schema.note("With `include=" + relation.name() + "`: " + what + whom);
    switch (relation.kind()) {
      case ONE ->
          schema.objects(
              "anyOf",
              List.of(
                  o -> ref(o, names.schemaName(target, ResourceSchemaKind.SELECTION)),
                  o -> o.put("type", "null")));
      case MANY, LISTING, OF_ACCOUNT ->
          ref(schema, names.schemaName(target, ResourceSchemaKind.INCLUDED));
      case LISTED -> listed(schema, target, reference);
    }
    FieldSchema.readers(schema, reference);
  }

  /// The rows of a list of references.
  private void listed(JsonObjectWriter schema, ResourcePlan target, ColumnPlan list)
      throws IOException {
    schema.put("type", "object").strings("required", List.of("data", "hasMore"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "data",
              o ->
                  o.put("type", "array")
                      .ref(
                          "items",
                          "schemas/" + names.schemaName(target, ResourceSchemaKind.SELECTION))
                      .inFull(f -> f.put("maxItems", list.maxItems())));
          p.object("hasMore", RelationSchema::hasMore);
        });
  }

  static void hasMore(JsonObjectWriter schema) throws IOException {
    schema.note("Whether there are more rows.").put("type", "boolean");
  }

  private static void ref(JsonObjectWriter to, String schema) throws IOException {
    to.ref("schemas/" + schema);
  }
}
