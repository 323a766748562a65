package dev.freehold.audit.vulnerable;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description that [VulnerableApi] serves at `/openapi.json`.
final class VulnerableApiDocument {
  private VulnerableApiDocument() {}

  /// @param isConflictDeclared whether sign-up declares that it refuses a known address
  static JsonObject json(boolean isConflictDeclared) {
    JsonObject paths = new JsonObject();
    auth(paths, "signup", "SignUp", "201", "Session");
    if (isConflictDeclared) {
      path(paths, "/auth/signup")
          .getJsonObject("post")
          .getJsonObject("responses")
          .put("409", new JsonObject().put("description", "The address has an account"));
    }
    auth(paths, "login", "SignUp", "200", "Session");
    auth(paths, "refresh", "Refresh", "200", "Session");
    path(paths, "/auth/logout").put("post", operation("Log out", "204", null));
    path(paths, "/auth/me")
        .put("get", operation("Me", "200", ref("User")))
        .put("patch", operation("Update", "200", ref("User")).put("requestBody", body("Name")));
    services(paths);
    path(paths, "/admin/users").put("get", operation("Users", "200", array("User")));
    resource(paths, "tasks", "Task");
    resource(paths, "projects", "Project");
    path(paths, "/projects/{project_id}/tasks")
        .put(
            "get",
            operation("Tasks of a project", "200", ref("TaskPage"))
                .put("parameters", new JsonArray().add(id("project_id"))));
    JsonObject owner = new JsonObject().put("who", "owner");
    JsonObject team = new JsonObject().put("who", "team");
    shared(paths, "teams", "Team", team);
    shared(paths, "papers", "Paper", team);
    shared(
        paths,
        "articles",
        "Article",
        owner,
        new JsonObject().put("who", "public").put("where", "status = 'published'"));
    shared(
        paths,
        "errands",
        "Errand",
        owner,
        new JsonObject().put("who", "person").put("field", "helper_id"));
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "Stranger").put("version", "1"))
        .put("paths", paths)
        .put("components", new JsonObject().put("schemas", schemas()));
  }

  private static void services(JsonObject paths) {
    JsonObject any = new JsonObject().put("type", "object");
    auth(paths, "forgot", "Forgotten", "202", "Detail");
    auth(paths, "reset", "Reset", "200", "Detail");
    path(paths, "/people").put("get", operation("People", "200", array("User")));
    path(paths, "/services/cards").put("get", operation("Cards", "200", array("Detail")));
    path(paths, "/services/search")
        .put("post", operation("Search", "200", any).put("requestBody", body("Phrase")));
    path(paths, "/services/preview")
        .put("post", operation("Preview", "200", any).put("requestBody", body("Preview")));
    path(paths, "/services/coupons")
        .put("post", operation("Coupon", "200", any).put("requestBody", body("Coupon")));
    path(paths, "/services/check")
        .put(
            "get",
            operation("Check", "200", any)
                .put(
                    "parameters",
                    new JsonArray()
                        .add(parameter("host", "query", "string").put("required", true))));
    path(paths, "/services/codes/{code}")
        .put(
            "get",
            operation("Meaning", "200", any)
                // Codes belong to nobody: without this word a lookup of rows that nothing lists and
                // nothing creates is a part of the review that was not looked at.
                .put("x-access", new JsonArray().add(new JsonObject().put("who", "user")))
                .put(
                    "parameters",
                    new JsonArray()
                        .add(parameter("code", "path", "string").put("required", true))));
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

  /// A resource whose rows several people share.
  ///
  /// @param grants the grants of those who read a row
  private static void shared(JsonObject paths, String name, String schema, JsonObject... grants) {
    JsonArray readers = new JsonArray(List.of(grants));
    JsonArray users = new JsonArray().add(new JsonObject().put("who", "user"));
    JsonArray owners = new JsonArray().add(new JsonObject().put("who", "owner"));
    boolean isPublic = name.equals("articles");
    JsonArray list = new JsonArray();
    JsonArray one = new JsonArray().add(id("row_id"));
    if (name.equals("papers")) {
      JsonObject team = parameter("Team-Id", "header", "string").put("required", true);
      team.getJsonObject("schema").put("x-ref", "teams");
      list.add(team);
      one.add(team);
    }
    path(paths, "/" + name)
        .put(
            "get", granted(operation("List", "200", ref(schema + "Page")), list, readers, isPublic))
        .put(
            "post",
            granted(operation("Create", "201", ref(schema)), list, users, false)
                .put("requestBody", body(schema + "Create")));
    path(paths, "/" + name + "/{row_id}")
        .put("get", granted(operation("Read", "200", ref(schema)), one, readers, isPublic))
        .put(
            "delete",
            granted(
                operation("Delete", "204", null),
                one,
                name.equals("papers") ? readers : owners,
                false));
  }

  private static JsonObject granted(
      JsonObject operation, JsonArray parameters, JsonArray grants, boolean isPublic) {
    JsonArray security = new JsonArray();
    if (isPublic) {
      security.add(new JsonObject());
    }
    return operation
        .put("parameters", parameters.copy())
        .put("security", security.add(new JsonObject().put("bearer", new JsonArray())))
        .put("x-access", grants.copy());
  }

  private static JsonObject schemas() {
    JsonObject article = object(List.of("text", "status"), "text", "string", "status", "string");
    article
        .getJsonObject("properties")
        .getJsonObject("status")
        .put("enum", new JsonArray().add("published").add("draft"));
    JsonObject errand = object(List.of("text"), "text", "string", "helper_id", "integer");
    errand.getJsonObject("properties").getJsonObject("helper_id").put("x-person", true);
    return new JsonObject()
        .put("Team", object(List.of("text"), "id", "integer", "text", "string"))
        .put("TeamCreate", object(List.of("text"), "text", "string"))
        .put("TeamPage", page("Team"))
        .put("Paper", object(List.of("text"), "id", "integer", "text", "string"))
        .put("PaperCreate", object(List.of("text"), "text", "string"))
        .put("PaperPage", page("Paper"))
        .put(
            "Article",
            object(List.of("text"), "id", "integer", "text", "string", "status", "string"))
        .put("ArticleCreate", article)
        .put("ArticlePage", page("Article"))
        .put(
            "Errand",
            object(List.of("text"), "id", "integer", "text", "string", "helper_id", "integer"))
        .put("ErrandCreate", errand)
        .put("ErrandPage", page("Errand"))
        .put("SignUp", object(List.of("email", "password"), "email", "email", "password", "string"))
        .put("Name", object(List.of(), "name", "string"))
        .put("Detail", object(List.of(), "detail", "string"))
        .put("Forgotten", object(List.of("email"), "email", "email"))
        .put("Reset", object(List.of("email", "code"), "email", "email", "code", "string"))
        .put("Phrase", object(List.of("phrase"), "phrase", "string"))
        .put("Coupon", object(List.of("code"), "code", "string"))
        .put("Preview", object(List.of("url"), "url", "string"))
        .put("Refresh", object(List.of("refresh_token"), "refresh_token", "string"))
        .put(
            "User",
            object(
                List.of(),
                "id",
                "integer",
                "email",
                "string",
                "is_admin",
                "boolean",
                "balance",
                "integer"))
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
