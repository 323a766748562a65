package dev.freehold.audit.foreign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;

/// The OpenAPI document of [ForeignApi].
final class ForeignApiDocument {
  private final JsonObject paths = new JsonObject();

  private ForeignApiDocument() {}

  static JsonObject json() {
    ForeignApiDocument document = new ForeignApiDocument();
    document.body("POST /register", object("username", "email", "password"));
    document.body("POST /login", object("username", "password"));
    for (String path : new String[] {"/register", "/login"}) {
      document.paths.getJsonObject(path).getJsonObject("post").put("security", new JsonArray());
    }
    document.operation("GET /profile");
    document.body("POST /articles", wrapped("article", object("title", "body")));
    document.body("PUT /articles/{slug}", wrapped("article", object("title", "body")));
    document.operation("GET /articles");
    document.operation("GET /articles/{slug}");
    document.operation("DELETE /articles/{slug}");
    document.operation("POST /articles/{slug}/favorite");
    document.body("POST /vault/secrets/", object("label", "content"));
    document.operation("GET /vault/secrets/");
    document.operation("GET /vault/secrets/{secret_code}");
    document.operation("DELETE /vault/secrets/{secret_code}");
    document.body("POST /shops", object("name"));
    document.operation("GET /shops");
    document.operation("GET /shops/{shop_id}");
    document.body("POST /shops/{shop_id}/bills", object("text"));
    document.operation("GET /shops/{shop_id}/bills");
    document.operation("GET /shops/{shop_id}/bills/{bill}");
    document.body("POST /refunds", object("bill_id", "reason"));
    document.operation("GET /vehicle/vehicles");
    document.operation("GET /vehicle/{vehicleId}/location");
    document.operation("GET /users/{username}");
    document.operation("DELETE /users/{username}");
    document.body("PUT /users/{username}/password", object("password"));
    document.operation("GET /getProducts");
    document.operation("GET /getMemos");
    document.body("POST /createMemo", object("text"));
    document.body("POST /updateMemo", object("memo_id", "text"));
    document.query("GET /getMemo", "id");
    document.query("POST /deleteMemo", "id");
    return new JsonObject()
        .put("openapi", "3.0.3")
        .put("info", new JsonObject().put("title", "Foreign").put("version", "1"))
        .put("security", new JsonArray().add(new JsonObject().put("bearer", new JsonArray())))
        .put(
            "components",
            new JsonObject()
                .put(
                    "securitySchemes",
                    new JsonObject()
                        .put(
                            "bearer",
                            new JsonObject().put("type", "http").put("scheme", "bearer"))))
        .put("paths", document.paths);
  }

  private JsonObject operation(String line) {
    String path = line.substring(line.indexOf(' ') + 1);
    JsonArray parameters = new JsonArray();
    Pattern.compile("\\{([^}]*)\\}")
        .matcher(path)
        .results()
        .forEach(each -> parameters.add(parameter(each.group(1), "path")));
    JsonObject operation =
        new JsonObject()
            .put("parameters", parameters)
            .put(
                "responses",
                new JsonObject().put("200", new JsonObject().put("description", "ok")));
    if (!paths.containsKey(path)) {
      paths.put(path, new JsonObject());
    }
    paths
        .getJsonObject(path)
        .put(line.substring(0, line.indexOf(' ')).toLowerCase(Locale.ROOT), operation);
    return operation;
  }

  private static JsonObject parameter(String name, String in) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("required", true)
        .put("schema", new JsonObject().put("type", "string"));
  }

  private void query(String line, String name) {
    operation(line).getJsonArray("parameters").add(parameter(name, "query"));
  }

  private void body(String line, JsonObject schema) {
    operation(line)
        .put(
            "requestBody",
            new JsonObject()
                .put(
                    "content",
                    new JsonObject()
                        .put("application/json", new JsonObject().put("schema", schema))));
  }

  private static JsonObject object(String... names) {
    JsonObject properties = new JsonObject();
    for (String name : names) {
      properties.put(
          name, new JsonObject().put("type", name.endsWith("_id") ? "integer" : "string"));
    }
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("required", new JsonArray(java.util.List.of(names)));
  }

  private static JsonObject wrapped(String name, JsonObject schema) {
    return new JsonObject()
        .put("type", "object")
        .put("properties", new JsonObject().put(name, schema));
  }
}
