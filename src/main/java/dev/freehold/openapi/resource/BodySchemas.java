package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.Kind;
import dev.freehold.openapi.parameter.QueryLimits;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.RowId;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.Table;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What bodies of one resource may hold: a row to make or several, changes of one row or of several.
final class BodySchemas {
  private final ComponentNames names;
  private final ResourcePlan resource;

  BodySchemas(Shared shared, ResourcePlan resource) {
    this.names = shared.names();
    this.resource = resource;
  }

  void write(JsonObject to) throws IOException {
    if (Who.of(resource, Access.Operation.CREATE).isAnybody()) {
      to.object(names.of(resource, Kind.CREATE), this::create);
      to.object(names.of(resource, Kind.CREATE_MANY), this::createMany);
    }
    if (Who.of(resource, Access.Operation.UPDATE).isAnybody()) {
      to.object(names.of(resource, Kind.UPDATE), this::update);
      to.object(names.of(resource, Kind.UPDATE_MANY), this::updateMany);
    }
  }

  private void create(JsonObject schema) throws IOException {
    schema.put("description", "What a new row is made of." + keeps()).put("type", "object");
    List<String> required =
        resource.create().stream()
            .filter(WriteField::required)
            .map(f -> f.column().name())
            .toList();
    if (!required.isEmpty()) {
      schema.strings("required", required);
    }
    schema.object("properties", p -> fields(p, resource.create(), true));
    schema.put("additionalProperties", false);
  }

  private void createMany(JsonObject schema) throws IOException {
    several(schema, "Several new rows: all are made, or none.");
    schema.ref("items", "schemas/" + names.of(resource, Kind.CREATE));
  }

  private void update(JsonObject schema) throws IOException {
    schema
        .put(
            "description",
            "What to change: a field that is not given stays as it is; null clears an optional one."
                + keeps())
        .put("type", "object");
    schema.object("properties", p -> fields(p, resource.update(), false));
    schema.put("additionalProperties", false);
  }

  private void updateMany(JsonObject schema) throws IOException {
    several(schema, "Several rows by their ids, and what to change of each: all, or none.");
    schema.object("items", this::change);
  }

  private void change(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("id"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> RowId.schema(o, resource));
          fields(p, resource.update(), false);
        });
    schema.put("additionalProperties", false);
  }

  private static void several(JsonObject schema, String description) throws IOException {
    schema
        .put("description", description)
        .put("type", "array")
        .put("minItems", 1)
        .put("maxItems", QueryLimits.ROWS_OF_A_BODY);
  }

  private void fields(JsonObject properties, List<WriteField> fields, boolean creating)
      throws IOException {
    for (WriteField field : fields) {
      properties.object(
          field.column().name(), o -> FieldSchemas.sent(o, resource, field.column(), creating));
    }
  }

  /// What JSON Schema cannot say of a row: how its fields go together, and with other rows.
  private String keeps() {
    List<String> lines = new ArrayList<>();
    for (Table.Check check : resource.table().checks()) {
      lines.add("`" + check.rule().text() + "`, or it is refused: " + check.message());
    }
    for (Table.Unique unique : resource.table().uniques()) {
      if (unique.columns().size() > 1) {
        lines.add(
            unique.fields().stream().map(f -> "`" + f + "`").collect(Collectors.joining(", "))
                + (unique.fields().size() == 1 ? ": once" : ": together once")
                + " among the rows of one person");
      }
    }
    return lines.isEmpty() ? "" : " A row keeps to:\n- " + String.join("\n- ", lines);
  }
}
