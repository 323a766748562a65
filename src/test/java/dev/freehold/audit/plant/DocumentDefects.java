package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.DOCUMENT;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/// A document and a server that say two things.
final class DocumentDefects {
  private static final String NOTES = Ask.BASE + "/notes";

  private DocumentDefects() {}

  static List<Defect> all() {
    return List.of(
        document(
            "document-lacks-method",
            "does not document that a note can be deleted",
            d -> path(d, NOTES + "/{id}").remove("delete")),
        document(
            "document-too-much",
            "documents a route that is not there",
            d ->
                d.getJsonObject("paths")
                    .put(
                        Ask.BASE + "/exports",
                        new JsonObject()
                            .put(
                                "get",
                                path(d, NOTES)
                                    .getJsonObject("get")
                                    .copy()
                                    .put("operationId", "exportNotes")))),
        document(
            "document-open",
            "documents as open what asks for a token",
            d -> path(d, NOTES).getJsonObject("get").put("security", new JsonArray())),
        Defect.before(
            "field-undocumented",
            DOCUMENT,
            LOW,
            "shows a field that its document does not have",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return ask.path().startsWith(NOTES + "/")
                  ? FieldDefects.changed(answer, data -> data.put("row_number", 17))
                  : answer;
            }),
        Defect.before(
            "field-missing",
            DOCUMENT,
            LOW,
            "leaves out a field that its document promises",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return ask.path().startsWith(NOTES + "/") && !ask.query().contains("fields")
                  ? FieldDefects.changed(
                      answer,
                      data -> {
                        data.remove("updated_at");
                        return data;
                      })
                  : answer;
            }),
        Defect.before(
            "field-type",
            DOCUMENT,
            LOW,
            "shows a number as a text",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return ask.path().equals(NOTES) && ask.method().equals("GET")
                  ? FieldDefects.changed(
                      answer,
                      data -> {
                        JsonObject pages =
                            data.getJsonObject("pagination", new JsonObject()).copy();
                        return data.put(
                            "pagination",
                            pages.put("total", String.valueOf(pages.getValue("total"))));
                      })
                  : answer;
            }),
        Defect.before(
            "status-undocumented",
            DOCUMENT,
            LOW,
            "answers a creation with a status that its document does not have",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 201 && !ask.isSignIn() ? answer.status(202) : answer;
            }),
        Defect.before(
            "delete-body",
            DOCUMENT,
            LOW,
            "answers a deletion with 200 and a body",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 204 && ask.method().equals("DELETE")
                  ? answer
                      .status(200)
                      .text("application/json", "{\"success\":true,\"data\":{\"deleted\":true}}")
                  : answer;
            }),
        Defect.before(
            "docs-gone",
            DOCUMENT,
            LOW,
            "has no page of documentation",
            (ask, house) ->
                house.send(
                    ask.path().matches("/(docs|redoc)(/.*)?") ? ask.to("/nothing-here") : ask)),
        Defect.before(
            "location-missing",
            DOCUMENT,
            LOW,
            "does not say where a new row is",
            (ask, house) -> house.send(ask).without("Location")),
        Defect.before(
            "delete-nothing",
            DOCUMENT,
            MEDIUM,
            "answers a deletion and deletes nothing",
            (ask, house) ->
                ask.is("DELETE", "/notes/\\d+") && house.send(ask.by("GET")).status() == 200
                    ? new Answer(
                        204,
                        List.of(
                            new Header("Cache-Control", "no-store"),
                            new Header("X-Content-Type-Options", "nosniff")),
                        Buffer.buffer())
                    : house.send(ask)));
  }

  private static Defect document(String id, String what, Consumer<JsonObject> change) {
    return Defect.before(
        id,
        DOCUMENT,
        LOW,
        what,
        (ask, house) -> {
          Answer answer =
              house.send(
                  ask.path().equals("/openapi.json")
                      ? ask.without("If-None-Match").without("Accept-Encoding")
                      : ask);
          if (!ask.path().equals("/openapi.json") || answer.object().isEmpty()) {
            return answer;
          }
          JsonObject document = answer.object().get();
          change.accept(document);
          return answer.body(document);
        });
  }

  private static JsonObject path(JsonObject document, String path) {
    return document.getJsonObject("paths").getJsonObject(path);
  }
}
