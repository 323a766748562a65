package dev.freehold.openapi.resource;

import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Content.Value;
import dev.freehold.openapi.schema.ExampleRow;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.RowId;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The examples of one resource, all about one row: the bodies that make and change it, and the answers that show it.
/// Each list is empty where no example could be made that the server would accept.
final class RowExamples {
  private final ResourcePlan resource;
  private final Optional<ExampleRow> row;

  RowExamples(ResourcePlan resource) {
    this.resource = resource;
    this.row = ExampleRow.of(resource);
  }

  /// The body of a create.
  Optional<JsonObject.Members> create() {
    return row.map(r -> o -> fields(o, r.body()));
  }

  /// The body of an update. One field is enough to show that the others may be left out.
  Optional<JsonObject.Members> update() {
    return row.flatMap(ExampleRow::changed).map(changed -> o -> fields(o, changed));
  }

  private static void fields(JsonObject to, Map<Column, Object> fields) throws IOException {
    for (Map.Entry<Column, Object> field : fields.entrySet()) {
      to.value(field.getKey().name(), field.getKey().type(), field.getValue());
    }
  }

  List<Content.Example> createBody() {
    return create()
        .map(
            body ->
                List.of(
                    new Content.Example("one", Value.object(body)),
                    new Content.Example("several", Value.array(List.of(body)))))
        .orElse(List.of());
  }

  List<Content.Example> updateBody() {
    if (resource.update().isEmpty()) {
      return List.of(new Content.Example("nothing", Value.object(_ -> {})));
    }
    return update()
        .map(body -> List.of(new Content.Example("change", Value.object(body))))
        .orElse(List.of());
  }

  List<Content.Example> updateManyBody() {
    return update()
        .map(
            body ->
                List.of(
                    new Content.Example("alike", Value.object(body)),
                    new Content.Example("each", Value.array(List.of(o -> identified(o, body))))))
        .orElse(List.of());
  }

  private void identified(JsonObject to, JsonObject.Members body) throws IOException {
    RowId.example(to, "id", resource);
    body.write(to);
  }

  /// An answer with the row.
  List<Content.Example> one() {
    return row.map(r -> List.of(new Content.Example("one", Value.data(d -> shown(d, r)))))
        .orElse(List.of());
  }

  /// An answer with several rows.
  List<Content.Example> several() {
    return row.map(
            r ->
                List.of(
                    new Content.Example(
                        "several",
                        Value.data(d -> d.objects(resource.name(), List.of(o -> shown(o, r)))))))
        .orElse(List.of());
  }

  /// How many rows a change was of.
  static Content.Example affected() {
    return new Content.Example("affected", Value.data(d -> d.put("affected", 3)));
  }

  List<Content.Example> page() {
    return row.map(r -> List.of(new Content.Example("page", Value.data(d -> page(d, r)))))
        .orElse(List.of());
  }

  private void page(JsonObject data, ExampleRow row) throws IOException {
    data.objects(resource.name(), List.of(o -> shown(o, row)));
    data.object(
        "pagination",
        p ->
            p.put("page", 1)
                .put("limit", resource.limit().standard())
                .put("total", 1)
                .put("totalPages", 1)
                .putNull("nextCursor"));
  }

  /// As somebody without a role sees it.
  private void shown(JsonObject to, ExampleRow row) throws IOException {
    for (Column column : resource.read()) {
      if (column.readers().isEmpty()) {
        to.value(column.name(), column.type(), row.value(column));
      }
    }
  }
}
