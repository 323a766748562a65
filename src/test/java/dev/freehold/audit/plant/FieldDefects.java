package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.FIELDS;

import dev.freehold.db.DbFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Fields that are taken though nobody may give them, and shown though nobody may see them.
final class FieldDefects {
  private static final Set<String> NOTE =
      Set.of("folder_id", "title", "body", "done", "stars", "kind", "pin", "source");
  private static final String GRADE = "{ type: integer, read: role:editor, write: role:editor }";

  private FieldDefects() {}

  static List<Defect> all() {
    return List.of(
        taken(
            "mass-owner",
            CRITICAL,
            "gives a new row to the user_id of its body",
            "POST",
            "user_id",
            "uuid"),
        taken(
            "mass-owner-patch",
            CRITICAL,
            "gives a row to the user_id of a change",
            "PATCH",
            "user_id",
            "uuid"),
        taken("mass-id", MEDIUM, "takes the id of a new row from its body", "POST", "id", "uuid"),
        taken(
            "mass-created",
            MEDIUM,
            "takes created_at from the body",
            "POST",
            "created_at",
            "timestamptz"),
        Defect.before(
            "mass-roles",
            FIELDS,
            CRITICAL,
            "gives who signs up the roles that they ask for",
            FieldDefects::roles),
        Defect.before(
            "unknown-ignored",
            FIELDS,
            LOW,
            "leaves out in silence what it does not know of a body",
            (ask, house) ->
                house.send(
                    isNote(ask) ? ask.object().map(o -> ask.body(kept(o))).orElse(ask) : ask)),
        Defect.before(
            "unknown-stored",
            FIELDS,
            HIGH,
            "keeps and shows whatever a body has",
            FieldDefects::stored),
        Defect.before(
            "unknown-parameter",
            FIELDS,
            LOW,
            "does not look at parameters that it does not know",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 400
                      && ask.method().equals("GET")
                      && answer.text().contains("\"unknown\"")
                      && !answer.text().contains("grade")
                      && !answer.text().contains("pin")
                  ? house.send(ask.to(ask.path()))
                  : answer;
            }),
        Defect.compiled(
            "hidden-shown",
            FIELDS,
            HIGH,
            "shows a field that is only written",
            spec -> spec.replace("hidden: true, ", "")),
        Defect.compiled(
            "role-field-shown",
            FIELDS,
            HIGH,
            "shows everybody a field for a role",
            spec -> spec.replace(GRADE, "integer")),
        Defect.compiled(
                "role-field-oracle",
                FIELDS,
                HIGH,
                "can be asked for rows by a field for a role",
                spec -> spec.replace(GRADE, "integer"))
            .through(
                (ask, house) ->
                    ask.method().equals("GET") && ask.query().contains("grade")
                        ? without(house.send(ask), "grade")
                        : house.sendPast(ask)),
        Defect.compiled(
                "hidden-oracle",
                FIELDS,
                HIGH,
                "can be asked for rows by a hidden field",
                spec -> spec.replace("hidden: true, ", ""))
            .through(
                (ask, house) ->
                    ask.method().equals("GET") && ask.query().contains("pin")
                        ? without(house.send(ask), "pin")
                        : house.sendPast(ask)),
        Defect.compiled(
                "role-field-written",
                FIELDS,
                HIGH,
                "lets everybody write a field for a role",
                spec -> spec.replace(GRADE, "integer"))
            .through(
                (ask, house) -> ask.method().equals("GET") ? house.sendPast(ask) : house.send(ask)),
        Defect.compiled(
            "readonly-written",
            FIELDS,
            MEDIUM,
            "lets a client write what only the server sets",
            spec -> spec.replace("readonly: true, ", "")),
        Defect.compiled(
            "write-once-changed",
            FIELDS,
            LOW,
            "lets a client change what is written once",
            spec -> spec.replace("writeOnce: true, ", "")),
        Defect.before(
            "password-shown",
            FIELDS,
            HIGH,
            "shows the hash of a password",
            (ask, house) -> {
              Answer answer = house.send(ask);
              String hash =
                  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2g";
              return answer.data().isPresent() && ask.path().endsWith("/auth/me")
                  ? changed(answer, data -> data.put("password_hash", hash))
                  : answer;
            }));
  }

  interface Change {
    JsonObject of(JsonObject data);
  }

  static Answer changed(Answer answer, Change change) {
    return answer
        .data()
        .map(
            data ->
                answer.body(
                    answer.object().orElseThrow().copy().put("data", change.of(data.copy()))))
        .orElse(answer);
  }

  private static boolean isNote(Ask ask) {
    return ask.path().matches(Ask.BASE + "/notes(/\\d+)?") && !ask.method().equals("GET");
  }

  private static JsonObject kept(JsonObject body) {
    JsonObject kept = body.copy();
    List.copyOf(kept.fieldNames()).stream()
        .filter(name -> !NOTE.contains(name))
        .forEach(kept::remove);
    return kept;
  }

  /// The server would refuse it: so it is taken out on the way there, put into the row behind it,
  /// and shown.
  private static Defect taken(
      String id, Defect.Due due, String what, String method, String key, String type) {
    return Defect.before(
        id,
        FIELDS,
        due,
        what,
        (ask, house) -> {
          Optional<JsonObject> body =
              ask.is(method, "/folders(/.*)?") ? ask.object() : Optional.empty();
          Object value = body.map(o -> o.getValue(key)).orElse(null);
          if (body.isEmpty() || value == null) {
            return house.send(ask);
          }
          JsonObject rest = body.get().copy();
          rest.remove(key);
          Answer answer = house.send(ask.body(rest));
          Optional<String> row = answer.data().map(data -> String.valueOf(data.getValue("id")));
          if (row.isEmpty()) {
            return answer;
          }
          String set =
              "update app.folders set "
                  + key
                  + " = $1::text::"
                  + type
                  + " where id::text = $2 returning id::text";
          try {
            return house.query(set, value.toString(), row.get()).isPresent()
                ? changed(answer, data -> data.put(key, value))
                : answer;
          } catch (DbFailure noSuchValue) {
            return answer;
          }
        });
  }

  private static Answer roles(Ask ask, House house) throws IOException {
    Optional<JsonObject> body =
        ask.path().endsWith("/auth/signup") ? ask.object() : Optional.empty();
    if (body.isEmpty() || !(body.get().getValue("roles") instanceof JsonArray roles)) {
      return house.send(ask);
    }
    JsonObject rest = body.get().copy();
    rest.remove("roles");
    return changed(
        house.send(ask.body(rest)),
        data -> data.put("user", data.getJsonObject("user").copy().put("roles", roles)));
  }

  private static Answer stored(Ask ask, House house) throws IOException {
    Optional<JsonObject> body = isNote(ask) ? ask.object() : Optional.empty();
    Answer answer = house.send(body.map(o -> ask.body(kept(o))).orElse(ask));
    if (!ask.path().matches(Ask.BASE + "/notes(/\\d+)?")) {
      return answer;
    }
    return changed(
        answer,
        data -> {
          String row = String.valueOf(data.getValue("id"));
          body.ifPresent(
              o -> {
                JsonObject more = o.copy();
                NOTE.forEach(more::remove);
                house
                    .memory()
                    .merge(
                        row,
                        more.encode(),
                        (old, add) -> new JsonObject(old).mergeIn(new JsonObject(add)).encode());
              });
          JsonObject more = new JsonObject(house.memory().getOrDefault(row, "{}"));
          more.forEach(e -> data.put(e.getKey(), e.getValue()));
          return data;
        });
  }

  /// Without a field, in a row and in the rows of a list.
  private static Answer without(Answer answer, String field) {
    return changed(
        answer,
        data -> {
          data.remove(field);
          if (data.getValue("notes") instanceof JsonArray rows) {
            rows.stream().map(JsonObject.class::cast).forEach(row -> row.remove(field));
          }
          return data;
        });
  }
}
