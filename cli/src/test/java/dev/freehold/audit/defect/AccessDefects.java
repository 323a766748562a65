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

/// Who may do what, and what a refusal tells.
final class AccessDefects {
  private static final String LAST = "last token";
  private static final String NOBODYS = "00000000-0000-4000-8000-000000000000";
  private static final long SLOW_NANOS = 300_000_000;

  private AccessDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inPlan(
            "role-ignored",
            SCOPE,
            HIGH,
            "lets everybody do what a role is for",
            spec ->
                spec.replace(
                    "role:editor, update: role:editor, delete: role:editor",
                    "user, update: user, delete: user")),
        Defect.inPlan(
            "update-of-read",
            SCOPE,
            CRITICAL,
            "lets everybody change what everybody reads",
            spec ->
                spec.replace(
                    "read: public, create: user, update: owner",
                    "read: public, create: user, update: user")),
        Defect.inPlan(
            "delete-of-read",
            SCOPE,
            CRITICAL,
            "lets everybody delete what everybody reads",
            spec ->
                spec.replace("update: owner, delete: owner }", "update: owner, delete: user }")),
        Defect.inProxy(
            "anonymous-read",
            SCOPE,
            CRITICAL,
            "reads for whom shows no token as for the last who did",
            (request, context) ->
                context.send(
                    request.method().equals("GET")
                        ? asLast(request, context)
                        : asLast(request, context, false))),
        Defect.inProxy(
            "anonymous-write",
            SCOPE,
            CRITICAL,
            "writes for whom shows no token as for the last who did",
            (request, context) ->
                context.send(
                    request.method().equals("GET")
                        ? asLast(request, context, false)
                        : asLast(request, context))),
        Defect.inProxy(
            "anonymous-me",
            SCOPE,
            HIGH,
            "shows the last user to whom shows no token",
            (request, context) ->
                context.send(asLast(request, context, request.path().endsWith("/auth/me")))),
        Defect.inProxy(
            "anonymous-odd-path",
            SCOPE,
            CRITICAL,
            "guards /notes and not /notes/",
            (request, context) -> {
              boolean odd = request.path().matches(ProxiedRequest.BASE + "/\\w+/");
              ProxiedRequest told = asLast(request, context, odd);
              return context.send(
                  odd ? told.withTarget(request.target().replaceFirst("/(?=$|\\?)", "")) : told);
            }),
        Defect.inProxy(
            "method-override",
            SCOPE,
            HIGH,
            "obeys X-HTTP-Method-Override behind its guard",
            (request, context) -> {
              Optional<String> other = request.header("X-HTTP-Method-Override");
              ProxiedRequest told = asLast(request, context, other.isPresent());
              return context.send(other.map(told::withMethod).orElse(told));
            }),
        Defect.inProxy(
            "identity-header",
            SCOPE,
            CRITICAL,
            "believes X-User-Id",
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
            "answers 403 for another's row and 404 for none",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context)
                  ? renamed(answer.status(403), "FORBIDDEN")
                  : answer;
            }),
        Defect.inProxy(
            "foreign-words",
            SCOPE,
            MEDIUM,
            "has other words for another's row than for none",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context)
                  ? reworded(answer, "It is not yours.")
                  : answer;
            }),
        Defect.inProxy(
            "foreign-header",
            SCOPE,
            LOW,
            "has an ETag for another's row",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isForeign(request, answer, context) ? answer.with("ETag", "\"1\"") : answer;
            }),
        Defect.inProxy(
            "foreign-time",
            SCOPE,
            MEDIUM,
            "takes longer for another's row than for none",
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
            "refuses a value that another person has",
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
                              .withTarget(ProxiedRequest.BASE + "/folders/" + NOBODYS)))
                  : context.send(request);
            }),
        Defect.inProxy(
                "ref-foreign",
                SCOPE,
                HIGH,
                "lets a row point at another's",
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

  private static ProxiedRequest asLast(ProxiedRequest request, FaultContext context) {
    return asLast(request, context, true);
  }

  /// Remembers who asked, and where nobody says who asks, and `now`, takes them for the last one.
  private static ProxiedRequest asLast(ProxiedRequest request, FaultContext context, boolean now) {
    request
        .bearer()
        .filter(t -> t.startsWith("ey") && context.forge().reissueUnverified(t).isPresent())
        .ifPresent(t -> context.memory().put(LAST, t));
    String last = context.memory().get(LAST);
    return now
            && last != null
            && request.header("Authorization").isEmpty()
            && !request.path().matches(".*/auth/(?!me).*")
        ? request.withToken(last)
        : request;
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

  static ProxiedResponse renamed(ProxiedResponse answer, String code) {
    return error(answer, "code", code);
  }

  static ProxiedResponse reworded(ProxiedResponse answer, String message) {
    return error(answer, "message", message);
  }

  private static ProxiedResponse error(ProxiedResponse answer, String key, String value) {
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

  /// From any refusal, so that all of its headers are there.
  private static ProxiedResponse conflict(ProxiedResponse refusal) {
    ProxiedResponse conflict =
        reworded(renamed(refusal.status(409), "CONFLICT"), "The value is taken.");
    return conflict
        .object()
        .map(o -> conflict.body(o.copy().put("outcome", "none")))
        .orElse(conflict);
  }
}
