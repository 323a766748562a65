package dev.freehold.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first requests of a person to a server of the Tasks spec, so that the classes they need are
/// in the AOT cache.
final class Rehearsal {
  /// `$TOKEN`, `$REFRESH` and `$ID` stand for what earlier answers gave.
  private record Step(String method, String path, String body) {}

  private static final List<Step> STEPS =
      List.of(
          new Step("GET", "/", ""),
          new Step("GET", "/docs", ""),
          new Step("GET", "/openapi.json", ""),
          new Step("GET", "/no-such-page", ""),
          new Step("GET", "/api/v1/tasks", ""),
          new Step(
              "POST",
              "/api/v1/auth/signup",
              """
              {"email": "$MAIL@example.com", "password": "$MAIL"}\
              """),
          new Step(
              "POST",
              "/api/v1/auth/login",
              """
              {"email": "$MAIL@example.com", "password": "$MAIL"}\
              """),
          new Step(
              "POST",
              "/api/v1/auth/refresh",
              """
              {"refresh_token": "$REFRESH"}\
              """),
          new Step("GET", "/api/v1/auth/me", ""),
          new Step(
              "POST",
              "/api/v1/tasks",
              """
              {"title": "Buy milk", "description": "two <b>bottles</b>"}\
              """),
          new Step("POST", "/api/v1/tasks", "{\"title\": \"\", \"colour\": \"red\"}"),
          new Step("POST", "/api/v1/tasks", "{"),
          new Step("GET", "/api/v1/tasks?page=1&limit=20&status=pending", ""),
          new Step("GET", "/api/v1/tasks/$ID", ""),
          new Step("PATCH", "/api/v1/tasks/$ID", "{\"completed\": true}"),
          new Step("DELETE", "/api/v1/tasks/$ID", ""),
          new Step("POST", "/api/v1/auth/logout", "{\"refresh_token\": \"$REFRESH\"}"));

  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern REFRESH = Pattern.compile("\"refresh_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*([0-9]+)");

  private final URI base;
  private final String mail = "warm-up-" + UUID.randomUUID();
  private String token = "";
  private String refresh = "";
  private String id = "0";

  Rehearsal(URI base) {
    this.base = base;
  }

  /// Sends every step in order and returns how many were answered otherwise than 5xx.
  ///
  /// @throws IOException where there is no answer within ten seconds
  int run() throws IOException, InterruptedException {
    int answered = 0;
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (Step step : STEPS) {
        HttpResponse<String> answer = client.send(request(step), BodyHandlers.ofString());
        token = found(TOKEN, answer.body(), token);
        refresh = found(REFRESH, answer.body(), refresh);
        id = found(ID, answer.body(), id);
        if (answer.statusCode() < 500) {
          answered++;
        }
      }
    }
    return answered;
  }

  static int steps() {
    return STEPS.size();
  }

  private HttpRequest request(Step step) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(filled(step.path())))
            .timeout(Duration.ofSeconds(10))
            .method(
                step.method(),
                step.body().isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(filled(step.body())));
    if (!step.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  private String filled(String text) {
    return text.replace("$MAIL", mail).replace("$REFRESH", refresh).replace("$ID", id);
  }

  private static String found(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : otherwise;
  }
}
