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

/// Differences between the document and the server.
final class DocumentDefects {
  private static final String NOTES = ProxiedRequest.BASE + "/notes";

  private DocumentDefects() {}

  static List<Defect> all() {
    return List.of(
        inDocument(
            "document-lacks-method",
            "does not document DELETE of a note",
            doc -> path(doc, NOTES + "/{id}").remove("delete")),
        inDocument(
            "document-too-much",
            "documents a route that does not exist",
            doc ->
                doc.getJsonObject("paths")
                    .put(
                        ProxiedRequest.BASE + "/exports",
                        new JsonObject()
                            .put(
                                "get",
                                path(doc, NOTES)
                                    .getJsonObject("get")
                                    .copy()
                                    .put("operationId", "exportNotes")))),
        inDocument(
            "document-open",
            "documents a route as public that requires a token",
            doc -> path(doc, NOTES).getJsonObject("get").put("security", new JsonArray())),
        Defect.inProxy(
            "field-undocumented",
            DOCUMENT,
            LOW,
            "returns an undocumented field",
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
            "omits a documented field",
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
            "returns a number as a string",
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
            "answers a creation with an undocumented status",
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
            "has no documentation page",
            (request, context) ->
                context.send(
                    request.path().matches("/(docs|redoc)(/.*)?")
                        ? request.withTarget("/nothing-here")
                        : request)),
        Defect.inProxy(
            "location-missing",
            DOCUMENT,
            LOW,
            "omits Location for a new row",
            (request, context) -> context.send(request).without("Location")),
        Defect.inProxy(
            "delete-nothing",
            DOCUMENT,
            MEDIUM,
            "answers a deletion but deletes nothing",
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

  private static Defect inDocument(String id, String what, Consumer<JsonObject> change) {
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
