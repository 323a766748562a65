package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// The response schemas of one resource: the whole row, and the row with selected fields and
/// included relations.
final class ResponseSchemas {
  /// The types that oapi-codegen and ogen make beside those of schemas, in the same package.
  private static final Set<String> GO_TYPES = Set.of("Client", "Server", "Handler", "Invoker");

  private final DocumentContext shared;
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final RelationSchema relations;

  ResponseSchemas(DocumentContext shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
    this.relations = new RelationSchema(shared, resource);
  }

  void write(JsonObjectWriter to) throws IOException {
    if (isWritten()) {
      to.object(names.rowSchemaName(resource), this::row);
      if (!resource.name().equals(Teams.TEAM_INVITATIONS) || shared.plan().teams() == null) {
        to.object(
            names.schemaName(resource, ResourceSchemaKind.RESPONSE),
            o -> EnvelopeSchema.of(o, d -> ref(d, names.rowSchemaName(resource))));
        to.object(
            names.schemaName(resource, ResourceSchemaKind.ROWS_RESPONSE),
            o -> EnvelopeSchema.of(o, this::rows));
      }
    }
    to.object(names.schemaName(resource, ResourceSchemaKind.SELECTION), this::selection);
    to.object(
        names.schemaName(resource, ResourceSchemaKind.SELECTION_RESPONSE),
        o ->
            EnvelopeSchema.of(
                o, d -> ref(d, names.schemaName(resource, ResourceSchemaKind.SELECTION))));
    to.object(
        names.schemaName(resource, ResourceSchemaKind.LIST_RESPONSE),
        o -> EnvelopeSchema.of(o, this::list));
    to.object(
        names.schemaName(resource, ResourceSchemaKind.SUMMARY_RESPONSE),
        new SummarySchema(shared, resource, relations)::write);
    if (isIncluded()) {
      to.object(names.schemaName(resource, ResourceSchemaKind.INCLUDED), this::included);
    }
  }

  /// Writes the schema of a profile, which is never a part of a list.
  void writeProfile(JsonObjectWriter to) throws IOException {
    to.object(names.rowSchemaName(resource), this::row);
  }

  /// Whether any operation returns a whole row.
  private boolean isWritten() {
    return DocumentedAccess.of(resource, Access.CrudOperation.CREATE).isGranted()
        || DocumentedAccess.of(resource, Access.CrudOperation.UPDATE).isGranted();
  }

  private boolean isIncluded() {
    return shared.plan().resources().stream()
        .flatMap(r -> r.relations().stream())
        .anyMatch(r -> r.kind() == Relation.Kind.MANY && r.target().equals(resource.name()));
  }

  private void row(JsonObjectWriter schema) throws IOException {
    schema.note(resource.description());
    schema.put("type", "object");
    String name = names.rowSchemaName(resource);
    if (GO_TYPES.contains(name)) {
      schema.put("x-go-name", name + "Row").put("x-ogen-name", name + "Row");
    }
    schema.strings(
        "required",
        resource.readColumns().stream()
            .filter(c -> c.readers().isEmpty())
            .map(ColumnPlan::name)
            .toList());
    schema.object(
        "properties",
        p -> {
          columns(p);
          if (resource.isPeople()) {
            for (Relation relation : resource.relations()) {
              p.object(relation.name() + ".count", o -> RelationSchema.count(o, relation));
            }
          }
        });
  }

  private void columns(JsonObjectWriter properties) throws IOException {
    for (ColumnPlan column : resource.readColumns()) {
      properties.object(column.name(), o -> FieldSchema.inResponse(o, resource, column));
    }
  }

  private void selection(JsonObjectWriter schema) throws IOException {
    String also =
        resource.relations().stream().noneMatch(r -> r.isIncluded() || r.isCountable())
            ? ""
            : ", and the relations of `include`";
    schema
        .note(
            "A row as returned by a read: all fields that the caller may read, or those in `fields`"
                + also
                + ".")
        .put("type", "object");
    schema.object(
        "properties",
        p -> {
          columns(p);
          for (Relation relation : resource.relations()) {
            if (relation.isIncluded()) {
              p.object(relation.includedKey(), o -> relations.rows(o, relation));
            }
            if (relation.isCountable()) {
              p.object(relation.name() + ".count", o -> RelationSchema.count(o, relation));
            }
          }
        });
  }

  private void included(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("data", "hasMore", "url"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "data", o -> array(o, ResourceSchemaKind.SELECTION, resource.limit().defaultLimit()));
          p.object("hasMore", RelationSchema::hasMore);
          p.object(
              "url",
              o ->
                  o.note("The path of the list of all rows.")
                      .put("type", "string")
                      .put("format", "uri-reference"));
        });
  }

  private void rows(JsonObjectWriter data) throws IOException {
    data.put("type", "object").strings("required", List.of(resource.name()));
    data.object(
        "properties",
        p ->
            p.object(
                resource.name(),
                o ->
                    o.put("type", "array")
                        .ref("items", "schemas/" + names.rowSchemaName(resource))
                        .inFull(f -> f.put("maxItems", DocumentedLimits.ROWS_OF_A_BODY))));
  }

  private void list(JsonObjectWriter data) throws IOException {
    data.put("type", "object").strings("required", List.of(resource.name(), "pagination"));
    data.object(
        "properties",
        p -> {
          p.object(
              resource.name(), o -> array(o, ResourceSchemaKind.SELECTION, resource.limit().max()));
          p.ref("pagination", "schemas/" + names.schemaName(BuiltInSchema.PAGINATION));
        });
  }

  private void array(JsonObjectWriter to, ResourceSchemaKind items, int max) throws IOException {
    to.put("type", "array")
        .ref("items", "schemas/" + names.schemaName(resource, items))
        .inFull(f -> f.put("maxItems", max));
  }

  private static void ref(JsonObjectWriter to, String schema) throws IOException {
    to.ref("schemas/" + schema);
  }
}
