package dev.freehold.openapi;

import dev.freehold.openapi.AuthPaths.AuthSchemas;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.FieldSchema.IdSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The request body schemas of one resource: create, create many, update, update many.
final class RequestBodySchemas {
  private final ComponentNames names;
  private final ResourcePlan resource;
  private final boolean createsMany;

  RequestBodySchemas(DocumentContext shared, ResourcePlan resource) {
    this.names = shared.names();
    this.resource = resource;
    this.createsMany = shared.plan().createsMany(resource);
  }

  void write(JsonObjectWriter to) throws IOException {
    if (DocumentedAccess.of(resource, Access.CrudOperation.CREATE).isGranted()) {
      to.object(names.schemaName(resource, ResourceSchemaKind.CREATE), this::create);
      if (createsMany) {
        to.object(names.schemaName(resource, ResourceSchemaKind.CREATE_MANY), this::createMany);
      }
    }
    if (DocumentedAccess.of(resource, Access.CrudOperation.UPDATE).isGranted()) {
      to.object(names.schemaName(resource, ResourceSchemaKind.UPDATE), this::update);
      to.object(names.schemaName(resource, ResourceSchemaKind.UPDATE_MANY), this::updateMany);
    }
  }

  /// Writes the schema of a change of a profile.
  void writeProfile(JsonObjectWriter to) throws IOException {
    to.object(
        names.schemaName(resource, ResourceSchemaKind.UPDATE),
        o -> update(o, AuthSchemas::changedName));
  }

  private void create(JsonObjectWriter schema) throws IOException {
    schema.describe(keeps().strip(), "The fields of a new row." + keeps()).put("type", "object");
    List<String> required =
        resource.createFields().stream()
            .filter(WriteField::required)
            .map(f -> f.column().name())
            .toList();
    if (!required.isEmpty()) {
      schema.strings("required", required);
    }
    schema.object("properties", p -> fields(p, resource.createFields(), true));
    closed(schema);
  }

  private void createMany(JsonObjectWriter schema) throws IOException {
    several(schema, "Several new rows: all are created, or none.");
    schema.ref("items", "schemas/" + names.schemaName(resource, ResourceSchemaKind.CREATE));
  }

  private void update(JsonObjectWriter schema) throws IOException {
    update(schema, _ -> {});
  }

  /// @param more writes further properties
  private void update(JsonObjectWriter schema, JsonObjectWriter.Members more) throws IOException {
    schema
        .note(
            "The fields to change. An omitted field is unchanged; null clears an optional field."
                + keeps())
        .put("type", "object");
    schema.object(
        "properties",
        p -> {
          more.write(p);
          fields(p, resource.updateFields(), false);
        });
    closed(schema);
  }

  private void updateMany(JsonObjectWriter schema) throws IOException {
    several(schema, "Several rows by id with the fields to change: all are changed, or none.");
    schema.object("items", i -> i.inFull(this::change).inBrief(this::identifiedUpdate));
  }

  private void identifiedUpdate(JsonObjectWriter schema) throws IOException {
    schema.objects(
        "allOf",
        List.of(
            o -> o.ref("schemas/" + names.schemaName(resource, ResourceSchemaKind.UPDATE)),
            o -> {
              o.put("type", "object").strings("required", List.of("id"));
              o.object("properties", p -> p.object("id", i -> IdSchema.schema(i, resource)));
            }));
  }

  /// That other members are refused. A part of `allOf` cannot say so, which the brief document has.
  private static void closed(JsonObjectWriter schema) throws IOException {
    schema.inFull(f -> f.put("additionalProperties", false));
  }

  private void change(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("id"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> IdSchema.schema(o, resource));
          fields(p, resource.updateFields(), false);
        });
    closed(schema);
  }

  private static void several(JsonObjectWriter schema, String description) throws IOException {
    schema
        .note(description)
        .put("type", "array")
        .inFull(f -> f.put("minItems", 1).put("maxItems", DocumentedLimits.ROWS_OF_A_BODY));
  }

  private void fields(JsonObjectWriter properties, List<WriteField> fields, boolean creating)
      throws IOException {
    for (WriteField field : fields) {
      properties.object(
          field.column().name(),
          o -> FieldSchema.inRequestBody(o, resource, field.column(), creating));
    }
  }

  /// The constraints that JSON Schema cannot express: checks and unique sets.
  private String keeps() {
    List<String> lines = new ArrayList<>();
    for (TablePlan.Check check : resource.table().checks()) {
      lines.add("`" + check.rule().text() + "`, otherwise the row is refused: " + check.message());
    }
    for (TablePlan.Unique unique : resource.table().uniques()) {
      if (!unique.isOfId()) {
        Rule condition = unique.condition();
        lines.add(
            unique.fields().stream().map(f -> "`" + f + "`").collect(Collectors.joining(", "))
                + (unique.fields().size() == 1 ? ": unique" : ": unique together")
                + switch (unique.within()) {
                  case OWNER -> " among the rows of one owner";
                  case TEAM -> " among the rows of one team";
                  case ALL ->
                      resource.table().owner().isPresent()
                          ? " among the rows of all users"
                          : " among all rows";
                }
                + (condition == null ? "" : " with `" + condition.text() + "`"));
      }
    }
    return lines.isEmpty() ? "" : " Constraints of a row:\n- " + String.join("\n- ", lines);
  }
}
