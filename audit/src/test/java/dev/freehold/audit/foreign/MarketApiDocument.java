package dev.freehold.audit.foreign;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The OpenAPI document of [MarketApi].
final class MarketApiDocument {
  private static final JsonObject TEXT = new JsonObject().put("type", "string");
  private static final JsonObject NUMBER =
      new JsonObject().put("type", "integer").put("minimum", 1);

  private final JsonObject paths = new JsonObject();

  private MarketApiDocument() {}

  static JsonObject json() {
    MarketApiDocument document = new MarketApiDocument();
    document.identity();
    document.rows();
    document.forHelpers();
    return new JsonObject()
        .put("openapi", "3.0.3")
        .put("info", new JsonObject().put("title", "Market").put("version", "1"))
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

  private void identity() {
    JsonObject email = new JsonObject().put("type", "string").put("format", "email");
    JsonObject password = new JsonObject().put("type", "string").put("minLength", 8);
    open(
        body(
            "POST /identity/signup",
            object("email", email, "nickname", TEXT, "number", TEXT, "password", password)));
    open(body("POST /identity/login", object("email", email, "password", TEXT)));
    open(body("POST /identity/reset", object("person", object("email", email))));
    JsonObject code = new JsonObject().put("type", "string").put("pattern", "^[0-9]{4}$");
    open(
        body(
            "POST /identity/check-code",
            object("email", email, "code", code, "password", password)));
    answers(operation("GET /me"), person());
  }

  private static JsonObject person() {
    JsonObject role =
        new JsonObject()
            .put("type", "string")
            .put("enum", new JsonArray().add("buyer").add("helper").add("manager"));
    return object("email", TEXT, "nickname", TEXT, "number", TEXT, "credit", NUMBER, "role", role);
  }

  private void rows() {
    answers(open(operation("GET /stores")), list(object("id", NUMBER, "name", TEXT)));
    answers(operation("GET /stores/{storeId}/goods"), list(object("id", NUMBER, "name", TEXT)));
    body("POST /stores/{storeId}/goods", object("name", TEXT))
        .put("summary", "Add goods; for managers of the store");
    answers(operation("GET /stores/{storeId}/orders"), list(object("id", NUMBER)));
    body("POST /stores/{storeId}/orders", object("goods_id", NUMBER, "quantity", NUMBER));
    operation("GET /stores/{storeId}/orders/{orderId}");
    body("PUT /stores/{storeId}/orders/{orderId}", object("quantity", NUMBER));

    JsonObject recipient = TEXT.copy().put("description", "the nickname of a person");
    JsonObject of = parameter("of", "query", TEXT.copy()).put("required", false);
    operation("GET /letters")
        .put("parameters", new JsonArray().add(of.put("description", "the own nickname")));
    body("POST /letters", object("recipient", recipient, "text", TEXT));
    operation("GET /letters/{id}");

    operation("GET /parcels");
    body("POST /parcels", object("label", TEXT));
    operation("GET /parcels/{parcelId}");
    body("POST /parcels/transfer", object("parcel_id", TEXT, "new_owner", TEXT));

    operation("GET /essays");
    JsonObject draft = new JsonObject().put("type", "boolean").put("default", false);
    body("POST /essays", object("title", TEXT, "draft", draft));
    operation("GET /essays/{id}").put("summary", "An essay; a draft only for its author");

    JsonObject author = object("nickname", TEXT);
    JsonObject notes = object("notes", list(object("id", NUMBER, "text", TEXT, "author", author)));
    answers(operation("GET /wall"), notes);
    body("POST /wall", object("text", TEXT));
  }

  private void forHelpers() {
    answers(operation("GET /help/helpers"), list(object("code", TEXT, "name", TEXT)));
    JsonObject code = TEXT.copy().put("example", "HLP_ANN");
    JsonObject callback = new JsonObject().put("type", "string").put("format", "uri");
    body("POST /help/ask", object("helper_code", code, "callback", callback, "details", TEXT));
    answers(operation("GET /help/tickets"), list(object("id", NUMBER, "details", TEXT)));
    operation("GET /help/ticket")
        .put("parameters", new JsonArray().add(parameter("ticket_id", "query", NUMBER)));
    answers(
        operation("GET /help/people").put("summary", "All people; for helpers"), list(person()));
    operation("DELETE /admin/parcels/{parcelId}");
    JsonObject role = person().getJsonObject("properties").getJsonObject("role");
    body("PUT /admin/people/{nickname}/role", object("role", role));
  }

  private JsonObject operation(String line) {
    String path = line.substring(line.indexOf(' ') + 1);
    JsonArray parameters = new JsonArray();
    Pattern.compile("\\{([^}]*)\\}")
        .matcher(path)
        .results()
        .map(each -> each.group(1))
        .forEach(
            name -> parameters.add(parameter(name, "path", name.endsWith("Id") ? NUMBER : TEXT)));
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

  private static JsonObject open(JsonObject operation) {
    return operation.put("security", new JsonArray());
  }

  private static void answers(JsonObject operation, JsonObject schema) {
    operation.getJsonObject("responses").getJsonObject("200").put("content", content(schema));
  }

  private static JsonObject parameter(String name, String in, JsonObject schema) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("required", true)
        .put("schema", schema);
  }

  private JsonObject body(String line, JsonObject schema) {
    return operation(line)
        .put("requestBody", new JsonObject().put("required", true).put("content", content(schema)));
  }

  private static JsonObject content(JsonObject schema) {
    return new JsonObject().put("application/json", new JsonObject().put("schema", schema));
  }

  /// @param namesAndSchemas by turns; each property but `draft` is required
  private static JsonObject object(Object... namesAndSchemas) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (int i = 0; i < namesAndSchemas.length; i += 2) {
      String name = namesAndSchemas[i].toString();
      properties.put(name, namesAndSchemas[i + 1]);
      if (!List.of("draft").contains(name)) {
        required.add(name);
      }
    }
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("required", required);
  }

  private static JsonObject list(JsonObject items) {
    return new JsonObject().put("type", "array").put("items", items);
  }
}
