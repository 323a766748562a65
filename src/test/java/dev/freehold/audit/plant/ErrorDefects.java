package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.ERRORS;

import io.vertx.core.json.JsonObject;
import java.util.List;

/// Failures that are told in the wrong way.
final class ErrorDefects {
  private ErrorDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.before(
            "errors-two-formats",
            ERRORS,
            LOW,
            "has a format of its own for faults of a body",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 400
                  ? answer.status(422).body(new JsonObject().put("detail", "value is not valid"))
                  : answer;
            }),
        Defect.before(
            "errors-framework",
            ERRORS,
            LOW,
            "lets its framework answer what has no route",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return (answer.status() == 404 && ask.segments().size() < 2) || answer.status() == 405
                  ? answer.body(new JsonObject().put("detail", "Not Found"))
                  : answer;
            }),
        Defect.before(
            "errors-html",
            ERRORS,
            LOW,
            "answers with a page what has no route",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 404 && ask.segments().size() != 2
                  ? answer.text(
                      "text/html",
                      "<html><body><h1>404 Not Found</h1><hr>nginx/1.18.0</body></html>")
                  : answer;
            }),
        Defect.before(
            "errors-table",
            ERRORS,
            HIGH,
            "names a constraint and its table in a conflict",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 409
                  ? AccessDefects.reworded(
                      answer,
                      "duplicate key value violates unique constraint \"folders_user_id_name_key\""
                          + " DETAIL: Key (user_id, name) already exists.")
                  : answer;
            }),
        Defect.before(
            "errors-200",
            ERRORS,
            MEDIUM,
            "answers 200 where it failed",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 400 ? answer.status(200) : answer;
            }),
        Defect.before(
            "errors-token-500",
            ERRORS,
            MEDIUM,
            "fails over a token that is none",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 401
                      && ask.bearer().filter(t -> t.split("\\.", -1).length != 3).isPresent()
                  ? AccessDefects.renamed(answer.status(500), "INTERNAL_ERROR")
                  : answer;
            }),
        Defect.before(
            "errors-version",
            ERRORS,
            LOW,
            "names its database and version in a fault",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 400
                  ? AccessDefects.reworded(
                      answer,
                      "PostgreSQL 15.4 on x86_64-pc-linux-gnu: invalid input syntax for type"
                          + " integer")
                  : answer;
            }));
  }
}
