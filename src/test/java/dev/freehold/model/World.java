package dev.freehold.model;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.model.Call.Answer;
import dev.freehold.plan.Planner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The running server of one spec on a database of its own, three people with accounts, and what they did last.
final class World implements AutoCloseable {
  private static final int REMEMBERED = 30;
  private static final String PASSWORD = "correct horse battery staple";

  private final TestDatabase database = TestDatabase.fresh();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Event.Stray> strays = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<String> log = new ArrayDeque<>();
  private final App app;
  final List<Who> people = new ArrayList<>();

  World(String yaml) {
    SpecResult spec = SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8));
    if (!(spec instanceof SpecResult.Valid valid)) {
      throw new AssertionError("the generator wrote a spec that is none: " + spec);
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", url(database.target()));
    environment.put("JWT_SECRET", "kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4");
    environment.put("PORT", "0");
    environment.put("RATE_LIMITS", "off");
    Config config = Config.read(environment, Path.of("target"));
    app =
        App.start(
            Planner.plan(valid.spec()),
            config,
            "0.0.0-test",
            event -> {
              if (event instanceof Event.Stray stray) {
                strays.add(stray);
              }
            });
    people.add(person("ann", Set.of()));
    people.add(person("ed", Set.of("editor")));
    people.add(person("audrey", Set.of("auditor")));
  }

  private static String url(DatabaseTarget target) {
    return "postgresql://"
        + encoded(target.user())
        + ":"
        + encoded(target.password().reveal())
        + "@/"
        + encoded(target.database())
        + "?host="
        + encoded(target.host());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Who person(String name, Set<String> roles) {
    String email = name + "@example.com";
    Object credentials = Map.of("email", email, "password", PASSWORD);
    Answer in = send(Call.of(Who.ANYBODY, "POST", "/auth/signup").body(credentials));
    String id = (String) Tree.at(in.data(), "user", "id");
    for (String role : roles) {
      TestDatabase.execute(
          database.target(),
          "insert into auth.roles (user_id, role) values ('" + id + "', '" + role + "')");
    }
    if (!roles.isEmpty()) {
      in = send(Call.of(Who.ANYBODY, "POST", "/auth/login").body(credentials));
    }
    return new Who(name, id, (String) Tree.at(in.data(), "access_token"), roles);
  }

  Answer send(Call call) {
    log.add(call.curl());
    if (log.size() > REMEMBERED) {
      log.remove();
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(app.url() + "/api/v1" + call.target()))
            .method(
                call.method(),
                call.body().isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(call.body()));
    if (!call.body().isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (call.who().signedIn()) {
      request.header("Authorization", "Bearer " + call.who().token());
    }
    call.headers().forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, List<String>> headers = new HashMap<>();
      response.headers().map().forEach((n, v) -> headers.put(n.toLowerCase(Locale.ROOT), v));
      String text = response.body();
      Object json = text.isEmpty() ? Tree.NULL : Tree.parse(text);
      log.add("  " + response.statusCode() + " " + text.substring(0, Math.min(600, text.length())));
      return new Answer(response.statusCode(), headers, text, json, false);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(call.curl(), e);
    }
  }

  /// The last calls and answers, oldest first.
  List<String> log() {
    return List.copyOf(log);
  }

  /// What the server did not foresee.
  List<String> strays() {
    return strays.stream().map(Event.Stray::toString).toList();
  }

  @Override
  public void close() {
    http.close();
    app.close();
    database.close();
  }
}
