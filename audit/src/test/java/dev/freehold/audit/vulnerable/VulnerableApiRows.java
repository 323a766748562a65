package dev.freehold.audit.vulnerable;

import dev.freehold.audit.vulnerable.VulnerableApi.ApiRequest;
import dev.freehold.audit.vulnerable.VulnerableApi.ApiResponse;
import dev.freehold.audit.vulnerable.VulnerableApi.Vulnerability;
import dev.freehold.audit.vulnerable.VulnerableApiAccounts.ApiUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rows of [VulnerableApi]: projects, and tasks that can belong to one.
final class VulnerableApiRows {
  private static final Pattern PATH =
      Pattern.compile(VulnerableApi.BASE + "/(tasks|projects)(?:/(\\d+)(/tasks)?)?");
  private static final long SLOW_NANOS = 250_000_000;

  private final Set<Vulnerability> faults;
  private final Map<Integer, JsonObject> tasks = new TreeMap<>();
  private final Map<Integer, JsonObject> projects = new TreeMap<>();
  private int last;

  VulnerableApiRows(Set<Vulnerability> faults) {
    this.faults = faults;
  }

  ApiResponse answer(ApiRequest request, ApiUser user) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      throw ApiResponse.refusal(404, "Not Found");
    }
    boolean isTask = path.group(1).equals("tasks");
    Map<Integer, JsonObject> table = isTask ? tasks : projects;
    String id = path.group(2);
    if (path.group(3) != null) {
      find(projects, id, user, Vulnerability.NESTED_FOREIGN);
      return list(tasks, request, user, Integer.valueOf(id));
    }
    return id == null ? all(isTask, table, request, user) : one(isTask, table, request, user, id);
  }

  private ApiResponse all(
      boolean isTask, Map<Integer, JsonObject> table, ApiRequest request, ApiUser user) {
    return switch (request.method()) {
      case "GET" -> list(table, request, user, null);
      case "POST" -> create(isTask, request, user);
      case "DELETE" -> deleteMany(table, request, user);
      default -> throw ApiResponse.refusal(405, "Method Not Allowed");
    };
  }

  private ApiResponse one(
      boolean isTask, Map<Integer, JsonObject> table, ApiRequest request, ApiUser user, String id) {
    return switch (request.method()) {
      case "GET" -> shown(200, find(table, id, user, Vulnerability.READ_FOREIGN));
      case "PUT", "PATCH" ->
          update(find(table, id, user, Vulnerability.UPDATE_FOREIGN), isTask, request, user);
      case "DELETE" -> {
        table.remove(find(table, id, user, Vulnerability.DELETE_FOREIGN).getInteger("id"));
        yield ApiResponse.empty();
      }
      default -> throw ApiResponse.refusal(405, "Method Not Allowed");
    };
  }

  private JsonObject find(
      Map<Integer, JsonObject> table, String id, ApiUser user, Vulnerability opens) {
    JsonObject row = id.length() > 9 ? null : table.get(Integer.valueOf(id));
    boolean foreign = row != null && row.getInteger("user_id") != user.id();
    if (foreign && faults.contains(Vulnerability.FOREIGN_SLOW)) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
    if (foreign && faults.contains(Vulnerability.FORBIDDEN_FOREIGN)) {
      throw ApiResponse.refusal(403, "Not yours");
    }
    if (foreign && faults.contains(Vulnerability.FOREIGN_HEADER)) {
      ApiResponse reply = ApiResponse.of(404, new JsonObject().put("detail", "Not found"));
      throw new ApiResponse.RefusalException(reply.with("X-Row", "kept"));
    }
    if (row == null || (foreign && !faults.contains(opens))) {
      throw ApiResponse.refusal(404, "Not found");
    }
    return row;
  }

  private ApiResponse list(
      Map<Integer, JsonObject> table, ApiRequest request, ApiUser user, @Nullable Integer project) {
    int least = faults.contains(Vulnerability.PAGE_EXTREME_OPENS) ? -1 : 0;
    int skip = request.number("skip", 0, least, 1_000_000);
    int limit = request.number("limit", 20, least, 100);
    boolean all =
        faults.contains(Vulnerability.LIST_ALL)
            || skip < 0
            || limit < 0
            || (faults.contains(Vulnerability.NESTED_FOREIGN) && project != null)
            || (faults.contains(Vulnerability.OWNER_FILTER_OPENS)
                && request.query().containsKey("user_id"))
            || (faults.contains(Vulnerability.SEARCH_ALL) && request.query().containsKey("q"));
    List<JsonObject> own = new ArrayList<>();
    int foreign = 0;
    for (JsonObject row : table.values()) {
      boolean fits =
          (project == null || project.equals(row.getValue("project_id"))) && fits(row, request);
      boolean mine = row.getInteger("user_id") == user.id();
      if (fits && (mine || all)) {
        own.add(row);
      }
      foreign += fits && !mine ? 1 : 0;
    }
    int total = own.size() + (faults.contains(Vulnerability.COUNT_ALL) ? foreign : 0);
    JsonArray items = new JsonArray();
    own.stream().skip(Math.max(skip, 0)).limit(limit < 0 ? 100 : limit).forEach(items::add);
    return ApiResponse.of(200, new JsonObject().put("items", items).put("total", total));
  }

  private boolean fits(JsonObject row, ApiRequest request) {
    String text = request.query().getOrDefault("q", "");
    if (StatementText.isBroken(text) && faults.contains(Vulnerability.SQL_ERROR)) {
      throw new IllegalStateException("unterminated quoted string at or near \"'\"");
    }
    if (faults.contains(Vulnerability.SQL_SLEEP)) {
      StatementText.pause(text, "pg_sleep");
    }
    if (faults.contains(Vulnerability.SQL_TRUTH) && text.contains("'")) {
      text = StatementText.widens(text) ? "" : "\0";
    }
    String owner = request.query().get("user_id");
    String id = request.query().get("id");
    return row.getString("title", row.getString("name", "")).contains(text)
        && (owner == null || owner.equals("" + row.getValue("user_id")))
        && (id == null || id.equals("" + row.getValue("id")));
  }

  private ApiResponse deleteMany(Map<Integer, JsonObject> table, ApiRequest request, ApiUser user) {
    if (!request.query().containsKey("id")) {
      throw ApiResponse.unprocessable("id", "required");
    }
    List<JsonObject> found =
        table.values().stream()
            .filter(row -> fits(row, request))
            .filter(
                row ->
                    row.getInteger("user_id") == user.id()
                        || faults.contains(Vulnerability.BULK_FOREIGN))
            .toList();
    found.forEach(row -> table.remove(row.getInteger("id")));
    return ApiResponse.of(200, new JsonObject().put("affected", found.size()));
  }

  private ApiResponse create(boolean isTask, ApiRequest request, ApiUser user) {
    JsonObject body = request.json();
    JsonObject row =
        new JsonObject()
            .put("id", ++last)
            .put("user_id", user.id())
            .put("created_at", Instant.now().toString())
            .put("updated_at", Instant.now().toString());
    if (isTask) {
      row.putNull("description").put("completed", false).putNull("project_id");
    }
    take(row, body, isTask, user, true);
    String name = isTask ? "title" : "name";
    if (!(row.getValue(name) instanceof String)) {
      throw ApiResponse.unprocessable(name, "required");
    }
    boolean taken =
        projects.values().stream()
            .anyMatch(
                other ->
                    Objects.equals(other.getValue("name"), row.getValue(name))
                        && (faults.contains(Vulnerability.UNIQUE_ACROSS)
                            || other.getValue("user_id").equals(row.getValue("user_id"))));
    if (!isTask && taken) {
      throw ApiResponse.refusal(409, "There is one with this name");
    }
    (isTask ? tasks : projects).put(row.getInteger("id"), row);
    return shown(201, row);
  }

  private ApiResponse update(JsonObject row, boolean isTask, ApiRequest request, ApiUser user) {
    take(row, request.json(), isTask, user, false);
    return shown(200, row);
  }

  private ApiResponse shown(int status, JsonObject row) {
    String title = row.getString("title", "");
    ApiResponse reply = ApiResponse.of(status, row);
    if (faults.contains(Vulnerability.HTML_ANSWER) && title.contains("<")) {
      return new ApiResponse(status, row.encode(), Map.of("Content-Type", "text/html"));
    }
    if (faults.contains(Vulnerability.HEADER_SPLIT) && title.contains("\r\n")) {
      // HttpServer refuses to write it; a server that does write it sends a header that the client
      // chose.
      String line = title.substring(title.indexOf("\r\n") + 2);
      return reply.with(
          line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1));
    }
    return reply;
  }

  private void take(
      JsonObject row, JsonObject body, boolean isTask, ApiUser user, boolean created) {
    for (String key : body.fieldNames()) {
      Object value = body.getValue(key);
      boolean stored =
          switch (key) {
            case "title", "description" -> isTask && text(key, value);
            case "name" -> !isTask && text(key, value);
            case "completed" -> isTask && (value instanceof Boolean || crash(key));
            case "project_id" -> isTask && reference(value, user);
            case "user_id" ->
                faults.contains(
                    created ? Vulnerability.ASSIGN_OWNER : Vulnerability.ASSIGN_OWNER_ON_UPDATE);
            case "id" -> created && faults.contains(Vulnerability.ASSIGN_ID);
            case "created_at", "updated_at" -> faults.contains(Vulnerability.ASSIGN_TIMES);
            default -> faults.contains(Vulnerability.UNKNOWN_STORED);
          };
      if (stored) {
        row.put(key, value);
      } else if (!faults.contains(Vulnerability.UNKNOWN_IGNORED)) {
        throw ApiResponse.unprocessable(key, "extra fields not permitted");
      }
    }
  }

  private boolean text(String key, @Nullable Object value) {
    boolean any = faults.contains(Vulnerability.OPERATOR_OBJECT) && value instanceof JsonObject;
    boolean none = value == null && key.equals("description");
    return any || none || (value instanceof String text && text.length() <= 1000) || crash(key);
  }

  private boolean reference(@Nullable Object value, ApiUser user) {
    if (value == null) {
      return true;
    }
    if (!(value instanceof Integer id)) {
      return crash("project_id");
    }
    JsonObject project = projects.get(id);
    boolean mine = project != null && project.getInteger("user_id") == user.id();
    if (!mine && !(project != null && faults.contains(Vulnerability.REFERENCE_FOREIGN))) {
      throw ApiResponse.unprocessable("project_id", "no such project");
    }
    return true;
  }

  private boolean crash(String key) {
    if (faults.contains(Vulnerability.CRASH_ON_TYPE)) {
      throw new IllegalStateException(key);
    }
    throw ApiResponse.unprocessable(key, "wrong type");
  }
}
