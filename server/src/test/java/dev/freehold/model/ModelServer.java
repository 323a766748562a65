package dev.freehold.model;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelStore.Member;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestPasswords;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The server of one spec on its own database, with three accounts and a log of the last requests.
/// With teams, a user of the model is an account and a team.
final class ModelServer implements AutoCloseable {
  private static final int LOG_ENTRIES = 30;
  private static final String PASSWORD = "correct horse battery staple";
  private static final int TRIES = 20;

  private final TestDatabase database = TestDatabase.fresh();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Event.UncaughtFailure> unexpectedErrors = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<String> log = new ArrayDeque<>();
  private final App app;
  final List<ModelUser> users = new ArrayList<>();

  /// The members of each team when the server starts, by account.
  final Map<String, Map<String, Member>> members = new LinkedHashMap<>();

  ModelServer(ModelSpec model, String yaml) {
    SpecResult spec = SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8));
    if (!(spec instanceof SpecResult.Valid valid)) {
      throw new AssertionError("the generated spec is invalid: " + spec);
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", url(database.target()));
    environment.put("JWT_SECRET", "kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4");
    environment.put("PORT", "0");
    environment.put("RATE_LIMITS", "off");
    Config config = Config.read(environment, BuildDirectory.root());
    app =
        App.start(
            ApiPlanner.plan(valid.spec()),
            config,
            "0.0.0-test",
            TestPasswords.COST,
            event -> {
              if (event instanceof Event.UncaughtFailure failure) {
                unexpectedErrors.add(failure);
              }
            });
    ModelUser ann = signUp("ann", Set.of());
    ModelUser ed = signUp("ed", Set.of("editor"));
    ModelUser audrey = signUp("audrey", Set.of("auditor"));
    if (model.teamRoles().isEmpty()) {
      users.addAll(List.of(ann, ed, audrey));
    } else {
      String north = foundTeam(ann, "north");
      join(ann, north, ed, model.teamRoles().get(1));
      join(ann, north, audrey, model.teamRoles().getLast());
      String south = foundTeam(audrey, "south");
      join(audrey, south, ann, model.teamRoles().getLast());
      // Not a member.
      users.add(ed.in(south));
    }
  }

  private String foundTeam(ModelUser founder, String name) {
    Answer made = send(ModelRequest.of(founder, "POST", "/teams").body(Map.of("name", name)));
    String team = (String) JsonTree.at(made.data(), "id");
    Answer listed = send(ModelRequest.of(founder, "GET", "/teams/" + team + "/team_members"));
    Object founding = JsonTree.list(JsonTree.at(listed.data(), "team_members")).getFirst();
    Member member = new Member((String) JsonTree.at(founding, "id"), Member.ADMINISTRATOR);
    members.put(team, new LinkedHashMap<>(Map.of(founder.id(), member)));
    users.add(founder.in(team));
    return team;
  }

  private void join(ModelUser inviter, String team, ModelUser invited, String role) {
    Member member = invite(inviter.in(team), invited, role);
    Objects.requireNonNull(members.get(team)).put(invited.id(), member);
    users.add(invited.in(team));
  }

  /// Makes an account a member of the inviter's team, as that account accepts the invitation.
  Member invite(ModelUser inviter, ModelUser invited, String role) {
    Answer invitation =
        send(
            ModelRequest.of(inviter, "POST", "/team_invitations")
                .body(Map.of("email", email(invited.name()), "role", role)));
    Answer accepted =
        send(
            ModelRequest.of(invited, "POST", "/team_invitations/accept")
                .body(Map.of("token", JsonTree.at(invitation.data(), "token"))));
    if (accepted.status() != 201) {
      throw new AssertionError(accepted.text());
    }
    return new Member((String) JsonTree.at(accepted.data(), "id"), role);
  }

  /// The ids of the accounts.
  List<String> accounts() {
    return users.stream().map(ModelUser::id).distinct().toList();
  }

  private static String email(String name) {
    return name + "@example.com";
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

  private ModelUser signUp(String name, Set<String> roles) {
    Object credentials = Map.of("email", email(name), "password", PASSWORD);
    Answer in =
        send(ModelRequest.of(ModelUser.ANONYMOUS, "POST", "/auth/signup").body(credentials));
    String id = (String) JsonTree.at(in.data(), "user", "id");
    for (String role : roles) {
      TestDatabase.execute(
          database.target(),
          "insert into auth.roles (user_id, role) values ('" + id + "', '" + role + "')");
    }
    if (!roles.isEmpty()) {
      in = send(ModelRequest.of(ModelUser.ANONYMOUS, "POST", "/auth/login").body(credentials));
    }
    return new ModelUser(name, id, (String) JsonTree.at(in.data(), "access_token"), roles, "");
  }

  /// Repeats a request that a busy server did not execute (503 and outcome `none`), as a client does.
  Answer send(ModelRequest call) {
    Answer answer = sendOnce(call);
    for (int i = 1; i < TRIES && isBusy(answer); i++) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      answer = sendOnce(call);
    }
    return answer;
  }

  private static boolean isBusy(Answer answer) {
    return answer.status() == 503 && "none".equals(JsonTree.at(answer.json(), "outcome"));
  }

  private Answer sendOnce(ModelRequest call) {
    log.add(call.curl());
    if (log.size() > LOG_ENTRIES) {
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
    if (call.actor().signedIn()) {
      request.header("Authorization", "Bearer " + call.actor().token());
    }
    if (!call.actor().team().isEmpty()) {
      request.header("Team-Id", call.actor().team());
    }
    call.headers().forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      Map<String, List<String>> headers = new HashMap<>();
      response.headers().map().forEach((n, v) -> headers.put(n.toLowerCase(Locale.ROOT), v));
      String text = response.body();
      Object json = text.isEmpty() ? JsonTree.NULL : JsonTree.parse(text);
      log.add("  " + response.statusCode() + " " + text.substring(0, Math.min(600, text.length())));
      return new Answer(response.statusCode(), headers, text, json, false);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(call.curl(), e);
    }
  }

  /// The last requests and responses, oldest first.
  List<String> log() {
    return List.copyOf(log);
  }

  /// Uncaught failures of the server.
  List<String> unexpectedErrors() {
    return unexpectedErrors.stream().map(Event.UncaughtFailure::toString).toList();
  }

  @Override
  public void close() {
    http.close();
    app.close();
    database.close();
  }
}
