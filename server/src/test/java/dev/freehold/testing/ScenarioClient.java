package dev.freehold.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A client of the API for one user. Paths are below the base: `/tasks/17`.
public final class ScenarioClient {
  private final HttpClient http;
  private final String base;
  private final String authorization;
  private final String team;
  private final BiConsumer<HttpResponse<String>, @Nullable String> watcher;

  ScenarioClient(HttpClient http, int port, String authorization) {
    this(http, "http://127.0.0.1:" + port + "/api/v1", authorization, (_, _) -> {});
  }

  /// @param base the prefix of every path
  /// @param watcher receives every response with the sent body
  public ScenarioClient(
      HttpClient http,
      String base,
      String authorization,
      BiConsumer<HttpResponse<String>, @Nullable String> watcher) {
    this(http, base, authorization, "", watcher);
  }

  private ScenarioClient(
      HttpClient http,
      String base,
      String authorization,
      String team,
      BiConsumer<HttpResponse<String>, @Nullable String> watcher) {
    this.team = team;
    this.http = http;
    this.base = base;
    this.authorization = authorization;
    this.watcher = watcher;
  }

  /// The same user in requests that name a team.
  public ScenarioClient inTeam(String id) {
    return new ScenarioClient(http, base, authorization, id, watcher);
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  public Answer post(String path, String body) {
    return send("POST", path, body);
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  public Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /// @param headers alternating names and values
  public Answer send(String method, String path, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!team.isEmpty()) {
      request.header("Team-Id", team);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      watcher.accept(response, body);
      return new Answer(response);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /// A response.
  public record Answer(HttpResponse<String> response) {
    public Answer expect(int status) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      return this;
    }

    /// The status, and the `error.code`.
    public Answer expect(int status, String code) {
      expect(status);
      assertThat(json().getBoolean("success")).isFalse();
      assertThat(error().getString("code")).as(response.body()).isEqualTo(code);
      return this;
    }

    /// The `details` as `field code`.
    public Answer details(String... details) {
      assertThat(
              error().getJsonArray("details").stream()
                  .map(
                      d ->
                          ((JsonObject) d).getString("field")
                              + " "
                              + ((JsonObject) d).getString("code"))
                  .toList())
          .as(response.body())
          .containsExactly(details);
      return this;
    }

    public Answer bodyHasNo(String text) {
      assertThat(response.body()).doesNotContain(text);
      return this;
    }

    public int status() {
      return response.statusCode();
    }

    public String body() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// The version in the `ETag`.
    public String version() {
      return header("ETag").replaceAll("^\"([^.]*)\\..*\"$", "$1");
    }

    public JsonObject json() {
      return new JsonObject(response.body());
    }

    public JsonObject error() {
      return json().getJsonObject("error");
    }

    public JsonObject data() {
      assertThat(json().getBoolean("success")).as(response.body()).isTrue();
      return json().getJsonObject("data");
    }

    /// The values of one field in the rows of a list.
    public List<Object> column(String resource, String field) {
      JsonArray rows = data().getJsonArray(resource);
      return rows.stream().map(row -> ((JsonObject) row).getValue(field)).toList();
    }
  }
}
