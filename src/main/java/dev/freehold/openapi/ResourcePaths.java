package dev.freehold.openapi;

import dev.freehold.openapi.Operation.Body;
import dev.freehold.openapi.Operation.Success;
import dev.freehold.openapi.schema.Example;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The two paths of a resource and their six operations.
final class ResourcePaths {
  private static final String WHOSE = "Only rows of the person who asks are seen.";

  private final String base;
  private final ResourcePlan resource;
  private final ComponentNames names;
  private final ResourceSchemas schemas;

  ResourcePaths(String base, ResourcePlan resource, ComponentNames names) {
    this.base = base;
    this.resource = resource;
    this.names = names;
    this.schemas = new ResourceSchemas(resource, names);
  }

  void write(JsonObject paths) throws IOException {
    paths.object(
        base + "/" + resource.name(),
        p -> {
          list().write(p, "get");
          create().write(p, "post");
        });
    paths.object(
        base + "/" + resource.name() + "/{id}",
        p -> {
          read().write(p, "get");
          update("put", "Update (PUT)").write(p, "put");
          update("update", "Update").write(p, "patch");
          delete().write(p, "delete");
        });
  }

  private Operation list() {
    return new Operation(
        "list" + pascal(resource.name()),
        names.tag(resource),
        "List",
        "A page of rows, and how many there are in all. " + WHOSE,
        true,
        Parameters.ofList(resource),
        null,
        new Success(
            200,
            "A page of rows.",
            List.of(),
            names.listResponse(resource),
            schemas.hasExample() ? this::page : null),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED));
  }

  private void page(JsonObject data) throws IOException {
    data.objects(resource.name(), List.of(schemas::example));
    data.object(
        "pagination",
        p ->
            p.put("page", 1)
                .put("limit", resource.limit().standard())
                .put("total", 1)
                .put("totalPages", 1));
  }

  private Operation create() {
    List<Failure> failures =
        new ArrayList<>(
            List.of(Failure.BAD_BODY, Failure.UNAUTHORIZED, Failure.UNSUPPORTED_MEDIA_TYPE));
    if (!resource.table().uniques().isEmpty()) {
      failures.add(Failure.CONFLICT);
    }
    return new Operation(
        "create" + resource.schema(),
        names.tag(resource),
        "Create",
        "Makes a row that belongs to the person who asks.",
        true,
        List.of(),
        new Body(names.create(resource), createExample()),
        row(201, "The new row.", List.of("ETag", "Location")),
        failures);
  }

  private JsonObject.@Nullable Members createExample() {
    boolean possible =
        resource.create().stream().allMatch(f -> !f.required() || Example.of(f.column()) != null);
    return possible ? o -> fields(o, resource.create()) : null;
  }

  private Operation read() {
    return new Operation(
        "get" + resource.schema(),
        names.tag(resource),
        "Read",
        "One row. " + WHOSE,
        true,
        Parameters.ofRow(resource),
        null,
        row(200, "The row.", List.of("ETag")),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED, Failure.NOT_FOUND));
  }

  private Operation update(String verb, String summary) {
    List<Failure> failures =
        new ArrayList<>(
            List.of(
                Failure.BAD_BODY,
                Failure.UNAUTHORIZED,
                Failure.NOT_FOUND,
                Failure.UNSUPPORTED_MEDIA_TYPE));
    if (resource.table().uniques().stream().anyMatch(this::mayChange)) {
      failures.add(Failure.CONFLICT);
    }
    return new Operation(
        verb + resource.schema(),
        names.tag(resource),
        summary,
        "Changes the fields that are given and leaves the others. PUT and PATCH do the same.",
        true,
        Parameters.ofRow(resource),
        new Body(names.update(resource), updateExample()),
        row(200, "The row as it is now.", List.of("ETag")),
        failures);
  }

  private boolean mayChange(Table.Unique unique) {
    return resource.update().stream().anyMatch(f -> unique.fields().contains(f.column().name()));
  }

  /// One field is enough to show that the others may be left out.
  private JsonObject.@Nullable Members updateExample() {
    List<WriteField> shown =
        resource.update().stream().filter(f -> Example.of(f.column()) != null).limit(1).toList();
    return shown.isEmpty() && !resource.update().isEmpty() ? null : o -> fields(o, shown);
  }

  private Operation delete() {
    return new Operation(
        "delete" + resource.schema(),
        names.tag(resource),
        "Delete",
        "Deletes the row for good.",
        true,
        Parameters.ofRow(resource),
        null,
        new Success(204, "The row is gone.", List.of(), null, null),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED, Failure.NOT_FOUND));
  }

  private Success row(int status, String description, List<String> headers) {
    return new Success(
        status,
        description,
        headers,
        names.response(resource),
        schemas.hasExample() ? schemas::example : null);
  }

  private static void fields(JsonObject to, List<WriteField> fields) throws IOException {
    for (WriteField field : fields) {
      Object value = Example.of(field.column());
      if (value != null) {
        to.value(field.column().name(), field.column().type(), value);
      }
    }
  }

  /// `OrderEntries` of `order_entries`.
  static String pascal(String snake) {
    StringBuilder name = new StringBuilder();
    for (String word : snake.split("_", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return name.toString();
  }
}
