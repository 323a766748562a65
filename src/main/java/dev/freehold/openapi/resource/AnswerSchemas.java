package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.ComponentNames.Kind;
import dev.freehold.openapi.parameter.QueryLimits;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.Notes;
import dev.freehold.plan.Column;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.List;

/// What answers show of one resource: a whole row, which a write answers, and the part of one that a read was asked for.
final class AnswerSchemas {
  private final Shared shared;
  private final ComponentNames names;
  private final ResourcePlan resource;

  AnswerSchemas(Shared shared, ResourcePlan resource) {
    this.shared = shared;
    this.names = shared.names();
    this.resource = resource;
  }

  void write(JsonObject to) throws IOException {
    if (isWritten()) {
      to.object(names.row(resource), this::row);
      to.object(
          names.of(resource, Kind.RESPONSE), o -> Envelope.of(o, d -> ref(d, names.row(resource))));
      to.object(names.of(resource, Kind.ROWS_RESPONSE), o -> Envelope.of(o, this::rows));
    }
    to.object(names.of(resource, Kind.SELECTION), this::selection);
    to.object(
        names.of(resource, Kind.SELECTION_RESPONSE),
        o -> Envelope.of(o, d -> ref(d, names.of(resource, Kind.SELECTION))));
    to.object(names.of(resource, Kind.LIST_RESPONSE), o -> Envelope.of(o, this::list));
    if (isIncluded()) {
      to.object(names.of(resource, Kind.INCLUDED), this::included);
    }
  }

  /// Whether any operation answers a whole row.
  private boolean isWritten() {
    return Who.of(resource, Access.Operation.CREATE).isAnybody()
        || Who.of(resource, Access.Operation.UPDATE).isAnybody();
  }

  private boolean isIncluded() {
    return shared.plan().resources().stream()
        .flatMap(r -> r.relations().stream())
        .anyMatch(r -> r.many() && r.target().equals(resource.name()));
  }

  private void row(JsonObject schema) throws IOException {
    if (!resource.description().isEmpty()) {
      schema.put("description", resource.description());
    }
    schema.put("type", "object");
    schema.strings(
        "required",
        resource.read().stream().filter(c -> c.readers().isEmpty()).map(Column::name).toList());
    schema.object("properties", this::columns);
  }

  private void columns(JsonObject properties) throws IOException {
    for (Column column : resource.read()) {
      properties.object(column.name(), o -> FieldSchemas.answered(o, resource, column));
    }
  }

  private void selection(JsonObject schema) throws IOException {
    String also = resource.relations().isEmpty() ? "" : "; and what `include` names";
    schema
        .put(
            "description",
            "What a read shows of a row: all that you can read, or what `fields` names"
                + also
                + ".")
        .put("type", "object");
    schema.object(
        "properties",
        p -> {
          columns(p);
          for (Relation relation : resource.relations()) {
            p.object(relation.name(), o -> relation(o, relation));
          }
        });
  }

  private void relation(JsonObject schema, Relation relation) throws IOException {
    ResourcePlan target = shared.plan().resource(relation.target());
    ResourcePlan pointing = relation.many() ? target : resource;
    List<String> readers = pointing.table().column(relation.column()).readers();
    String whom = readers.isEmpty() ? "" : " There for " + Notes.roles(readers) + " only.";
    if (relation.many()) {
      schema.put(
          "description",
          "With `include=" + relation.name() + "`: the first of those that you can read." + whom);
      ref(schema, names.of(target, Kind.INCLUDED));
    } else {
      schema.put(
          "description",
          "With `include="
              + relation.name()
              + "`: null where there is none that you can read."
              + whom);
      schema.objects(
          "anyOf",
          List.of(o -> ref(o, names.of(target, Kind.SELECTION)), o -> o.put("type", "null")));
    }
    if (!readers.isEmpty()) {
      schema.strings("x-read-roles", readers);
    }
  }

  private void included(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("data", "hasMore", "url"));
    schema.object(
        "properties",
        p -> {
          p.object("data", o -> array(o, Kind.SELECTION, resource.limit().standard()));
          p.object(
              "hasMore",
              o -> o.put("description", "Whether there are others.").put("type", "boolean"));
          p.object(
              "url",
              o ->
                  o.put("description", "The path of the list of all of them.")
                      .put("type", "string")
                      .put("format", "uri-reference"));
        });
  }

  private void rows(JsonObject data) throws IOException {
    data.put("type", "object").strings("required", List.of(resource.name()));
    data.object(
        "properties",
        p ->
            p.object(
                resource.name(),
                o ->
                    o.put("type", "array")
                        .ref("items", "schemas/" + names.row(resource))
                        .put("maxItems", QueryLimits.ROWS_OF_A_BODY)));
  }

  private void list(JsonObject data) throws IOException {
    data.put("type", "object").strings("required", List.of(resource.name(), "pagination"));
    data.object(
        "properties",
        p -> {
          p.object(resource.name(), o -> array(o, Kind.SELECTION, resource.limit().max()));
          p.ref("pagination", "schemas/" + names.of(BuiltIn.PAGINATION));
        });
  }

  private void array(JsonObject to, Kind items, int max) throws IOException {
    to.put("type", "array")
        .ref("items", "schemas/" + names.of(resource, items))
        .put("maxItems", max);
  }

  private static void ref(JsonObject to, String schema) throws IOException {
    to.put("$ref", "#/components/schemas/" + schema);
  }
}
