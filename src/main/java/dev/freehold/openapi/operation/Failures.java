package dev.freehold.openapi.operation;

import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemTable;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.io.IOException;
import java.util.List;

/// The one error format: its schemas, and the shared responses and headers.
public final class Failures {
  /// Every stable `error.code`, in the order of [ProblemTable].
  static final List<String> CODES =
      List.of(
          "VALIDATION_ERROR",
          "MALFORMED_JSON",
          "BAD_REQUEST",
          "UNAUTHORIZED",
          "INVALID_TOKEN",
          "TOKEN_EXPIRED",
          "INVALID_CREDENTIALS",
          "FORBIDDEN",
          "NOT_FOUND",
          "METHOD_NOT_ALLOWED",
          "REQUEST_TIMEOUT",
          "CONFLICT",
          "PRECONDITION_FAILED",
          "PAYLOAD_TOO_LARGE",
          "URI_TOO_LONG",
          "UNSUPPORTED_MEDIA_TYPE",
          "IDEMPOTENCY_MISMATCH",
          "RATE_LIMITED",
          "HEADERS_TOO_LARGE",
          "INTERNAL_ERROR",
          "UNAVAILABLE");

  /// Every stable `error.details[].code`.
  static final List<String> DETAIL_CODES =
      List.of(
          ViolationCode.REQUIRED,
          ViolationCode.NOT_NULL,
          ViolationCode.TYPE,
          ViolationCode.FORMAT,
          ViolationCode.OUT_OF_RANGE,
          ViolationCode.TOO_SHORT,
          ViolationCode.TOO_LONG,
          ViolationCode.TOO_SMALL,
          ViolationCode.TOO_LARGE,
          ViolationCode.TOO_MANY,
          ViolationCode.TOO_DEEP,
          ViolationCode.PATTERN,
          ViolationCode.NOT_ONE_OF,
          ViolationCode.UNKNOWN,
          ViolationCode.REPEATED,
          ViolationCode.READ_ONLY,
          ViolationCode.CHARACTER,
          ViolationCode.COMMON,
          ViolationCode.TAKEN,
          ViolationCode.REFERENCED,
          ViolationCode.RULE,
          ViolationCode.BAD_OPERATOR,
          ViolationCode.NOT_SORTABLE,
          ViolationCode.INVALID_CURSOR,
          ViolationCode.EXCLUDED,
          ViolationCode.UNKNOWN_REFERENCE);

  private static final String REQUEST_ID = "7Q2mX0aK9vRtE4bN";

  private Failures() {}

  public static void schemas(JsonObject to, ComponentNames names) throws IOException {
    to.object(
        names.of(BuiltIn.ERROR_CODE),
        o ->
            o.put("description", "What went wrong. Stable: branch on this, not on the message.")
                .put("type", "string")
                .strings("enum", CODES));
    to.object(names.of(BuiltIn.ERROR_DETAIL), Failures::detail);
    to.object(names.of(BuiltIn.ERROR), o -> error(o, names));
    to.object(names.of(BuiltIn.ERROR_RESPONSE), o -> response(o, names));
  }

  private static void detail(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("field", "code", "message"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "field",
              o ->
                  o.put(
                          "description",
                          "The JSON key, parameter or header at fault. `tags[2]`: an element;"
                              + " `[3].title`: a field of a row of several;"
                              + " `operations[2].title`: of a step of a batch; empty: the body"
                              + " itself.")
                      .put("type", "string"));
          p.object("code", o -> o.put("type", "string").strings("enum", DETAIL_CODES));
          p.object("message", o -> o.put("type", "string"));
        });
  }

  private static void error(JsonObject schema, ComponentNames names) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("code", "message", "details", "requestId"));
    schema.object(
        "properties",
        p -> {
          p.ref("code", "schemas/" + names.of(BuiltIn.ERROR_CODE));
          p.object(
              "message",
              o -> o.put("description", "A sentence for a person.").put("type", "string"));
          p.object(
              "details",
              o ->
                  o.put(
                          "description",
                          "Every fault of the input; empty where there is none to name.")
                      .put("type", "array")
                      .ref("items", "schemas/" + names.of(BuiltIn.ERROR_DETAIL)));
          p.object(
              "requestId",
              o ->
                  o.put("description", "The same as in the `X-Request-Id` header.")
                      .put("type", "string"));
        });
  }

  private static void response(JsonObject schema, ComponentNames names) throws IOException {
    schema.put("type", "object").strings("required", List.of("success", "error"));
    schema.object(
        "properties",
        p -> {
          p.object("success", o -> o.put("type", "boolean").put("const", false));
          p.ref("error", "schemas/" + names.of(BuiltIn.ERROR));
          p.object(
              "outcome",
              o ->
                  o.put(
                          "description",
                          "Of a write that failed: `none`, nothing was changed; `unknown`, it may"
                              + " have been. Not there for reads.")
                      .put("type", "string")
                      .strings("enum", List.of("none", "unknown")));
        });
  }

  public static void responses(JsonObject to, ComponentNames names) throws IOException {
    for (Failure failure : Failure.values()) {
      to.object(
          failure.component(),
          o -> {
            o.put("description", failure.description());
            o.object("headers", h -> headers(h, failure));
            o.object(
                "content",
                c ->
                    c.object(
                        "application/json",
                        m ->
                            m.ref("schema", "schemas/" + names.of(BuiltIn.ERROR_RESPONSE))
                                .object("examples", e -> examples(e, failure))));
          });
    }
  }

  private static void headers(JsonObject to, Failure failure) throws IOException {
    Header.REQUEST_ID.write(to);
    switch (failure.status()) {
      case 401 -> Header.WWW_AUTHENTICATE.write(to);
      case 405 -> Header.ALLOW.write(to);
      case 429, 503 -> Header.RETRY_AFTER.write(to);
      default -> {}
    }
  }

  private static void examples(JsonObject to, Failure failure) throws IOException {
    for (Problem problem : failure.samples()) {
      to.object(
          name(problem),
          e ->
              e.object(
                  "value", v -> v.put("success", false).object("error", o -> error(o, problem))));
    }
  }

  /// The code; of a conflict, also what of.
  private static String name(Problem problem) {
    return problem instanceof Problem.Conflict(List<Violation> violations)
        ? ProblemTable.code(problem) + "_" + violations.getFirst().code()
        : ProblemTable.code(problem);
  }

  private static void error(JsonObject to, Problem problem) throws IOException {
    to.put("code", ProblemTable.code(problem)).put("message", ProblemTable.message(problem));
    to.objects(
        "details",
        violations(problem).stream()
            .<JsonObject.Members>map(
                v ->
                    d ->
                        d.put("field", v.field()).put("code", v.code()).put("message", v.message()))
            .toList());
    to.put("requestId", REQUEST_ID);
  }

  private static List<Violation> violations(Problem problem) {
    if (problem instanceof Problem.Invalid(List<Violation> violations)) {
      return violations;
    }
    return problem instanceof Problem.Conflict(List<Violation> violations) ? violations : List.of();
  }
}
