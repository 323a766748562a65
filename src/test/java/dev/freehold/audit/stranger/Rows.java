package dev.freehold.audit.stranger;

import dev.freehold.audit.stranger.Accounts.User;
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

/// The rows of [StrangerApi]: projects, and tasks that may be in one.
final class Rows {
  private static final Pattern PATH =
      Pattern.compile(StrangerApi.BASE + "/(tasks|projects)(?:/(\\d+)(/tasks)?)?");
  private static final long SLOW_NANOS = 250_000_000;

  private final Set<Fault> faults;
  private final Map<Integer, JsonObject> tasks = new TreeMap<>();
  private final Map<Integer, JsonObject> projects = new TreeMap<>();
  private int last;

  Rows(Set<Fault> faults) {
    this.faults = faults;
  }

  Reply answer(Ask ask, User user) {
    Matcher path = PATH.matcher(ask.path());
    if (!path.matches()) {
      throw Reply.refusal(404, "Not Found");
    }
    boolean isTask = path.group(1).equals("tasks");
    Map<Integer, JsonObject> table = isTask ? tasks : projects;
    String id = path.group(2);
    if (path.group(3) != null) {
      find(projects, id, user, Fault.NESTED_FOREIGN);
      return list(tasks, ask, user, Integer.valueOf(id));
    }
    return id == null ? all(isTask, table, ask, user) : one(isTask, table, ask, user, id);
  }

  private Reply all(boolean isTask, Map<Integer, JsonObject> table, Ask ask, User user) {
    return switch (ask.method()) {
      case "GET" -> list(table, ask, user, null);
      case "POST" -> create(isTask, ask, user);
      case "DELETE" -> deleteMany(table, ask, user);
      default -> throw Reply.refusal(405, "Method Not Allowed");
    };
  }

  private Reply one(boolean isTask, Map<Integer, JsonObject> table, Ask ask, User user, String id) {
    return switch (ask.method()) {
      case "GET" -> shown(200, find(table, id, user, Fault.READ_FOREIGN));
      case "PUT", "PATCH" -> update(find(table, id, user, Fault.UPDATE_FOREIGN), isTask, ask, user);
      case "DELETE" -> {
        table.remove(find(table, id, user, Fault.DELETE_FOREIGN).getInteger("id"));
        yield Reply.empty();
      }
      default -> throw Reply.refusal(405, "Method Not Allowed");
    };
  }

  private JsonObject find(Map<Integer, JsonObject> table, String id, User user, Fault opens) {
    JsonObject row = id.length() > 9 ? null : table.get(Integer.valueOf(id));
    boolean foreign = row != null && row.getInteger("user_id") != user.id();
    if (foreign && faults.contains(Fault.FOREIGN_SLOW)) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
    if (foreign && faults.contains(Fault.FORBIDDEN_FOREIGN)) {
      throw Reply.refusal(403, "Not yours");
    }
    if (foreign && faults.contains(Fault.FOREIGN_HEADER)) {
      Reply reply = Reply.of(404, new JsonObject().put("detail", "Not found"));
      throw new Reply.Refusal(reply.with("X-Row", "kept"));
    }
    if (row == null || (foreign && !faults.contains(opens))) {
      throw Reply.refusal(404, "Not found");
    }
    return row;
  }

  private Reply list(
      Map<Integer, JsonObject> table, Ask ask, User user, @Nullable Integer project) {
    int least = faults.contains(Fault.PAGE_EXTREME_OPENS) ? -1 : 0;
    int skip = ask.number("skip", 0, least, 1_000_000);
    int limit = ask.number("limit", 20, least, 100);
    boolean all =
        faults.contains(Fault.LIST_ALL)
            || skip < 0
            || limit < 0
            || (faults.contains(Fault.NESTED_FOREIGN) && project != null)
            || (faults.contains(Fault.OWNER_FILTER_OPENS) && ask.query().containsKey("user_id"))
            || (faults.contains(Fault.SEARCH_ALL) && ask.query().containsKey("q"));
    List<JsonObject> own = new ArrayList<>();
    int foreign = 0;
    for (JsonObject row : table.values()) {
      boolean fits =
          (project == null || project.equals(row.getValue("project_id"))) && fits(row, ask);
      boolean mine = row.getInteger("user_id") == user.id();
      if (fits && (mine || all)) {
        own.add(row);
      }
      foreign += fits && !mine ? 1 : 0;
    }
    int total = own.size() + (faults.contains(Fault.COUNT_ALL) ? foreign : 0);
    JsonArray items = new JsonArray();
    own.stream().skip(Math.max(skip, 0)).limit(limit < 0 ? 100 : limit).forEach(items::add);
    return Reply.of(200, new JsonObject().put("items", items).put("total", total));
  }

  private boolean fits(JsonObject row, Ask ask) {
    String text = ask.query().getOrDefault("q", "");
    if (text.contains("'") && faults.contains(Fault.SQL_ERROR)) {
      throw new IllegalStateException("unterminated quoted string at or near \"'\"");
    }
    if (text.contains("pg_sleep") && faults.contains(Fault.SQL_SLEEP)) {
      LockSupport.parkNanos(3_100_000_000L);
    }
    if (faults.contains(Fault.SQL_TRUTH) && text.contains("'")) {
      text = text.matches(".*' ?(and|AND) ?'?1'?='?1.*|.*' ?(or|OR) ?'?1'?='?1.*") ? "" : "\0";
    }
    String owner = ask.query().get("user_id");
    String id = ask.query().get("id");
    return row.getString("title", row.getString("name", "")).contains(text)
        && (owner == null || owner.equals("" + row.getValue("user_id")))
        && (id == null || id.equals("" + row.getValue("id")));
  }

  private Reply deleteMany(Map<Integer, JsonObject> table, Ask ask, User user) {
    if (!ask.query().containsKey("id")) {
      throw Reply.unprocessable("id", "required");
    }
    List<JsonObject> found =
        table.values().stream()
            .filter(row -> fits(row, ask))
            .filter(
                row ->
                    row.getInteger("user_id") == user.id() || faults.contains(Fault.BULK_FOREIGN))
            .toList();
    found.forEach(row -> table.remove(row.getInteger("id")));
    return Reply.of(200, new JsonObject().put("affected", found.size()));
  }

  private Reply create(boolean isTask, Ask ask, User user) {
    JsonObject body = ask.json();
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
      throw Reply.unprocessable(name, "required");
    }
    boolean taken =
        projects.values().stream()
            .anyMatch(
                other ->
                    Objects.equals(other.getValue("name"), row.getValue(name))
                        && (faults.contains(Fault.UNIQUE_ACROSS)
                            || other.getValue("user_id").equals(row.getValue("user_id"))));
    if (!isTask && taken) {
      throw Reply.refusal(409, "There is one with this name");
    }
    (isTask ? tasks : projects).put(row.getInteger("id"), row);
    return shown(201, row);
  }

  private Reply update(JsonObject row, boolean isTask, Ask ask, User user) {
    take(row, ask.json(), isTask, user, false);
    return shown(200, row);
  }

  private Reply shown(int status, JsonObject row) {
    String title = row.getString("title", "");
    Reply reply = Reply.of(status, row);
    if (faults.contains(Fault.HTML_ANSWER) && title.contains("<")) {
      return new Reply(status, row.encode(), Map.of("Content-Type", "text/html"));
    }
    if (faults.contains(Fault.HEADER_SPLIT) && title.contains("\r\n")) {
      // HttpServer refuses to write it; what comes of a server that does is a header of the
      // client's making.
      String line = title.substring(title.indexOf("\r\n") + 2);
      return reply.with(
          line.substring(0, line.indexOf(':')), line.substring(line.indexOf(' ') + 1));
    }
    return reply;
  }

  private void take(JsonObject row, JsonObject body, boolean isTask, User user, boolean created) {
    for (String key : body.fieldNames()) {
      Object value = body.getValue(key);
      boolean stored =
          switch (key) {
            case "title", "description" -> isTask && text(key, value);
            case "name" -> !isTask && text(key, value);
            case "completed" -> isTask && (value instanceof Boolean || crash(key));
            case "project_id" -> isTask && reference(value, user);
            case "user_id" ->
                faults.contains(created ? Fault.ASSIGN_OWNER : Fault.ASSIGN_OWNER_ON_UPDATE);
            case "id" -> created && faults.contains(Fault.ASSIGN_ID);
            case "created_at", "updated_at" -> faults.contains(Fault.ASSIGN_TIMES);
            default -> faults.contains(Fault.UNKNOWN_STORED);
          };
      if (stored) {
        row.put(key, value);
      } else if (!faults.contains(Fault.UNKNOWN_IGNORED)) {
        throw Reply.unprocessable(key, "extra fields not permitted");
      }
    }
  }

  private boolean text(String key, @Nullable Object value) {
    boolean any = faults.contains(Fault.OPERATOR_OBJECT) && value instanceof JsonObject;
    boolean none = value == null && key.equals("description");
    return any || none || (value instanceof String text && text.length() <= 1000) || crash(key);
  }

  private boolean reference(@Nullable Object value, User user) {
    if (value == null) {
      return true;
    }
    if (!(value instanceof Integer id)) {
      return crash("project_id");
    }
    JsonObject project = projects.get(id);
    boolean mine = project != null && project.getInteger("user_id") == user.id();
    if (!mine && !(project != null && faults.contains(Fault.REFERENCE_FOREIGN))) {
      throw Reply.unprocessable("project_id", "no such project");
    }
    return true;
  }

  private boolean crash(String key) {
    if (faults.contains(Fault.CRASH_ON_TYPE)) {
      throw new IllegalStateException(key);
    }
    throw Reply.unprocessable(key, "wrong type");
  }
}
