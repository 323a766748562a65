package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.DOCUMENT;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Http1Codec.HeaderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;

/// A document and a server that say two things.
final class DocumentDefects {
  private static final String NOTES = ProxiedRequest.BASE + "/notes";

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
                        ProxiedRequest.BASE + "/exports",
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
        Defect.inProxy(
            "field-undocumented",
            DOCUMENT,
            LOW,
            "shows a field that its document does not have",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().startsWith(NOTES + "/")
                  ? FieldDefects.changed(answer, data -> data.put("row_number", 17))
                  : answer;
            }),
        Defect.inProxy(
            "field-missing",
            DOCUMENT,
            LOW,
            "leaves out a field that its document promises",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().startsWith(NOTES + "/") && !request.query().contains("fields")
                  ? FieldDefects.changed(
                      answer,
                      data -> {
                        data.remove("updated_at");
                        return data;
                      })
                  : answer;
            }),
        Defect.inProxy(
            "field-type",
            DOCUMENT,
            LOW,
            "shows a number as a text",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return request.path().equals(NOTES) && request.method().equals("GET")
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
        Defect.inProxy(
            "status-undocumented",
            DOCUMENT,
            LOW,
            "answers a creation with a status that its document does not have",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 201 && !request.isSignIn() ? answer.status(202) : answer;
            }),
        Defect.inProxy(
            "delete-body",
            DOCUMENT,
            LOW,
            "answers a deletion with 200 and a body",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 204 && request.method().equals("DELETE")
                  ? answer
                      .status(200)
                      .text("application/json", "{\"success\":true,\"data\":{\"deleted\":true}}")
                  : answer;
            }),
        Defect.inProxy(
            "docs-gone",
            DOCUMENT,
            LOW,
            "has no page of documentation",
            (request, context) ->
                context.send(
                    request.path().matches("/(docs|redoc)(/.*)?")
                        ? request.withTarget("/nothing-here")
                        : request)),
        Defect.inProxy(
            "location-missing",
            DOCUMENT,
            LOW,
            "does not say where a new row is",
            (request, context) -> context.send(request).without("Location")),
        Defect.inProxy(
            "delete-nothing",
            DOCUMENT,
            MEDIUM,
            "answers a deletion and deletes nothing",
            (request, context) ->
                request.matches("DELETE", "/notes/\\d+")
                        && context.send(request.withMethod("GET")).status() == 200
                    ? new ProxiedResponse(
                        204,
                        List.of(
                            new HeaderLine("Cache-Control", "no-store"),
                            new HeaderLine("X-Content-Type-Options", "nosniff")),
                        Buffer.buffer())
                    : context.send(request)));
  }

  private static Defect document(String id, String what, Consumer<JsonObject> change) {
    return Defect.inProxy(
        id,
        DOCUMENT,
        LOW,
        what,
        (request, context) -> {
          ProxiedResponse answer =
              context.send(
                  request.path().equals("/openapi.json")
                      ? request.without("If-None-Match").without("Accept-Encoding")
                      : request);
          if (!request.path().equals("/openapi.json") || answer.object().isEmpty()) {
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
