package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.ERRORS;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import io.vertx.core.json.JsonObject;
import java.util.List;

/// Error responses in a wrong format or with internal details.
final class ErrorDefects {
  private ErrorDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "errors-two-formats",
            ERRORS,
            LOW,
            "has a second error format for invalid bodies",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 400
                  ? answer.status(422).body(new JsonObject().put("detail", "value is not valid"))
                  : answer;
            }),
        Defect.inProxy(
            "errors-framework",
            ERRORS,
            LOW,
            "answers an unknown route in the format of its framework",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return (answer.status() == 404 && request.segments().size() < 2)
                      || answer.status() == 405
                  ? answer.body(new JsonObject().put("detail", "Not Found"))
                  : answer;
            }),
        Defect.inProxy(
            "errors-html",
            ERRORS,
            LOW,
            "answers an unknown route with an HTML page",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 404 && request.segments().size() != 2
                  ? answer.text(
                      "text/html",
                      "<html><body><h1>404 Not Found</h1><hr>nginx/1.18.0</body></html>")
                  : answer;
            }),
        Defect.inProxy(
            "errors-table",
            ERRORS,
            HIGH,
            "names a constraint and its table in a conflict",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 409
                  ? AccessDefects.withMessage(
                      answer,
                      "duplicate key value violates unique constraint \"folders_user_id_name_key\""
                          + " DETAIL: Key (user_id, name) already exists.")
                  : answer;
            }),
        Defect.inProxy(
            "errors-200",
            ERRORS,
            MEDIUM,
            "answers 200 for an error",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 400 ? answer.status(200) : answer;
            }),
        Defect.inProxy(
            "errors-token-500",
            ERRORS,
            MEDIUM,
            "answers 500 for a malformed token",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 401
                      && request.bearer().filter(t -> t.split("\\.", -1).length != 3).isPresent()
                  ? AccessDefects.withCode(answer.status(500), "INTERNAL_ERROR")
                  : answer;
            }),
        Defect.inProxy(
            "errors-version",
            ERRORS,
            LOW,
            "names its database and version in an error",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 400
                  ? AccessDefects.withMessage(
                      answer,
                      "PostgreSQL 15.4 on x86_64-pc-linux-gnu: invalid input syntax for type"
                          + " integer")
                  : answer;
            }));
  }
}
