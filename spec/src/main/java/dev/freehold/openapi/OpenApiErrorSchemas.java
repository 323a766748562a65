package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The error format of the API: its schemas, and the shared error responses and headers.
final class OpenApiErrorSchemas {
  /// Every stable `error.code`, in the order of [dev.freehold.problem.Problem], but those of
  /// [#OF_FACTORS] and [#OF_PASSKEYS].
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
          "EMAIL_NOT_VERIFIED",
          "NOT_FOUND",
          "METHOD_NOT_ALLOWED",
          "REQUEST_TIMEOUT",
          "CONFLICT",
          "PRECONDITION_FAILED",
          "PAYLOAD_TOO_LARGE",
          "URI_TOO_LONG",
          "UNSUPPORTED_MEDIA_TYPE",
          "IDEMPOTENCY_MISMATCH",
          "ALREADY_PROCESSED",
          "RATE_LIMITED",
          "HEADERS_TOO_LARGE",
          "INTERNAL_ERROR",
          "UNAVAILABLE");

  /// The codes that only an API with second factors has.
  private static final List<String> OF_FACTORS =
      List.of("SECOND_FACTOR_REQUIRED", "STEP_UP_REQUIRED");

  /// The codes that only an API with passkeys has.
  private static final List<String> OF_PASSKEYS = List.of("PASSKEY_REFUSED", "STEP_UP_REQUIRED");

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
          ViolationCode.LEAKED,
          ViolationCode.WRONG,
          ViolationCode.EXPIRED,
          ViolationCode.TAKEN,
          ViolationCode.REFERENCED,
          ViolationCode.RULE,
          ViolationCode.MOVE,
          ViolationCode.BAD_OPERATOR,
          ViolationCode.NOT_SORTABLE,
          ViolationCode.INVALID_CURSOR,
          ViolationCode.EXCLUDED,
          ViolationCode.UNKNOWN_REFERENCE);

  /// The one error response of the brief document.
  static final String FAILURE = "Failure";

  private static final String REQUEST_ID = "7Q2mX0aK9vRtE4bN";

  private OpenApiErrorSchemas() {}

  /// @param factors whether the API has second factors
  /// @param passkeys whether the API has passkeys
  public static void schemas(
      JsonObjectWriter to, ComponentNames names, boolean factors, boolean passkeys)
      throws IOException {
    List<String> codes =
        Stream.of(
                CODES,
                factors ? OF_FACTORS : List.<String>of(),
                passkeys ? OF_PASSKEYS : List.<String>of())
            .flatMap(List::stream)
            .distinct()
            .toList();
    to.object(
        names.schemaName(BuiltInSchema.ERROR_CODE),
        o ->
            o.note("The error code. Stable: branch on it, not on the message.")
                .put("type", "string")
                .strings("enum", codes));
    to.object(names.schemaName(BuiltInSchema.ERROR_DETAIL), OpenApiErrorSchemas::detail);
    to.object(names.schemaName(BuiltInSchema.ERROR), o -> error(o, names));
    to.object(names.schemaName(BuiltInSchema.ERROR_RESPONSE), o -> response(o, names));
  }

  private static void detail(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("field", "code", "message"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "field",
              o ->
                  o.note(
                          "The JSON key, parameter or header with the error. `tags[2]`: an element;"
                              + " `[3].title`: a field of one of several rows;"
                              + " `operations[2].title`: a field of an operation of a batch; empty:"
                              + " the body itself.")
                      .put("type", "string"));
          p.object(
              "code", o -> o.put("type", "string").inFull(c -> c.strings("enum", DETAIL_CODES)));
          p.object("message", o -> o.put("type", "string"));
        });
  }

  private static void error(JsonObjectWriter schema, ComponentNames names) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("code", "message", "details", "requestId"));
    schema.object(
        "properties",
        p -> {
          p.ref("code", "schemas/" + names.schemaName(BuiltInSchema.ERROR_CODE));
          p.object("message", o -> o.note("A human-readable message.").put("type", "string"));
          p.object(
              "details",
              o ->
                  o.note("Every error of the input; empty if the error has no details.")
                      .put("type", "array")
                      .ref("items", "schemas/" + names.schemaName(BuiltInSchema.ERROR_DETAIL)));
          p.object(
              "requestId",
              o -> o.note("The value of the `X-Request-Id` header.").put("type", "string"));
        });
  }

  private static void response(JsonObjectWriter schema, ComponentNames names) throws IOException {
    schema.put("type", "object").strings("required", List.of("success", "error"));
    schema.object(
        "properties",
        p -> {
          p.object("success", o -> EnvelopeSchema.constant(o, "boolean", "false"));
          p.ref("error", "schemas/" + names.schemaName(BuiltInSchema.ERROR));
          p.object(
              "outcome",
              o ->
                  o.note(
                          "The outcome of a failed write: `none`, nothing was changed; `unknown`,"
                              + " something may have changed. Absent for reads.")
                      .put("type", "string")
                      .strings("enum", List.of("none", "unknown")));
        });
  }

  /// Writes the responses to which the operations refer.
  public static void responses(JsonObjectWriter to, ComponentNames names) throws IOException {
    to.inFull(all -> each(all, names))
        .inBrief(
            one ->
                one.object(
                    FAILURE,
                    o ->
                        o.put("description", "The error.")
                            .object("content", c -> content(c, names))));
  }

  private static void content(JsonObjectWriter to, ComponentNames names) throws IOException {
    to.object(
        "application/json",
        m -> m.ref("schema", "schemas/" + names.schemaName(BuiltInSchema.ERROR_RESPONSE)));
  }

  private static void each(JsonObjectWriter to, ComponentNames names) throws IOException {
    for (OpenApiErrorResponse failure : OpenApiErrorResponse.values()) {
      if (!to.refersTo("responses/" + failure.component())) {
        continue;
      }
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
                            m.ref(
                                    "schema",
                                    "schemas/" + names.schemaName(BuiltInSchema.ERROR_RESPONSE))
                                .object("examples", e -> examples(e, failure))));
          });
    }
  }

  private static void headers(JsonObjectWriter to, OpenApiErrorResponse failure)
      throws IOException {
    OpenApiHeader.REQUEST_ID.write(to);
    switch (failure.status()) {
      case 401 -> OpenApiHeader.WWW_AUTHENTICATE.write(to);
      case 405 -> OpenApiHeader.ALLOW.write(to);
      case 429 -> {
        OpenApiHeader.RETRY_AFTER.write(to);
        OpenApiHeader.RATE_LIMIT.write(to);
        OpenApiHeader.RATE_LIMIT_POLICY.write(to);
      }
      case 503 -> OpenApiHeader.RETRY_AFTER.write(to);
      default -> {}
    }
  }

  private static void examples(JsonObjectWriter to, OpenApiErrorResponse failure)
      throws IOException {
    for (Problem problem : failure.sampleProblems()) {
      to.object(
          name(problem),
          e ->
              e.object(
                  "value", v -> v.put("success", false).object("error", o -> error(o, problem))));
    }
  }

  /// The name of an example: the error code, and for a conflict also the detail code.
  private static String name(Problem problem) {
    return problem instanceof Problem.Conflict(List<Violation> violations)
        ? problem.code() + "_" + violations.getFirst().code()
        : problem.code();
  }

  private static void error(JsonObjectWriter to, Problem problem) throws IOException {
    to.put("code", problem.code()).put("message", problem.message());
    to.objects(
        "details",
        violations(problem).stream()
            .<JsonObjectWriter.Members>map(
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
