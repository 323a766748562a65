package dev.freehold.openapi;

import dev.freehold.openapi.FieldSchema.IdSchema;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.JsonContent.ExampleWriter;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The request and response examples of one resource, all about one row. A list is empty if no
/// valid example could be made.
final class ResourceExamples {
  private final ResourcePlan resource;
  private final Optional<ExampleRow> row;

  ResourceExamples(ResourcePlan resource) {
    this.resource = resource;
    this.row = ExampleRow.of(resource);
  }

  /// The body of a create.
  Optional<JsonObjectWriter.Members> create() {
    return row.map(r -> o -> fields(o, r.body()));
  }

  /// The body of an update. It has one field, to show that the others are optional.
  Optional<JsonObjectWriter.Members> update() {
    return row.flatMap(ExampleRow::changed).map(changed -> o -> fields(o, changed));
  }

  /// The fields of a profile beside those of its account.
  Optional<JsonObjectWriter.Members> profileFields() {
    return row.map(
        r ->
            o -> {
              for (ColumnPlan column : resource.readColumns()) {
                if (column.role() == ColumnPlan.Role.FIELD) {
                  o.value(column.name(), column.type(), r.value(column));
                }
              }
            });
  }

  private static void fields(JsonObjectWriter to, Map<ColumnPlan, Object> fields)
      throws IOException {
    for (Map.Entry<ColumnPlan, Object> field : fields.entrySet()) {
      to.value(field.getKey().name(), field.getKey().type(), field.getValue());
    }
  }

  List<JsonContent.NamedExample> createBody() {
    return create()
        .map(body -> List.of(new JsonContent.NamedExample("one", ExampleWriter.object(body))))
        .orElse(List.of());
  }

  List<JsonContent.NamedExample> createManyBody() {
    return create()
        .map(
            body ->
                List.of(
                    new JsonContent.NamedExample("several", ExampleWriter.array(List.of(body)))))
        .orElse(List.of());
  }

  List<JsonContent.NamedExample> updateBody() {
    if (resource.updateFields().isEmpty()) {
      return List.of(new JsonContent.NamedExample("nothing", ExampleWriter.object(_ -> {})));
    }
    return update()
        .map(body -> List.of(new JsonContent.NamedExample("change", ExampleWriter.object(body))))
        .orElse(List.of());
  }

  List<JsonContent.NamedExample> updateManyBody() {
    return update()
        .map(
            body ->
                List.of(
                    new JsonContent.NamedExample(
                        "each", ExampleWriter.array(List.of(o -> identified(o, body))))))
        .orElse(List.of());
  }

  private void identified(JsonObjectWriter to, JsonObjectWriter.Members body) throws IOException {
    IdSchema.example(to, "id", resource);
    body.write(to);
  }

  /// A response with the row.
  List<JsonContent.NamedExample> one() {
    return row.map(
            r -> List.of(new JsonContent.NamedExample("one", ExampleWriter.data(d -> shown(d, r)))))
        .orElse(List.of());
  }

  /// A response with several rows.
  List<JsonContent.NamedExample> several() {
    return row.map(
            r ->
                List.of(
                    new JsonContent.NamedExample(
                        "several",
                        ExampleWriter.data(
                            d -> d.objects(resource.name(), List.of(o -> shown(o, r)))))))
        .orElse(List.of());
  }

  /// A response with the number of changed rows.
  static JsonContent.NamedExample affected() {
    return new JsonContent.NamedExample("affected", ExampleWriter.data(d -> d.put("affected", 3)));
  }

  List<JsonContent.NamedExample> page() {
    return row.map(
            r -> List.of(new JsonContent.NamedExample("page", ExampleWriter.data(d -> page(d, r)))))
        .orElse(List.of());
  }

  private void page(JsonObjectWriter data, ExampleRow row) throws IOException {
    data.objects(resource.name(), List.of(o -> shown(o, row)));
    data.object(
        "pagination",
        p ->
            p.put("page", 1)
                .put("limit", resource.limit().defaultLimit())
                .put("total", 1)
                .put("totalPages", 1)
                .putNull("nextCursor"));
  }

  /// The row as returned to a caller without roles.
  private void shown(JsonObjectWriter to, ExampleRow row) throws IOException {
    for (ColumnPlan column : resource.readColumns()) {
      if (column.readers().isEmpty()) {
        to.value(column.name(), column.type(), row.value(column));
      }
    }
  }
}
