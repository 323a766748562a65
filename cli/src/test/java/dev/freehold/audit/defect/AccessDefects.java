package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.SCOPE;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Defects of authorization, and refusals that reveal whether a row exists.
final class AccessDefects {
  private static final String LAST_TOKEN = "last token";
  private static final String FIRST_TOKEN = "first token";
  private static final String UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
  private static final long SLOW_NANOS = 300_000_000;

  private AccessDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inPlan(
            "role-ignored",
            SCOPE,
            HIGH,
            "lets every user do what requires a role",
            spec ->
                spec.replace(
                    "role:editor, update: role:editor, delete: role:editor",
                    "user, update: user, delete: user")),
        Defect.inPlan(
            "update-of-read",
            SCOPE,
            CRITICAL,
            "lets every user change the rows that every user may read",
            spec ->
                spec.replace(
                    "read: public, create: user, update: owner",
                    "read: public, create: user, update: user")),
        Defect.inPlan(
            "delete-of-read",
            SCOPE,
            CRITICAL,
            "lets every user delete the rows that every user may read",
            spec ->
                spec.replace(
                    "read: public, create: user, update: owner, delete: owner",
                    "read: public, create: user, update: owner, delete: user")),
        Defect.inProxy(
            "team-outsider",
            SCOPE,
            CRITICAL,
            "takes every user for a member of the team that the request names",
            (request, context) -> context.send(asMember(request, context))),
        Defect.inPlan(
            "draft-public",
            SCOPE,
            CRITICAL,
            "shows everyone the rows that only their condition makes public",
            spec -> spec.replace("public where published", "public")),
        Defect.inPlan(
            "person-stranger",
            SCOPE,
            CRITICAL,
            "shows every user the rows of the person whom a field names",
            spec -> spec.replace("owner or helper", "user")),
        Defect.inProxy(
            "anonymous-read",
            SCOPE,
            CRITICAL,
            "treats an anonymous read as sent by the last authenticated user",
            (request, context) ->
                context.send(
                    request.method().equals("GET")
                        ? asLastUser(request, context)
                        : asLastUser(request, context, false))),
        Defect.inProxy(
            "anonymous-write",
            SCOPE,
            CRITICAL,
            "treats an anonymous write as sent by the last authenticated user",
            (request, context) ->
                context.send(
                    request.method().equals("GET")
                        ? asLastUser(request, context, false)
                        : asLastUser(request, context))),
        Defect.inProxy(
            "anonymous-me",
            SCOPE,
            HIGH,
            "shows the last authenticated user to an anonymous client",
            (request, context) ->
                context.send(asLastUser(request, context, request.path().endsWith("/auth/me")))),
        Defect.inProxy(
            "anonymous-odd-path",
            SCOPE,
            CRITICAL,
            "requires a token for /notes but not for /notes/",
            (request, context) -> {
              boolean trailingSlash = request.path().matches(ProxiedRequest.BASE + "/\\w+/");
              ProxiedRequest replayed = asUser(FIRST_TOKEN, request, context, trailingSlash);
              return context.send(
                  trailingSlash
                      ? replayed.withTarget(request.target().replaceFirst("/(?=$|\\?)", ""))
                      : replayed);
            }),
        Defect.inProxy(
            "method-override",
            SCOPE,
            HIGH,
            "applies X-HTTP-Method-Override after the authorization check",
            (request, context) -> {
              Optional<String> other = request.header("X-HTTP-Method-Override");
              ProxiedRequest replayed = asLastUser(request, context, other.isPresent());
              return context.send(other.map(replayed::withMethod).orElse(replayed));
            }),
        Defect.inProxy(
            "identity-header",
            SCOPE,
            CRITICAL,
            "trusts the header X-User-Id",
            (request, context) -> {
              Optional<String> user = request.header("X-User-Id").filter(AccessDefects::isUuid);
              return context.send(
                  user.map(u -> request.withToken(context.forge().of(UUID.fromString(u))))
                      .orElse(request));
            }),
        Defect.inProxy(
            "foreign-status",
            SCOPE,
            MEDIUM,
            "answers 403 for another user's row and 404 for a missing row",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context)
                  ? withCode(answer.status(403), "FORBIDDEN")
                  : answer;
            }),
        Defect.inProxy(
            "foreign-words",
            SCOPE,
            MEDIUM,
            "has another message for another user's row than for a missing row",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context)
                  ? withMessage(answer, "The row belongs to another user.")
                  : answer;
            }),
        Defect.inProxy(
            "foreign-header",
            SCOPE,
            LOW,
            "sends an ETag for another user's row",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context) ? answer.with("ETag", "\"1\"") : answer;
            }),
        Defect.inProxy(
            "foreign-time",
            SCOPE,
            MEDIUM,
            "takes longer for another user's row than for a missing row",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              if (isForeign(request, answer, context)) {
                LockSupport.parkNanos(SLOW_NANOS);
              }
              return answer;
            }),
        Defect.inProxy(
            "unique-for-all",
            SCOPE,
            MEDIUM,
            "rejects a unique value that another user has",
            (request, context) -> {
              Optional<String> name =
                  request.matches("POST", "/folders")
                      ? request.object().map(o -> o.getValue("name") instanceof String s ? s : null)
                      : Optional.empty();
              boolean taken =
                  name.isPresent()
                      && context
                          .query("select id::text from app.folders where name = $1", name.get())
                          .isPresent();
              return taken
                  ? conflict(
                      context.send(
                          request
                              .withMethod("GET")
                              .withTarget(ProxiedRequest.BASE + "/folders/" + UNKNOWN_ID)))
                  : context.send(request);
            }),
        Defect.inProxy(
                "ref-foreign",
                SCOPE,
                HIGH,
                "accepts a reference to another user's row",
                (request, context) -> context.send(request))
            .withSql(
                """
                do $$ declare n text; begin
                  select conname into n from pg_constraint
                    where conrelid = 'app.notes'::regclass and contype = 'f' and confrelid = 'app.folders'::regclass;
                  execute format('alter table app.notes drop constraint %I', n);
                end $$\
                """,
                "create unique index planted on app.folders (id)",
                "alter table app.notes add foreign key (folder_id) references app.folders (id)"));
  }

  private static ProxiedRequest asLastUser(ProxiedRequest request, FaultContext context) {
    return asLastUser(request, context, true);
  }

  private static ProxiedRequest asLastUser(
      ProxiedRequest request, FaultContext context, boolean replay) {
    return asUser(LAST_TOKEN, request, context, replay);
  }

  /// Remembers the access token of a request. If `replay`, an anonymous request gets the first or the
  /// last token.
  private static ProxiedRequest asUser(
      String which, ProxiedRequest request, FaultContext context, boolean replay) {
    request
        .bearer()
        .filter(t -> t.startsWith("ey") && context.forge().reissueUnverified(t).isPresent())
        .ifPresent(
            t -> {
              context.memory().putIfAbsent(FIRST_TOKEN, t);
              context.memory().put(LAST_TOKEN, t);
            });
    String token = context.memory().get(which);
    return replay
            && token != null
            && request.header("Authorization").isEmpty()
            && !request.path().matches(".*/auth/(?!me).*")
        ? request.withToken(token)
        : request;
  }

  /// The request of a member of the team that it names.
  private static ProxiedRequest asMember(ProxiedRequest request, FaultContext context) {
    return request
        .header("Team-Id")
        .filter(_ -> request.bearer().isPresent())
        .flatMap(
            team ->
                context.query(
                    "select user_id::text from app.team_members where team_id::text = $1", team))
        .map(member -> request.withToken(context.forge().of(UUID.fromString(member))))
        .orElse(request);
  }

  private static boolean isUuid(String text) {
    return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  private static boolean isForeign(
      ProxiedRequest request, ProxiedResponse answer, FaultContext context) throws IOException {
    List<String> segments = request.segments();
    return answer.status() == 404
        && segments.size() == 2
        && List.of("folders", "notes", "bookmarks").contains(segments.getFirst())
        && context.owner(segments.get(0), segments.get(1)).isPresent();
  }

  static ProxiedResponse withCode(ProxiedResponse answer, String code) {
    return withErrorMember(answer, "code", code);
  }

  static ProxiedResponse withMessage(ProxiedResponse answer, String message) {
    return withErrorMember(answer, "message", message);
  }

  private static ProxiedResponse withErrorMember(ProxiedResponse answer, String key, String value) {
    return answer
        .object()
        .map(
            o ->
                answer.body(
                    o.copy()
                        .put(
                            "error",
                            o.getJsonObject("error", new JsonObject()).copy().put(key, value))))
        .orElse(answer);
  }

  /// A 409 made from another refusal, so that it has all headers of the server.
  private static ProxiedResponse conflict(ProxiedResponse refusal) {
    ProxiedResponse conflict =
        withMessage(withCode(refusal.status(409), "CONFLICT"), "The value is taken.");
    return conflict
        .object()
        .map(o -> conflict.body(o.copy().put("outcome", "none")))
        .orElse(conflict);
  }
}
