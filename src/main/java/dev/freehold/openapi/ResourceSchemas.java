package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltIn;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.Example;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.Notes;
import dev.freehold.openapi.schema.ValueSchema;
import dev.freehold.openapi.schema.ValueSchema.Way;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The schemas of one resource: a row, the bodies of a create and an update, and the answers.
final class ResourceSchemas {
  private final ResourcePlan resource;
  private final ComponentNames names;

  ResourceSchemas(ResourcePlan resource, ComponentNames names) {
    this.resource = resource;
    this.names = names;
  }

  void write(JsonObject to) throws IOException {
    to.object(names.row(resource), this::row);
    to.object(
        names.create(resource),
        o -> body(o, "What a new row is made of.", resource.create(), true));
    to.object(
        names.update(resource),
        o ->
            body(
                o,
                "What to change: a field that is not given stays as it is; null clears an optional"
                    + " one.",
                resource.update(),
                false));
    to.object(
        names.response(resource),
        o -> Envelope.of(o, d -> d.put("$ref", "#/components/schemas/" + names.row(resource))));
    to.object(names.listResponse(resource), o -> Envelope.of(o, this::list));
  }

  private void row(JsonObject schema) throws IOException {
    if (!resource.description().isEmpty()) {
      schema.put("description", resource.description());
    }
    schema.put("type", "object");
    schema.strings("required", resource.read().stream().map(Column::name).toList());
    schema.object(
        "properties",
        p -> {
          for (Column column : resource.read()) {
            p.object(column.name(), o -> answered(o, column));
          }
        });
  }

  private void answered(JsonObject schema, Column column) throws IOException {
    if (!column.description().isEmpty()) {
      schema.put("description", column.description());
    }
    if (column.role() == Column.Role.ID) {
      id(schema, resource);
    } else {
      ValueSchema.write(schema, column.type(), column.rules(), column.nullable(), Way.ANSWER);
    }
    if (isReadOnly(column)) {
      schema.put("readOnly", true);
    }
  }

  /// An id as it stands in an answer and in a path; the database counts from 1.
  static void id(JsonObject schema, ResourcePlan resource) throws IOException {
    switch (resource.id()) {
      case INTEGER -> schema.put("type", "integer").put("format", "int64").put("minimum", 1);
      case UUID -> schema.put("type", "string").put("format", "uuid");
    }
  }

  /// The id of the row in the examples.
  static String exampleId(ResourcePlan resource) {
    return switch (resource.id()) {
      case INTEGER -> "1";
      case UUID -> Example.ROW.toString();
    };
  }

  private boolean isReadOnly(Column column) {
    return resource.create().stream().noneMatch(f -> f.column().name().equals(column.name()))
        && resource.update().stream().noneMatch(f -> f.column().name().equals(column.name()));
  }

  private void body(
      JsonObject schema, String description, List<WriteField> fields, boolean creating)
      throws IOException {
    schema.put("description", description).put("type", "object");
    List<String> required =
        fields.stream().filter(f -> creating && f.required()).map(f -> f.column().name()).toList();
    if (!required.isEmpty()) {
      schema.strings("required", required);
    }
    schema.object(
        "properties",
        p -> {
          for (WriteField field : fields) {
            p.object(field.column().name(), o -> sent(o, field.column(), creating));
          }
        });
    schema.put("additionalProperties", false);
  }

  private void sent(JsonObject schema, Column column, boolean creating) throws IOException {
    String description = Notes.of(column);
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    ValueSchema.write(schema, column.type(), column.rules(), column.nullable(), Way.BODY);
    if (creating && column.defaultValue() != null) {
      schema.value("default", column.type(), column.defaultValue());
    }
    if (resource.read().stream().noneMatch(c -> c.name().equals(column.name()))) {
      schema.put("writeOnly", true);
    }
  }

  private void list(JsonObject data) throws IOException {
    data.put("type", "object").strings("required", List.of(resource.name(), "pagination"));
    data.object(
        "properties",
        p -> {
          p.object(
              resource.name(),
              o ->
                  o.put("type", "array")
                      .ref("items", "schemas/" + names.row(resource))
                      .put("maxItems", resource.limit().max()));
          p.ref("pagination", "schemas/" + names.of(BuiltIn.PAGINATION));
        });
  }

  /// A row as the server would answer it to the example of a create.
  void example(JsonObject row) throws IOException {
    for (Column column : resource.read()) {
      row.value(column.name(), column.type(), exampleOf(column));
    }
  }

  /// Whether every column that must hold a value has one to show.
  boolean hasExample() {
    return resource.read().stream().allMatch(c -> c.nullable() || exampleOf(c) != null);
  }

  private @Nullable Object exampleOf(Column column) {
    return switch (column.role()) {
      case ID ->
          switch (resource.id()) {
            case INTEGER -> (Object) 1L;
            case UUID -> Example.ROW;
          };
      case OWNER -> Example.PERSON;
      case CREATED_AT, UPDATED_AT -> Example.CREATED;
      case FIELD -> Example.of(column);
      case VERSION -> throw new IllegalStateException("the version is not in the read set");
    };
  }
}
