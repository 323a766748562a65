package dev.freehold.pages;

import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The OpenAPI document: the brief one, and the full one with `detail=full`. Each has an `ETag` of its
/// own.
final class DocumentFile {
  private static final String DETAIL = "detail";
  private static final String FULL = "full";

  private final StaticFile brief;
  private final StaticFile full;

  DocumentFile(String brief, String full) {
    this.brief = file(brief);
    this.full = file(full);
  }

  private static StaticFile file(String json) {
    return new StaticFile(json.getBytes(StandardCharsets.UTF_8), "application/json", null);
  }

  Route route(String path) {
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, this::answer);
  }

  private Future<Reply> answer(Request request) {
    return (asksForFull(request.queryParameters()) ? full : brief).send(request);
  }

  private static boolean asksForFull(List<QueryParameter> parameters) {
    List<Violation> violations = new ArrayList<>();
    boolean asked = false;
    for (QueryParameter parameter : parameters) {
      String name = parameter.shortName();
      if (!parameter.name().equals(DETAIL)) {
        violations.add(new Violation(name, ViolationCode.UNKNOWN, name + " is not known here."));
      } else if (asked) {
        violations.add(new Violation(name, ViolationCode.REPEATED, "detail may occur once."));
      } else if (!parameter.value().equals(FULL)) {
        violations.add(
            new Violation(
                name,
                ViolationCode.NOT_ONE_OF,
                "detail must be full; without it, the document is brief."));
      }
      asked |= parameter.name().equals(DETAIL);
    }
    if (!violations.isEmpty()) {
      throw new Problem.Invalid(violations).toException();
    }
    return asked;
  }
}
