package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.SCOPE;

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
        Defect.compiled(
            "role-ignored",
            SCOPE,
            HIGH,
            "lets everybody do what a role is for",
            spec ->
                spec.replace(
                    "role:editor, update: role:editor, delete: role:editor",
                    "user, update: user, delete: user")),
        Defect.compiled(
            "update-of-read",
            SCOPE,
            CRITICAL,
            "lets everybody change what everybody reads",
            spec ->
                spec.replace(
                    "read: public, create: user, update: owner",
                    "read: public, create: user, update: user")),
        Defect.compiled(
            "delete-of-read",
            SCOPE,
            CRITICAL,
            "lets everybody delete what everybody reads",
            spec ->
                spec.replace("update: owner, delete: owner }", "update: owner, delete: user }")),
        Defect.before(
            "anonymous-read",
            SCOPE,
            CRITICAL,
            "reads for whom shows no token as for the last who did",
            (ask, house) ->
                house.send(
                    ask.method().equals("GET") ? asLast(ask, house) : asLast(ask, house, false))),
        Defect.before(
            "anonymous-write",
            SCOPE,
            CRITICAL,
            "writes for whom shows no token as for the last who did",
            (ask, house) ->
                house.send(
                    ask.method().equals("GET") ? asLast(ask, house, false) : asLast(ask, house))),
        Defect.before(
            "anonymous-me",
            SCOPE,
            HIGH,
            "shows the last user to whom shows no token",
            (ask, house) -> house.send(asLast(ask, house, ask.path().endsWith("/auth/me")))),
        Defect.before(
            "anonymous-odd-path",
            SCOPE,
            CRITICAL,
            "guards /notes and not /notes/",
            (ask, house) -> {
              boolean odd = ask.path().matches(Ask.BASE + "/\\w+/");
              Ask told = asLast(ask, house, odd);
              return house.send(odd ? told.to(ask.target().replaceFirst("/(?=$|\\?)", "")) : told);
            }),
        Defect.before(
            "method-override",
            SCOPE,
            HIGH,
            "obeys X-HTTP-Method-Override behind its guard",
            (ask, house) -> {
              Optional<String> other = ask.header("X-HTTP-Method-Override");
              Ask told = asLast(ask, house, other.isPresent());
              return house.send(other.map(told::by).orElse(told));
            }),
        Defect.before(
            "identity-header",
            SCOPE,
            CRITICAL,
            "believes X-User-Id",
            (ask, house) -> {
              Optional<String> user = ask.header("X-User-Id").filter(AccessDefects::isUuid);
              return house.send(
                  user.map(u -> ask.as(house.forge().of(UUID.fromString(u)))).orElse(ask));
            }),
        Defect.before(
            "foreign-status",
            SCOPE,
            MEDIUM,
            "answers 403 for another's row and 404 for none",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return isForeign(ask, answer, house)
                  ? renamed(answer.status(403), "FORBIDDEN")
                  : answer;
            }),
        Defect.before(
            "foreign-words",
            SCOPE,
            MEDIUM,
            "has other words for another's row than for none",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return isForeign(ask, answer, house) ? reworded(answer, "It is not yours.") : answer;
            }),
        Defect.before(
            "foreign-header",
            SCOPE,
            LOW,
            "has an ETag for another's row",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return isForeign(ask, answer, house) ? answer.with("ETag", "\"1\"") : answer;
            }),
        Defect.before(
            "foreign-time",
            SCOPE,
            MEDIUM,
            "takes longer for another's row than for none",
            (ask, house) -> {
              Answer answer = house.send(ask);
              if (isForeign(ask, answer, house)) {
                LockSupport.parkNanos(SLOW_NANOS);
              }
              return answer;
            }),
        Defect.before(
            "unique-for-all",
            SCOPE,
            MEDIUM,
            "refuses a value that another person has",
            (ask, house) -> {
              Optional<String> name =
                  ask.is("POST", "/folders")
                      ? ask.object().map(o -> o.getValue("name") instanceof String s ? s : null)
                      : Optional.empty();
              boolean taken =
                  name.isPresent()
                      && house
                          .query("select id::text from app.folders where name = $1", name.get())
                          .isPresent();
              return taken
                  ? conflict(house.send(ask.by("GET").to(Ask.BASE + "/folders/" + NOBODYS)))
                  : house.send(ask);
            }),
        Defect.before(
                "ref-foreign",
                SCOPE,
                HIGH,
                "lets a row point at another's",
                (ask, house) -> house.send(ask))
            .after(
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

  private static Ask asLast(Ask ask, House house) {
    return asLast(ask, house, true);
  }

  /// Remembers who asked, and where nobody says who asks, and `now`, takes them for the last one.
  private static Ask asLast(Ask ask, House house, boolean now) {
    ask.bearer()
        .filter(t -> t.startsWith("ey") && house.forge().believing(t).isPresent())
        .ifPresent(t -> house.memory().put(LAST, t));
    String last = house.memory().get(LAST);
    return now
            && last != null
            && ask.header("Authorization").isEmpty()
            && !ask.path().matches(".*/auth/(?!me).*")
        ? ask.as(last)
        : ask;
  }

  private static boolean isUuid(String text) {
    return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  private static boolean isForeign(Ask ask, Answer answer, House house) throws IOException {
    List<String> segments = ask.segments();
    return answer.status() == 404
        && segments.size() == 2
        && List.of("folders", "notes", "bookmarks").contains(segments.getFirst())
        && house.owner(segments.get(0), segments.get(1)).isPresent();
  }

  static Answer renamed(Answer answer, String code) {
    return error(answer, "code", code);
  }

  static Answer reworded(Answer answer, String message) {
    return error(answer, "message", message);
  }

  private static Answer error(Answer answer, String key, String value) {
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
  private static Answer conflict(Answer refusal) {
    Answer conflict = reworded(renamed(refusal.status(409), "CONFLICT"), "The value is taken.");
    return conflict
        .object()
        .map(o -> conflict.body(o.copy().put("outcome", "none")))
        .orElse(conflict);
  }
}
