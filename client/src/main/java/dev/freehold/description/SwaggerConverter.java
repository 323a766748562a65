package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rewrites a Swagger 2.0 document as OpenAPI 3.0: base path, parameters, bodies, forms, responses and
/// security schemes. Schemas stay as they are, at their place in `definitions`.
final class SwaggerConverter {
  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  /// What a parameter has beside its schema.
  private static final Set<String> OF_PARAMETER =
      Set.of("name", "in", "required", "description", "allowEmptyValue");

  /// What an OpenAPI 3 document says in other words.
  private static final Set<String> REPLACED =
      Set.of(
          "swagger",
          "host",
          "basePath",
          "schemes",
          "paths",
          "consumes",
          "produces",
          "securityDefinitions");

  private final JsonObject root;
  private final JsonReferenceResolver references;

  private SwaggerConverter(JsonObject root) {
    this.root = root;
    this.references = new JsonReferenceResolver(root);
  }

  static JsonObject convert(JsonObject root) {
    return new SwaggerConverter(root).document();
  }

  private JsonObject document() {
    JsonObject document = new JsonObject().put("openapi", "3.0.3");
    for (String name : root.fieldNames()) {
      if (!REPLACED.contains(name)) {
        document.put(name, root.getValue(name));
      }
    }
    if (root.getValue("basePath") instanceof String base) {
      document.put("servers", new JsonArray().add(new JsonObject().put("url", base)));
    }
    JsonObject schemes = new JsonObject();
    JsonObject written = references.resolve(root.getValue("securityDefinitions"));
    for (String name : written.fieldNames()) {
      JsonObject scheme = references.resolve(written.getValue(name));
      schemes.put(
          name,
          "basic".equals(scheme.getValue("type"))
              ? new JsonObject().put("type", "http").put("scheme", "basic")
              : scheme);
    }
    document.put("components", new JsonObject().put("securitySchemes", schemes));
    if (root.getValue("paths") instanceof JsonObject paths) {
      JsonObject converted = new JsonObject();
      for (String path : paths.fieldNames()) {
        converted.put(
            path, path.startsWith("/") ? item(paths.getValue(path)) : paths.getValue(path));
      }
      document.put("paths", converted);
    }
    return document;
  }

  private JsonObject item(@Nullable Object written) {
    JsonObject item = references.resolve(written);
    List<JsonObject> shared = parameters(item);
    JsonObject converted = new JsonObject();
    for (String name : item.fieldNames()) {
      if (METHODS.contains(name) && item.getValue(name) instanceof JsonObject operation) {
        converted.put(name, operation(operation, shared));
      } else if (!name.equals("parameters")) {
        converted.put(name, item.getValue(name));
      }
    }
    return converted;
  }

  private List<JsonObject> parameters(JsonObject holder) {
    List<JsonObject> all = new ArrayList<>();
    if (holder.getValue("parameters") instanceof JsonArray written) {
      written.forEach(each -> all.add(references.resolve(each)));
    }
    return all;
  }

  private JsonObject operation(JsonObject written, List<JsonObject> shared) {
    List<JsonObject> all = new ArrayList<>(parameters(written));
    for (JsonObject each : shared) {
      if (all.stream().noneMatch(own -> isSame(own, each))) {
        all.add(each);
      }
    }
    JsonObject operation = new JsonObject();
    for (String name : written.fieldNames()) {
      if (!Set.of("parameters", "responses", "consumes", "produces").contains(name)) {
        operation.put(name, written.getValue(name));
      }
    }
    JsonArray parameters = new JsonArray();
    List<JsonObject> fields = new ArrayList<>();
    for (JsonObject each : all) {
      switch (String.valueOf(each.getValue("in"))) {
        case "body" -> operation.put("requestBody", body(each, types(written, "consumes")));
        case "formData" -> fields.add(each);
        default -> parameters.add(parameter(each));
      }
    }
    if (!fields.isEmpty()) {
      operation.put("requestBody", form(fields, types(written, "consumes")));
    }
    JsonObject responses = new JsonObject();
    JsonObject given = references.resolve(written.getValue("responses"));
    for (String status : given.fieldNames()) {
      responses.put(
          status, response(references.resolve(given.getValue(status)), types(written, "produces")));
    }
    return operation.put("parameters", parameters).put("responses", responses);
  }

  private static boolean isSame(JsonObject one, JsonObject other) {
    return String.valueOf(one.getValue("name")).equals(String.valueOf(other.getValue("name")))
        && String.valueOf(one.getValue("in")).equals(String.valueOf(other.getValue("in")));
  }

  /// The media types of an operation, else those of the document, else JSON.
  private List<String> types(JsonObject operation, String key) {
    Object written = operation.containsKey(key) ? operation.getValue(key) : root.getValue(key);
    List<String> types = new ArrayList<>();
    if (written instanceof JsonArray array) {
      array.forEach(each -> types.add(String.valueOf(each)));
    }
    return types.isEmpty() ? List.of("application/json") : types;
  }

  private static JsonObject body(JsonObject parameter, List<String> types) {
    return new JsonObject()
        .put("required", Boolean.TRUE.equals(parameter.getValue("required")))
        .put("content", content(types, parameter.getValue("schema")));
  }

  private static JsonObject content(List<String> types, @Nullable Object schema) {
    JsonObject content = new JsonObject();
    types.forEach(type -> content.put(type, new JsonObject().put("schema", schema)));
    return content;
  }

  private static JsonObject parameter(JsonObject written) {
    JsonObject parameter = new JsonObject();
    for (String name : written.fieldNames()) {
      if (OF_PARAMETER.contains(name) || name.startsWith("x-")) {
        parameter.put(name, written.getValue(name));
      }
    }
    return parameter.put("schema", schema(written));
  }

  /// The schema of a parameter, whose keywords stand beside its name.
  private static JsonObject schema(JsonObject parameter) {
    JsonObject schema = new JsonObject();
    for (String name : parameter.fieldNames()) {
      if (!OF_PARAMETER.contains(name)
          && !name.startsWith("x-")
          && !name.equals("collectionFormat")) {
        schema.put(name, parameter.getValue(name));
      }
    }
    return "file".equals(schema.getValue("type"))
        ? schema.put("type", "string").put("format", "binary")
        : schema;
  }

  private static JsonObject form(List<JsonObject> fields, List<String> types) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    boolean hasFile = false;
    for (JsonObject field : fields) {
      String name = String.valueOf(field.getValue("name"));
      properties.put(name, schema(field));
      hasFile |= "file".equals(field.getValue("type"));
      if (Boolean.TRUE.equals(field.getValue("required"))) {
        required.add(name);
      }
    }
    JsonObject schema = new JsonObject().put("type", "object").put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    boolean isMultipart =
        hasFile || types.stream().allMatch(each -> each.startsWith("multipart/form-data"));
    String type = isMultipart ? "multipart/form-data" : "application/x-www-form-urlencoded";
    return new JsonObject()
        .put("required", !required.isEmpty())
        .put("content", content(List.of(type), schema));
  }

  private static JsonObject response(JsonObject written, List<String> types) {
    JsonObject response = new JsonObject();
    for (String name : written.fieldNames()) {
      if (!name.equals("schema") && !name.equals("examples")) {
        response.put(name, written.getValue(name));
      }
    }
    if (written.getValue("schema") instanceof JsonObject schema) {
      response.put(
          "content",
          content(types, "file".equals(schema.getValue("type")) ? schema(schema) : schema));
    }
    return response;
  }
}
