package dev.freehold.openapi;

import dev.freehold.openapi.AuthPaths.AuthSchemas;
import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.TotpRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The path items of passkeys, and their schemas. The names are those of WebAuthn Level 3, as browsers read
/// and write them.
final class PasskeyPaths {
  /// In characters.
  private static final int LONGEST_NAME = 100;

  private final DocumentContext shared;
  private final ComponentNames names;

  PasskeyPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
  }

  void write(JsonObjectWriter paths) throws IOException {
    String base = shared.plan().base() + "/auth/passkeys";
    paths.object(base + "/options", p -> options().write(p, "post"));
    paths.object(
        base,
        p -> {
          list().write(p, "get");
          create().write(p, "post");
        });
    paths.object(base + "/{id}", p -> delete().write(p, "delete"));
    paths.object(base + "/login/options", p -> logInOptions().write(p, "post"));
    paths.object(base + "/login", p -> logIn().write(p, "post"));
    paths.object(shared.plan().base() + "/auth/step-up", p -> stepUp().write(p, "post"));
  }

  private OpenApiOperation options() {
    return new OpenApiOperation(
        "passkeyOptions",
        names.authTag(),
        "Options of a new passkey",
        "For `PublicKeyCredential.parseCreationOptionsFromJSON` of the browser; valid for five"
            + " minutes, once, in this session. Needs the password, unless the session has shown a"
            + " passkey or a second factor in the last 10 minutes.",
        SecurityRequirement.REQUIRED,
        List.of(),
        content(BuiltInSchema.AUTH_PASSKEY_PROOF),
        success(200, "The options.", BuiltInSchema.AUTH_PASSKEY_OPTIONS_RESPONSE, List.of()),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation create() {
    return new OpenApiOperation(
        "createPasskey",
        names.authTag(),
        "Add a passkey",
        "Adds the passkey that a browser made with the options.",
        SecurityRequirement.REQUIRED,
        List.of(),
        content(BuiltInSchema.AUTH_PASSKEY_CREATE),
        success(
            201,
            "The passkey.",
            BuiltInSchema.AUTH_PASSKEY_RESPONSE,
            List.of(OpenApiHeader.LOCATION)),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.CONFLICT,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation list() {
    return new OpenApiOperation(
        "myPasskeys",
        names.authTag(),
        "Passkeys",
        "The passkeys of the caller, the newest first.",
        SecurityRequirement.REQUIRED,
        SessionPaths.page(shared),
        null,
        success(200, "The passkeys.", BuiltInSchema.AUTH_PASSKEYS_RESPONSE, List.of()),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation delete() {
    return new OpenApiOperation(
        "deletePasskey",
        names.authTag(),
        "Delete a passkey",
        "Ends the sessions that the passkey opened, but that of the request. Needs a log-in or a"
            + " step-up of the last 10 minutes. The only way to sign in is kept.",
        SecurityRequirement.REQUIRED,
        List.of(
            shared
                .parameters()
                .componentKey(
                    "id",
                    "passkeys",
                    o ->
                        o.put("in", "path")
                            .note("The id of the passkey.")
                            .put("required", true)
                            .object("schema", s -> s.put("type", "string").put("format", "uuid")))),
        null,
        List.of(new SuccessResponse(204, "The passkey is deleted.")),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.CONFLICT,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation logInOptions() {
    return new OpenApiOperation(
        "passkeyLogInOptions",
        names.authTag(),
        "Options of a log-in with a passkey",
        "For `PublicKeyCredential.parseRequestOptionsFromJSON` of the browser; valid for five"
            + " minutes, once. They name no account.",
        SecurityRequirement.NONE,
        List.of(),
        content(BuiltInSchema.AUTH_PASSKEY_LOG_IN_OPTIONS),
        success(200, "The options.", BuiltInSchema.AUTH_PASSKEY_LOG_IN_OPTIONS_RESPONSE, List.of()),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation logIn() {
    List<OpenApiErrorResponse> errors =
        new ArrayList<>(
            List.of(
                OpenApiErrorResponse.BAD_BODY,
                OpenApiErrorResponse.PASSKEY_REFUSED,
                OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
                OpenApiErrorResponse.RATE_LIMITED));
    errors.addAll(AuthPaths.signInRefusals(shared.plan()));
    return new OpenApiOperation(
        "logInWithPasskey",
        names.authTag(),
        "Log in with a passkey",
        "Starts a session. A passkey counts as two factors. An unknown passkey and a wrong"
            + " signature get the same response.",
        SecurityRequirement.NONE,
        List.of(),
        content(BuiltInSchema.AUTH_PASSKEY_LOG_IN),
        success(200, "The account and its tokens.", BuiltInSchema.AUTH_SESSION_RESPONSE, List.of()),
        errors);
  }

  private OpenApiOperation stepUp() {
    return new OpenApiOperation(
        "stepUp",
        names.authTag(),
        "Show a passkey or the second factor again",
        "Lets this session change the account for 10 minutes. A passkey with the options of a"
            + " log-in, or the code of a second factor.",
        SecurityRequirement.REQUIRED,
        List.of(),
        content(BuiltInSchema.AUTH_STEP_UP),
        List.of(new SuccessResponse(204, "The factor is proven.")),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private JsonContent content(BuiltInSchema schema) {
    return new JsonContent(names.schemaName(schema), List.of());
  }

  private List<SuccessResponse> success(
      int status, String description, BuiltInSchema schema, List<OpenApiHeader> headers) {
    return List.of(new SuccessResponse(status, description, headers, content(schema)));
  }

  void schemas(JsonObjectWriter schemas, AuthSchemas accounts) throws IOException {
    schemas.object(names.schemaName(BuiltInSchema.AUTH_PASSKEY), PasskeyPaths::passkey);
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_RESPONSE),
        o -> EnvelopeSchema.of(o, d -> d.ref(reference(BuiltInSchema.AUTH_PASSKEY))));
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEYS_RESPONSE),
        o -> EnvelopeSchema.of(o, this::passkeys));
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_PROOF),
        o -> {
          o.put("type", "object");
          o.object("properties", p -> p.object("password", accounts::storedPassword));
          AuthSchemas.closed(o);
        });
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_OPTIONS_RESPONSE),
        o -> EnvelopeSchema.of(o, d -> options(d, PasskeyPaths::creationOptions)));
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_CREATE),
        o -> body(o, true, PasskeyPaths::attestation));
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_LOG_IN_OPTIONS),
        o -> {
          o.put("type", "object");
          AuthSchemas.closed(o);
        });
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_LOG_IN_OPTIONS_RESPONSE),
        o -> EnvelopeSchema.of(o, d -> options(d, PasskeyPaths::requestOptions)));
    schemas.object(
        names.schemaName(BuiltInSchema.AUTH_PASSKEY_LOG_IN),
        o -> body(o, false, PasskeyPaths::assertion));
    schemas.object(names.schemaName(BuiltInSchema.AUTH_STEP_UP), this::stepUp);
  }

  /// A passkey, or a code where the API has codes.
  private void stepUp(JsonObjectWriter schema) throws IOException {
    boolean codes = shared.plan().auth().totp() != TotpRule.NONE;
    schema.put("type", "object");
    if (!codes) {
      schema.strings("required", List.of("challenge_id", "credential"));
    }
    schema.object(
        "properties",
        p -> {
          text(p, "challenge_id", "From the options.");
          p.object("credential", o -> credential(o, PasskeyPaths::assertion));
          if (codes) {
            text(p, "code", "Of the second factor, in place of a passkey.");
          }
        });
    AuthSchemas.closed(schema);
  }

  private String reference(BuiltInSchema schema) {
    return "schemas/" + names.schemaName(schema);
  }

  private static void passkey(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object");
    schema.strings("required", List.of("id", "name", "backed_up", "created_at", "last_used_at"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> of(o, ScalarType.UUID, false));
          p.object("name", PasskeyPaths::name);
          p.object(
              "backed_up",
              o ->
                  o.note("Whether a copy exists, on other devices or at a provider.")
                      .put("type", "boolean"));
          p.object("created_at", o -> of(o, ScalarType.DATETIME, false));
          p.object("last_used_at", o -> of(o, ScalarType.DATETIME, true));
        });
  }

  private void passkeys(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("passkeys", "pagination"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "passkeys",
              o -> o.put("type", "array").ref("items", reference(BuiltInSchema.AUTH_PASSKEY)));
          p.object("pagination", o -> SessionPaths.pagination(o, "passkeys"));
        });
  }

  private static void options(JsonObjectWriter schema, JsonObjectWriter.Members options)
      throws IOException {
    schema.put("type", "object").strings("required", List.of("challenge_id", "options"));
    schema.object(
        "properties",
        p -> {
          text(p, "challenge_id", "To send back with the credential.");
          p.object("options", options);
        });
  }

  private static void creationOptions(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object");
    schema.strings(
        "required",
        List.of(
            "rp",
            "user",
            "challenge",
            "pubKeyCredParams",
            "timeout",
            "excludeCredentials",
            "authenticatorSelection",
            "attestation"));
    schema.object(
        "properties",
        p -> {
          p.object("rp", o -> texts(o, List.of("id", "name")));
          p.object("user", o -> texts(o, List.of("id", "name", "displayName")));
          text(p, "challenge", "base64url.");
          p.object(
              "pubKeyCredParams",
              o ->
                  o.put("type", "array")
                      .object(
                          "items",
                          i -> {
                            i.put("type", "object").strings("required", List.of("type", "alg"));
                            i.object(
                                "properties",
                                m -> {
                                  text(m, "type", "");
                                  m.object("alg", a -> a.put("type", "integer"));
                                });
                          }));
          p.object("timeout", o -> o.note("In milliseconds.").put("type", "integer"));
          descriptors(p, "excludeCredentials");
          p.object(
              "authenticatorSelection",
              o -> {
                o.put("type", "object");
                o.strings(
                    "required", List.of("residentKey", "requireResidentKey", "userVerification"));
                o.object(
                    "properties",
                    m -> {
                      text(m, "residentKey", "");
                      m.object("requireResidentKey", b -> b.put("type", "boolean"));
                      text(m, "userVerification", "");
                    });
              });
          text(p, "attestation", "");
        });
  }

  private static void requestOptions(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object");
    schema.strings(
        "required",
        List.of("challenge", "timeout", "rpId", "allowCredentials", "userVerification"));
    schema.object(
        "properties",
        p -> {
          text(p, "challenge", "base64url.");
          p.object("timeout", o -> o.note("In milliseconds.").put("type", "integer"));
          text(p, "rpId", "");
          descriptors(p, "allowCredentials");
          text(p, "userVerification", "");
        });
  }

  private static void descriptors(JsonObjectWriter properties, String name) throws IOException {
    properties.object(
        name,
        o ->
            o.put("type", "array")
                .object(
                    "items",
                    i -> {
                      i.put("type", "object")
                          .strings("required", List.of("type", "id", "transports"));
                      i.object(
                          "properties",
                          m -> {
                            text(m, "type", "");
                            text(m, "id", "base64url.");
                            m.object("transports", PasskeyPaths::transports);
                          });
                    }));
  }

  private static void body(
      JsonObjectWriter schema, boolean named, JsonObjectWriter.Members response)
      throws IOException {
    schema.put("type", "object");
    schema.strings(
        "required",
        named
            ? List.of("challenge_id", "name", "credential")
            : List.of("challenge_id", "credential"));
    schema.object(
        "properties",
        p -> {
          text(p, "challenge_id", "From the options.");
          if (named) {
            p.object("name", PasskeyPaths::name);
          }
          p.object("credential", o -> credential(o, response));
          if (!named) {
            p.withCookies(AuthSchemas::mode);
          }
        });
    AuthSchemas.closed(schema);
  }

  private static void credential(JsonObjectWriter schema, JsonObjectWriter.Members response)
      throws IOException {
    schema.note("What `toJSON()` of the credential returns in the browser.").put("type", "object");
    schema.strings("required", List.of("id", "rawId", "type", "response"));
    schema.object(
        "properties",
        p -> {
          text(p, "id", "base64url without padding, as all bytes.");
          text(p, "rawId", "");
          p.object("type", o -> o.put("type", "string").strings("enum", List.of("public-key")));
          p.object("response", response);
        });
  }

  private static void attestation(JsonObjectWriter schema) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("clientDataJSON", "attestationObject"));
    schema.object(
        "properties",
        p -> {
          text(p, "clientDataJSON", "");
          text(p, "attestationObject", "");
          p.object("transports", PasskeyPaths::transports);
        });
  }

  private static void assertion(JsonObjectWriter schema) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("clientDataJSON", "authenticatorData", "signature"));
    schema.object(
        "properties",
        p -> {
          text(p, "clientDataJSON", "");
          text(p, "authenticatorData", "");
          text(p, "signature", "");
          text(p, "userHandle", "");
        });
  }

  private static void transports(JsonObjectWriter schema) throws IOException {
    schema.put("type", "array").object("items", i -> i.put("type", "string"));
  }

  private static void texts(JsonObjectWriter schema, List<String> members) throws IOException {
    schema.put("type", "object").strings("required", members);
    schema.object(
        "properties",
        p -> {
          for (String member : members) {
            text(p, member, "");
          }
        });
  }

  private static void text(JsonObjectWriter properties, String name, String note)
      throws IOException {
    properties.object(name, o -> o.note(note).put("type", "string"));
  }

  private static void name(JsonObjectWriter schema) throws IOException {
    schema
        .note("For its person to know the passkey by.")
        .put("type", "string")
        .put("minLength", 1)
        .put("maxLength", LONGEST_NAME);
  }

  private static void of(JsonObjectWriter schema, ScalarType scalar, boolean nullable)
      throws IOException {
    ValueSchema.write(
        schema, FieldType.of(scalar), FieldConstraints.NONE, nullable, Direction.RESPONSE);
  }
}
