package dev.freehold.audit.vulnerable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description that [VulnerableApi] serves at `/openapi.json`.
final class VulnerableApiDocument {
  private VulnerableApiDocument() {}

  static JsonObject json() {
    JsonObject paths = new JsonObject();
    auth(paths, "signup", "SignUp", "201", "Session");
    auth(paths, "login", "SignUp", "200", "Session");
    auth(paths, "refresh", "Refresh", "200", "Session");
    path(paths, "/auth/logout").put("post", operation("Log out", "204", null));
    path(paths, "/auth/me").put("get", operation("Me", "200", ref("User")));
    path(paths, "/admin/users").put("get", operation("Users", "200", array("User")));
    resource(paths, "tasks", "Task");
    resource(paths, "projects", "Project");
    path(paths, "/projects/{project_id}/tasks")
        .put(
            "get",
            operation("Tasks of a project", "200", ref("TaskPage"))
                .put("parameters", new JsonArray().add(id("project_id"))));
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "Stranger").put("version", "1"))
        .put("paths", paths)
        .put("components", new JsonObject().put("schemas", schemas()));
  }

  private static void auth(
      JsonObject paths, String name, String body, String status, String answer) {
    path(paths, "/auth/" + name)
        .put("post", operation(name, status, ref(answer)).put("requestBody", body(body)));
  }

  private static void resource(JsonObject paths, String name, String schema) {
    JsonArray query = new JsonArray();
    for (String number : List.of("skip", "limit", "user_id", "id")) {
      query.add(parameter(number, "query", "integer"));
    }
    query.add(parameter("q", "query", "string"));
    path(paths, "/" + name)
        .put("get", operation("List", "200", ref(schema + "Page")).put("parameters", query))
        .put(
            "post",
            operation("Create", "201", ref(schema)).put("requestBody", body(schema + "Create")))
        .put(
            "delete",
            operation("Delete many", "200", new JsonObject().put("type", "object"))
                .put("parameters", new JsonArray().add(parameter("id", "query", "integer"))));
    JsonArray id = new JsonArray().add(id("row_id"));
    path(paths, "/" + name + "/{row_id}")
        .put("get", operation("Read", "200", ref(schema)).put("parameters", id))
        .put(
            "put",
            operation("Update", "200", ref(schema))
                .put("parameters", id.copy())
                .put("requestBody", body(schema + "Update")))
        .put("delete", operation("Delete", "204", null).put("parameters", id.copy()));
  }

  private static JsonObject schemas() {
    return new JsonObject()
        .put("SignUp", object(List.of("email", "password"), "email", "email", "password", "string"))
        .put("Refresh", object(List.of("refresh_token"), "refresh_token", "string"))
        .put("User", object(List.of(), "id", "integer", "email", "string", "is_admin", "boolean"))
        .put("Session", object(List.of(), "access_token", "string", "refresh_token", "string"))
        .put(
            "Task",
            object(
                List.of(),
                "id",
                "integer",
                "user_id",
                "integer",
                "title",
                "string",
                "description",
                "string",
                "completed",
                "boolean",
                "project_id",
                "integer",
                "created_at",
                "date-time",
                "updated_at",
                "date-time"))
        .put("TaskCreate", task(List.of("title")))
        .put("TaskUpdate", task(List.of()))
        .put("Project", object(List.of(), "id", "integer", "user_id", "integer", "name", "string"))
        .put("ProjectCreate", object(List.of("name"), "name", "string"))
        .put("ProjectUpdate", object(List.of(), "name", "string"))
        .put("TaskPage", page("Task"))
        .put("ProjectPage", page("Project"));
  }

  private static JsonObject task(List<String> required) {
    return object(
        required,
        "title",
        "string",
        "description",
        "string",
        "completed",
        "boolean",
        "project_id",
        "integer");
  }

  private static JsonObject page(String schema) {
    JsonObject page = object(List.of("items", "total"), "total", "integer");
    page.getJsonObject("properties").put("items", array(schema));
    return page;
  }

  private static JsonObject object(List<String> required, String... namesAndTypes) {
    JsonObject properties = new JsonObject();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      String type = namesAndTypes[i + 1];
      boolean format = type.equals("email") || type.equals("date-time");
      JsonObject schema = new JsonObject().put("type", format ? "string" : type);
      properties.put(namesAndTypes[i], format ? schema.put("format", type) : schema);
    }
    return new JsonObject()
        .put("type", "object")
        .put("required", new JsonArray(required))
        .put("properties", properties);
  }

  private static JsonObject path(JsonObject paths, String path) {
    String name = VulnerableApi.BASE + path;
    if (!paths.containsKey(name)) {
      paths.put(name, new JsonObject());
    }
    return paths.getJsonObject(name);
  }

  private static JsonObject operation(String summary, String status, @Nullable JsonObject answer) {
    JsonObject response = new JsonObject().put("description", "OK");
    if (answer != null) {
      response.put("content", content(answer));
    }
    JsonObject fault = new JsonObject().put("description", "A fault");
    return new JsonObject()
        .put("summary", summary)
        .put("responses", new JsonObject().put(status, response).put("default", fault));
  }

  private static JsonObject body(String schema) {
    return new JsonObject().put("required", true).put("content", content(ref(schema)));
  }

  private static JsonObject content(JsonObject schema) {
    return new JsonObject().put("application/json", new JsonObject().put("schema", schema));
  }

  private static JsonObject ref(String schema) {
    return new JsonObject().put("$ref", "#/components/schemas/" + schema);
  }

  private static JsonObject array(String schema) {
    return new JsonObject().put("type", "array").put("items", ref(schema));
  }

  private static JsonObject id(String name) {
    return parameter(name, "path", "integer").put("required", true);
  }

  private static JsonObject parameter(String name, String in, String type) {
    return new JsonObject()
        .put("name", name)
        .put("in", in)
        .put("schema", new JsonObject().put("type", type));
  }
}
