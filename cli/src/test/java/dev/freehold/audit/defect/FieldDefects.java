package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.FIELDS;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import dev.freehold.db.DatabaseException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Mass assignment, and fields that are readable or writable against the spec.
final class FieldDefects {
  private static final Set<String> NOTE_FIELDS =
      Set.of("folder_id", "title", "body", "done", "stars", "kind", "pin", "source");
  private static final String GRADE_FIELD =
      "{ type: integer, read: role:editor, write: role:editor }";

  private FieldDefects() {}

  static List<Defect> all() {
    return List.of(
        massAssignment(
            "mass-owner",
            CRITICAL,
            "takes the owner of a new row from user_id in the body",
            "POST",
            "user_id",
            "uuid"),
        massAssignment(
            "mass-owner-patch",
            CRITICAL,
            "takes a new owner from user_id in a PATCH body",
            "PATCH",
            "user_id",
            "uuid"),
        massAssignment(
            "mass-id", MEDIUM, "takes the id of a new row from the body", "POST", "id", "uuid"),
        massAssignment(
            "mass-created",
            MEDIUM,
            "takes created_at from the body",
            "POST",
            "created_at",
            "timestamptz"),
        Defect.inProxy(
            "mass-roles",
            FIELDS,
            CRITICAL,
            "gives a new account the roles in the sign-up body",
            FieldDefects::assignRoles),
        Defect.inProxy(
            "unknown-ignored",
            FIELDS,
            LOW,
            "ignores unknown fields of a body",
            (request, context) ->
                context.send(
                    isNote(request)
                        ? request.object().map(o -> request.body(knownFields(o))).orElse(request)
                        : request)),
        Defect.inProxy(
            "unknown-stored",
            FIELDS,
            HIGH,
            "stores and returns unknown fields of a body",
            FieldDefects::storeUnknownFields),
        Defect.inProxy(
            "unknown-parameter",
            FIELDS,
            LOW,
            "ignores unknown query parameters",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 400
                      && request.method().equals("GET")
                      && answer.text().contains("\"unknown\"")
                      && !answer.text().contains("grade")
                      && !answer.text().contains("pin")
                  ? context.send(request.withTarget(request.path()))
                  : answer;
            }),
        Defect.inPlan(
            "hidden-shown",
            FIELDS,
            HIGH,
            "returns a hidden field",
            spec -> spec.replace("hidden: true, ", "")),
        Defect.inPlan(
            "role-field-shown",
            FIELDS,
            HIGH,
            "returns a role-restricted field to every user",
            spec -> spec.replace(GRADE_FIELD, "integer")),
        Defect.inPlan(
                "role-field-oracle",
                FIELDS,
                HIGH,
                "lets every user filter by a role-restricted field",
                spec -> spec.replace(GRADE_FIELD, "integer"))
            .withFault(
                (request, context) ->
                    request.method().equals("GET") && request.query().contains("grade")
                        ? without(context.send(request), "grade")
                        : context.sendToIntactServer(request)),
        Defect.inPlan(
                "hidden-oracle",
                FIELDS,
                HIGH,
                "lets a client filter by a hidden field",
                spec -> spec.replace("hidden: true, ", ""))
            .withFault(
                (request, context) ->
                    request.method().equals("GET") && request.query().contains("pin")
                        ? without(context.send(request), "pin")
                        : context.sendToIntactServer(request)),
        Defect.inPlan(
                "role-field-written",
                FIELDS,
                HIGH,
                "lets every user write a role-restricted field",
                spec -> spec.replace(GRADE_FIELD, "integer"))
            .withFault(
                (request, context) ->
                    request.method().equals("GET")
                        ? context.sendToIntactServer(request)
                        : context.send(request)),
        Defect.inPlan(
            "readonly-written",
            FIELDS,
            MEDIUM,
            "lets a client write a read-only field",
            spec -> spec.replace("readonly: true, ", "")),
        Defect.inPlan(
            "write-once-changed",
            FIELDS,
            LOW,
            "lets a client change a write-once field",
            spec -> spec.replace("writeOnce: true, ", "")),
        Defect.inProxy(
            "password-shown",
            FIELDS,
            HIGH,
            "returns a password hash",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              String hash =
                  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2g";
              return answer.data().isPresent() && request.path().endsWith("/auth/me")
                  ? changed(answer, data -> data.put("password_hash", hash))
                  : answer;
            }));
  }

  interface DataTransformation {
    JsonObject of(JsonObject data);
  }

  static ProxiedResponse changed(ProxiedResponse answer, DataTransformation change) {
    return answer
        .data()
        .map(
            data ->
                answer.body(
                    answer.object().orElseThrow().copy().put("data", change.of(data.copy()))))
        .orElse(answer);
  }

  private static boolean isNote(ProxiedRequest request) {
    return request.path().matches(ProxiedRequest.BASE + "/notes(/\\d+)?")
        && !request.method().equals("GET");
  }

  private static JsonObject knownFields(JsonObject body) {
    JsonObject known = body.copy();
    List.copyOf(known.fieldNames()).stream()
        .filter(name -> !NOTE_FIELDS.contains(name))
        .forEach(known::remove);
    return known;
  }

  /// The intact server refuses such a body. The fault removes the field from the request, writes it
  /// to the row in the database, and adds it to the response.
  private static Defect massAssignment(
      String id,
      Defect.ExpectedSeverity expected,
      String what,
      String method,
      String key,
      String type) {
    return Defect.inProxy(
        id,
        FIELDS,
        expected,
        what,
        (request, context) -> {
          Optional<JsonObject> body =
              request.matches(method, "/folders(/.*)?") ? request.object() : Optional.empty();
          Object value = body.map(o -> o.getValue(key)).orElse(null);
          if (body.isEmpty() || value == null) {
            return context.send(request);
          }
          JsonObject rest = body.get().copy();
          rest.remove(key);
          ProxiedResponse answer = context.send(request.body(rest));
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
            return context.query(set, value.toString(), row.get()).isPresent()
                ? changed(answer, data -> data.put(key, value))
                : answer;
          } catch (DatabaseException noSuchValue) {
            return answer;
          }
        });
  }

  private static ProxiedResponse assignRoles(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<JsonObject> body =
        request.path().endsWith("/auth/signup") ? request.object() : Optional.empty();
    if (body.isEmpty() || !(body.get().getValue("roles") instanceof JsonArray roles)) {
      return context.send(request);
    }
    JsonObject rest = body.get().copy();
    rest.remove("roles");
    return changed(
        context.send(request.body(rest)),
        data -> {
          JsonObject user = data.getJsonObject("user").copy();
          for (Object role : roles) {
            context.query(
                "insert into auth.roles (user_id, role) values ($1, $2) on conflict do nothing"
                    + " returning role",
                UUID.fromString(user.getString("id")),
                role);
          }
          return data.put("user", user.put("roles", roles));
        });
  }

  private static ProxiedResponse storeUnknownFields(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<JsonObject> body = isNote(request) ? request.object() : Optional.empty();
    ProxiedResponse answer =
        context.send(body.map(o -> request.body(knownFields(o))).orElse(request));
    if (!request.path().matches(ProxiedRequest.BASE + "/notes(/\\d+)?")) {
      return answer;
    }
    return changed(
        answer,
        data -> {
          String row = String.valueOf(data.getValue("id"));
          body.ifPresent(
              o -> {
                JsonObject more = o.copy();
                NOTE_FIELDS.forEach(more::remove);
                context
                    .memory()
                    .merge(
                        row,
                        more.encode(),
                        (old, add) -> new JsonObject(old).mergeIn(new JsonObject(add)).encode());
              });
          JsonObject more = new JsonObject(context.memory().getOrDefault(row, "{}"));
          more.forEach(e -> data.put(e.getKey(), e.getValue()));
          return data;
        });
  }

  /// Removes a field from a row, or from the rows of a list.
  private static ProxiedResponse without(ProxiedResponse answer, String field) {
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
