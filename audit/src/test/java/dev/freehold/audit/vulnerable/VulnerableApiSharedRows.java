package dev.freehold.audit.vulnerable;

import dev.freehold.audit.vulnerable.VulnerableApi.ApiRequest;
import dev.freehold.audit.vulnerable.VulnerableApi.ApiResponse;
import dev.freehold.audit.vulnerable.VulnerableApi.Vulnerability;
import dev.freehold.audit.vulnerable.VulnerableApiAccounts.ApiUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rows of [VulnerableApi] that people share: teams and their papers, articles that everyone
/// reads once they are published, and errands that a second person sees.
final class VulnerableApiSharedRows {
  private static final Pattern PATH =
      Pattern.compile(VulnerableApi.BASE + "/(teams|papers|articles|errands)(?:/(\\d+))?");

  private final Set<Vulnerability> faults;
  private final Map<Integer, JsonObject> rows = new TreeMap<>();
  private int last;

  VulnerableApiSharedRows(Set<Vulnerability> faults) {
    this.faults = faults;
  }

  boolean has(ApiRequest request) {
    return PATH.matcher(request.path()).matches();
  }

  /// @param user null for an anonymous client
  ApiResponse answer(ApiRequest request, @Nullable ApiUser user) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      throw ApiResponse.refusal(404, "Not Found");
    }
    String kind = path.group(1);
    Integer team = kind.equals("papers") ? team(request, user) : null;
    String id = path.group(2);
    return switch (request.method() + (id == null ? "" : " one")) {
      case "GET" -> list(kind, user, team);
      case "POST" -> create(kind, request.json(), signedIn(user), team);
      case "GET one" -> ApiResponse.of(200, find(kind, id, user, team));
      case "DELETE one" -> delete(find(kind, id, user, team), signedIn(user));
      default -> throw ApiResponse.refusal(405, "Method Not Allowed");
    };
  }

  /// The team that the request names, of which the user must be a member.
  private int team(ApiRequest request, @Nullable ApiUser user) {
    String named = request.header("Team-Id");
    JsonObject team = named == null ? null : row(named);
    boolean member = team != null && isOwn(team, signedIn(user));
    if (team == null
        || !team.getString("kind").equals("teams")
        || !(member || faults.contains(Vulnerability.TEAM_OF_OTHERS))) {
      throw ApiResponse.refusal(404, "Not found");
    }
    return team.getInteger("id");
  }

  private @Nullable JsonObject row(String id) {
    return id.matches("\\d{1,9}") ? rows.get(Integer.valueOf(id)) : null;
  }

  private static ApiUser signedIn(@Nullable ApiUser user) {
    if (user == null) {
      throw ApiResponse.refusal(401, "Not authenticated");
    }
    return user;
  }

  private static boolean isOwn(JsonObject row, ApiUser user) {
    return row.getInteger("user_id") == user.id();
  }

  private boolean mayRead(JsonObject row, @Nullable ApiUser user, @Nullable Integer team) {
    boolean own = user != null && isOwn(row, user);
    return switch (row.getString("kind")) {
      case "papers" ->
          row.getValue("team_id").equals(team) || faults.contains(Vulnerability.TEAM_IGNORED);
      case "articles" ->
          own
              || row.getString("status").equals("published")
              || faults.contains(Vulnerability.DRAFT_PUBLIC);
      case "errands" ->
          own
              || (user != null && Integer.valueOf(user.id()).equals(row.getValue("helper_id")))
              || (row.getValue("helper_id") != null
                  && faults.contains(Vulnerability.STRANGER_IS_PERSON));
      default -> own;
    };
  }

  private JsonObject find(String kind, String id, @Nullable ApiUser user, @Nullable Integer team) {
    JsonObject row = row(id);
    if (row == null || !row.getString("kind").equals(kind) || !mayRead(row, user, team)) {
      if (!kind.equals("articles")) {
        signedIn(user);
      }
      throw ApiResponse.refusal(404, "Not found");
    }
    return row;
  }

  private ApiResponse list(String kind, @Nullable ApiUser user, @Nullable Integer team) {
    if (!kind.equals("articles")) {
      signedIn(user);
    }
    JsonArray items = new JsonArray();
    rows.values().stream()
        .filter(row -> row.getString("kind").equals(kind) && mayRead(row, user, team))
        .forEach(items::add);
    return ApiResponse.of(200, new JsonObject().put("items", items).put("total", items.size()));
  }

  private ApiResponse create(String kind, JsonObject body, ApiUser user, @Nullable Integer team) {
    JsonObject row =
        new JsonObject()
            .put("id", ++last)
            .put("kind", kind)
            .put("user_id", user.id())
            .put("created_at", Instant.now().toString());
    if (kind.equals("papers")) {
      row.put("team_id", team);
    }
    for (String key : body.fieldNames()) {
      Object value = body.getValue(key);
      boolean known =
          switch (key) {
            case "text" -> value instanceof String text && text.length() <= 1000;
            case "status" ->
                kind.equals("articles") && Set.of("published", "draft").contains(value);
            case "helper_id" ->
                kind.equals("errands") && (value == null || value instanceof Integer);
            default -> false;
          };
      if (!known) {
        throw ApiResponse.unprocessable(key, "wrong type or extra field");
      }
      row.put(key, value);
    }
    if (!row.containsKey("text") || (kind.equals("articles") && !row.containsKey("status"))) {
      throw ApiResponse.unprocessable("body", "required");
    }
    rows.put(last, row);
    return ApiResponse.of(201, row);
  }

  private ApiResponse delete(JsonObject row, ApiUser user) {
    boolean ofTeam = row.getString("kind").equals("papers");
    if (!ofTeam && !isOwn(row, user)) {
      throw ApiResponse.refusal(403, "Not yours");
    }
    rows.remove(row.getInteger("id"));
    return ApiResponse.empty();
  }
}
