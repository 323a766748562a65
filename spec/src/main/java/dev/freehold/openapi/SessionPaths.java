package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.util.List;

/// The path items of the caller's sessions, and their schemas.
final class SessionPaths {
  private static final String DEVICE = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0";

  /// In characters.
  private static final int LONGEST_DEVICE = 255;

  private static final int STANDARD_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final DocumentContext shared;
  private final ComponentNames names;

  SessionPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
  }

  void write(JsonObjectWriter paths) throws IOException {
    String base = shared.plan().base() + "/auth/sessions";
    paths.object(
        base,
        p -> {
          list().write(p, "get");
          endOthers().write(p, "delete");
        });
    paths.object(base + "/{id}", p -> end().write(p, "delete"));
  }

  private OpenApiOperation list() {
    return new OpenApiOperation(
        "mySessions",
        names.authTag(),
        "Sessions",
        "The sessions of the caller that have not ended: the one of the request first, then the"
            + " most recently used.",
        SecurityRequirement.REQUIRED,
        page(shared),
        null,
        List.of(
            new SuccessResponse(
                200,
                "The sessions.",
                List.of(),
                new JsonContent(
                    names.schemaName(BuiltInSchema.AUTH_ACTIVE_SESSIONS_RESPONSE),
                    List.of(
                        new JsonContent.NamedExample(
                            "answer",
                            JsonContent.ExampleWriter.data(
                                d ->
                                    d.objects("sessions", List.of(SessionPaths::example))
                                        .object(
                                            "pagination", SessionPaths::paginationExample))))))),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation endOthers() {
    return new OpenApiOperation(
        "endOtherSessions",
        names.authTag(),
        "End the other sessions",
        "Ends every session of the caller but the one of the request.",
        SecurityRequirement.REQUIRED,
        List.of(),
        null,
        List.of(new SuccessResponse(204, "The sessions have ended.")),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation end() {
    return new OpenApiOperation(
        "endSession",
        names.authTag(),
        "End a session",
        "Ends one session of the caller: its access and refresh tokens stop working.",
        SecurityRequirement.REQUIRED,
        List.of(id()),
        null,
        List.of(new SuccessResponse(204, "The session has ended.")),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private String id() {
    return parameter(
        "id",
        o ->
            o.put("in", "path")
                .note("The id of the session.")
                .put("required", true)
                .object("schema", s -> s.put("type", "string").put("format", "uuid")));
  }

  /// The parameters of a list of an account: `page` and `limit`.
  static List<String> page(DocumentContext shared) {
    return List.of(
        shared.parameters().componentKey("page", "sessions", ListParameters::page),
        shared
            .parameters()
            .componentKey(
                "limit", "sessions", o -> ListParameters.limit(o, MAX_LIMIT, STANDARD_LIMIT)));
  }

  private String parameter(String name, JsonObjectWriter.Members rest) {
    return shared.parameters().componentKey(name, "sessions", rest);
  }

  void schemas(JsonObjectWriter schemas) throws IOException {
    schemas.object(names.schemaName(BuiltInSchema.AUTH_ACTIVE_SESSION), SessionPaths::session);
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_ACTIVE_SESSIONS_RESPONSE),
        o -> EnvelopeSchema.of(o, this::sessions));
  }

  private void sessions(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("sessions", "pagination"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "sessions",
              o ->
                  o.put("type", "array")
                      .ref(
                          "items",
                          "schemas/" + names.schemaName(BuiltInSchema.AUTH_ACTIVE_SESSION)));
          p.object("pagination", o -> pagination(o, "sessions"));
        });
  }

  static void pagination(JsonObjectWriter schema, String rows) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("page", "limit", "total", "totalPages"));
    schema.object(
        "properties",
        p -> {
          EnvelopeSchema.count(p, "page", 1, "The number of this page.");
          EnvelopeSchema.count(p, "limit", 1, "The maximum number of " + rows + " on a page.");
          EnvelopeSchema.count(p, "total", 0, "The number of " + rows + " on all pages.");
          EnvelopeSchema.count(p, "totalPages", 0, "The number of pages.");
        });
  }

  static void paginationExample(JsonObjectWriter pagination) throws IOException {
    pagination.put("page", 1).put("limit", STANDARD_LIMIT).put("total", 1).put("totalPages", 1);
  }

  private static void session(JsonObjectWriter schema) throws IOException {
    schema.note("A session that has not ended.").put("type", "object");
    schema.strings(
        "required",
        List.of(
            "id",
            "device",
            "created_at",
            "last_used_at",
            "expires_at",
            "current",
            "amr",
            "authenticated_at"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> of(o, ScalarType.UUID));
          p.object(
              "device",
              o ->
                  o.note("The header `User-Agent` of the sign-in or the last refresh.")
                      .strings("type", List.of("string", "null"))
                      .inFull(f -> f.put("maxLength", LONGEST_DEVICE)));
          p.object("created_at", o -> of(o, ScalarType.DATETIME));
          p.object(
              "last_used_at",
              o -> of(o.note("The time of the sign-in or the last refresh."), ScalarType.DATETIME));
          p.object(
              "expires_at",
              o -> of(o.note("The end of the session without a refresh."), ScalarType.DATETIME));
          p.object(
              "current",
              o -> o.note("Whether it is the session of the request.").put("type", "boolean"));
          p.object(
              "amr",
              o ->
                  o.note("How its person proved who they are (RFC 8176), as in its access tokens.")
                      .put("type", "array")
                      .object("items", i -> i.put("type", "string")));
          p.object(
              "authenticated_at",
              o -> of(o.note("When its person last did."), ScalarType.DATETIME));
        });
  }

  private static void of(JsonObjectWriter schema, ScalarType scalar) throws IOException {
    ValueSchema.write(
        schema, FieldType.of(scalar), FieldConstraints.NONE, false, Direction.RESPONSE);
  }

  private static void example(JsonObjectWriter session) throws IOException {
    FieldType time = FieldType.of(ScalarType.DATETIME);
    session
        .put("id", ExampleValues.ROW_ID.toString())
        .put("device", DEVICE)
        .value("created_at", time, ExampleValues.CREATED_AT)
        .value("last_used_at", time, ExampleValues.CREATED_AT)
        .value("expires_at", time, ExampleValues.CREATED_AT.plusDays(30))
        .put("current", true)
        .strings("amr", List.of("pwd"))
        .value("authenticated_at", time, ExampleValues.CREATED_AT);
  }
}
