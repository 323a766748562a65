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

/// The path items of the caller's API keys, and their schemas.
final class KeyPaths {
  /// The text of a key: a prefix, 256 random bits and a checksum.
  private static final String KEY = "^fh_[0-9A-Za-z]{49}$";

  /// In characters.
  private static final int LONGEST_NAME = 100;

  private final DocumentContext shared;
  private final ComponentNames names;
  private static final String SCOPE = "^([a-z][a-z0-9_]*|\\*):(read|write)$";

  private final List<String> scopes;

  KeyPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
    this.scopes = shared.plan().keyScopes();
  }

  void write(JsonObjectWriter paths) throws IOException {
    String base = shared.plan().base() + "/auth/keys";
    paths.object(
        base,
        p -> {
          list().write(p, "get");
          create().write(p, "post");
        });
    paths.object(base + "/{id}", p -> delete().write(p, "delete"));
  }

  private OpenApiOperation list() {
    return new OpenApiOperation(
        "myKeys",
        names.authTag(),
        "API keys",
        "The API keys of the caller, the newest first. No response but that of the creation has a"
            + " key itself.",
        SecurityRequirement.REQUIRED,
        SessionPaths.page(shared),
        null,
        List.of(
            new SuccessResponse(
                200,
                "The keys.",
                List.of(),
                new JsonContent(
                    names.schemaName(BuiltInSchema.AUTH_KEYS_RESPONSE),
                    List.of(
                        new JsonContent.NamedExample(
                            "answer",
                            JsonContent.ExampleWriter.data(
                                d ->
                                    d.objects("keys", List.of(this::example))
                                        .object(
                                            "pagination", SessionPaths::paginationExample))))))),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation create() {
    return new OpenApiOperation(
        "createKey",
        names.authTag(),
        "Create an API key",
        "Makes a key that acts for the caller within its scopes, as a bearer token. It never acts"
            + " on the account itself. This response alone has the key.",
        SecurityRequirement.REQUIRED,
        List.of(),
        new JsonContent(
            names.schemaName(BuiltInSchema.AUTH_KEY_CREATE),
            List.of(
                new JsonContent.NamedExample(
                    "request",
                    JsonContent.ExampleWriter.object(
                        o -> o.put("name", "nightly import").strings("scopes", exampleScopes()))))),
        List.of(
            new SuccessResponse(
                201,
                "The key.",
                List.of(OpenApiHeader.LOCATION),
                new JsonContent(
                    names.schemaName(BuiltInSchema.AUTH_KEY_CREATED_RESPONSE), List.of()))),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.CONFLICT,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation delete() {
    return new OpenApiOperation(
        "deleteKey",
        names.authTag(),
        "Delete an API key",
        "The key stops working, on every server within a second.",
        SecurityRequirement.REQUIRED,
        List.of(
            shared
                .parameters()
                .componentKey(
                    "id",
                    "keys",
                    o ->
                        o.put("in", "path")
                            .note("The id of the key.")
                            .put("required", true)
                            .object("schema", s -> s.put("type", "string").put("format", "uuid")))),
        null,
        List.of(new SuccessResponse(204, "The key is deleted.")),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private List<String> exampleScopes() {
    return List.of(scopes.getFirst());
  }

  void schemas(JsonObjectWriter schemas) throws IOException {
    schemas.object(names.schemaName(BuiltInSchema.AUTH_KEY), KeyPaths::key);
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_KEYS_RESPONSE), o -> EnvelopeSchema.of(o, this::keys));
    schemas.object(names.schemaName(BuiltInSchema.AUTH_KEY_CREATE), KeyPaths::creation);
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_KEY_CREATED_RESPONSE),
        o -> EnvelopeSchema.of(o, this::created));
  }

  private void keys(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("keys", "pagination"));
    schema.object(
        "properties",
        p -> {
          p.object("keys", o -> o.put("type", "array").ref("items", keyReference()));
          p.object("pagination", o -> SessionPaths.pagination(o, "keys"));
        });
  }

  private void created(JsonObjectWriter schema) throws IOException {
    schema.objects(
        "allOf",
        List.of(
            o -> o.ref(keyReference()),
            o -> {
              o.put("type", "object").strings("required", List.of("key"));
              o.object(
                  "properties",
                  p ->
                      p.object(
                          "key",
                          k ->
                              k.note("The key itself: keep it, no other response has it.")
                                  .put("type", "string")
                                  .put("pattern", KEY)));
            }));
  }

  private String keyReference() {
    return "schemas/" + names.schemaName(BuiltInSchema.AUTH_KEY);
  }

  private static void creation(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("name", "scopes"));
    schema.object(
        "properties",
        p -> {
          p.object("name", KeyPaths::name);
          p.object(
              "scopes",
              o ->
                  scopes(
                          o.note(
                              "A resource and a right: `write` includes `read`; `*` is every"
                                  + " resource."))
                      .put("minItems", 1));
          p.object(
              "expires_at",
              o ->
                  ValueSchema.write(
                      o.note("In the future; without it, the key does not expire."),
                      FieldType.of(ScalarType.DATETIME),
                      FieldConstraints.NONE,
                      true,
                      Direction.REQUEST));
        });
    schema.put("additionalProperties", false);
  }

  private static void name(JsonObjectWriter schema) throws IOException {
    schema
        .note("For its person to know the key by.")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", LONGEST_NAME);
  }

  /// A pattern and no list of the scopes, which would change with each resource, and with it the type that
  /// generators make of it. The example is a scope of every server.
  private static JsonObjectWriter scopes(JsonObjectWriter schema) throws IOException {
    return schema
        .put("type", "array")
        .object(
            "items",
            i ->
                i.put("type", "string")
                    .put("pattern", SCOPE)
                    .strings("examples", List.of("*:read")));
  }

  private static void key(JsonObjectWriter schema) throws IOException {
    schema.note("An API key, without the key itself.").put("type", "object");
    schema.strings(
        "required", List.of("id", "name", "scopes", "created_at", "expires_at", "last_used_at"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> of(o, ScalarType.UUID, false));
          p.object("name", KeyPaths::name);
          p.object(
              "scopes", o -> o.put("type", "array").object("items", i -> i.put("type", "string")));
          p.object("created_at", o -> of(o, ScalarType.DATETIME, false));
          p.object("expires_at", o -> of(o, ScalarType.DATETIME, true));
          p.object(
              "last_used_at",
              o -> of(o.note("Written at most once a minute."), ScalarType.DATETIME, true));
        });
  }

  private static void of(JsonObjectWriter schema, ScalarType scalar, boolean nullable)
      throws IOException {
    ValueSchema.write(
        schema, FieldType.of(scalar), FieldConstraints.NONE, nullable, Direction.RESPONSE);
  }

  private void example(JsonObjectWriter key) throws IOException {
    FieldType time = FieldType.of(ScalarType.DATETIME);
    key.put("id", ExampleValues.ROW_ID.toString())
        .put("name", "nightly import")
        .strings("scopes", exampleScopes())
        .value("created_at", time, ExampleValues.CREATED_AT)
        .value("expires_at", time, ExampleValues.CREATED_AT.plusDays(90))
        .value("last_used_at", time, ExampleValues.CREATED_AT);
  }
}
