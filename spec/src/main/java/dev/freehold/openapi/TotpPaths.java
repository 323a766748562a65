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
import dev.freehold.type.TotpRule;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The path items of second factors, and their schemas. Only an API with `totp` has them.
final class TotpPaths {
  private static final String EXAMPLE_CODE = "123456";
  private static final String EXAMPLE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

  private final DocumentContext shared;
  private final ComponentNames names;

  TotpPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
  }

  private boolean isOn() {
    return shared.plan().auth().totp() != TotpRule.NONE;
  }

  void write(JsonObjectWriter paths) throws IOException {
    if (!isOn()) {
      return;
    }
    String base = shared.plan().base() + "/auth/totp";
    paths.object(
        base,
        p -> {
          state().write(p, "get");
          begin().write(p, "post");
          withCode(
                  "deleteTotp",
                  "Remove the second factor",
                  "Removes the second factor and its recovery codes.",
                  List.of(new SuccessResponse(204, "The account has no second factor.")))
              .write(p, "delete");
        });
    paths.object(
        base + "/confirm",
        p ->
            withCode(
                    "confirmTotp",
                    "Confirm the second factor",
                    "The second factor counts from now on, and every other session of the account"
                        + " ends. This response alone has the recovery codes.",
                    recoveryCodes())
                .write(p, "post"));
    paths.object(base + "/login", p -> logIn().write(p, "post"));
    paths.object(
        base + "/recovery-codes",
        p ->
            withCode(
                    "replaceRecoveryCodes",
                    "New recovery codes",
                    "Those of before are not valid any more. This response alone has the new ones.",
                    recoveryCodes())
                .write(p, "post"));
    if (shared.plan().auth().passkeys()) {
      return;
    }
    paths.object(
        shared.plan().base() + "/auth/step-up",
        p ->
            withCode(
                    "stepUp",
                    "Show the second factor again",
                    "Lets this session change the account for 10 minutes.",
                    List.of(new SuccessResponse(204, "The factor is proven.")))
                .write(p, "post"));
  }

  /// The errors of an operation that needs a recent proof of a second factor.
  static List<OpenApiErrorResponse> withStepUp(
      DocumentContext shared, OpenApiErrorResponse... errors) {
    return new TotpPaths(shared).isOn()
        ? Stream.concat(Stream.of(errors), Stream.of(OpenApiErrorResponse.STEP_UP_REQUIRED))
            .toList()
        : List.of(errors);
  }

  /// The response of a log-in that waits for a second factor.
  List<SuccessResponse> challenge() {
    return isOn()
        ? List.of(
            new SuccessResponse(
                202,
                "The password is right, and the account has a second factor: POST /auth/totp/login"
                    + " completes the log-in.",
                List.of(),
                new JsonContent(
                    names.schemaName(BuiltInSchema.AUTH_CHALLENGE_RESPONSE), List.of())))
        : List.of();
  }

  private OpenApiOperation state() {
    return new OpenApiOperation(
        "myTotp",
        names.authTag(),
        "Second factor",
        "Whether the account has a second factor, and how many recovery codes are left.",
        SecurityRequirement.REQUIRED,
        List.of(),
        null,
        List.of(
            new SuccessResponse(
                200,
                "The state.",
                List.of(),
                new JsonContent(names.schemaName(BuiltInSchema.AUTH_TOTP_RESPONSE), List.of()))),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation begin() {
    return new OpenApiOperation(
        "beginTotp",
        names.authTag(),
        "Set up a second factor",
        "Makes a secret for an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s). It counts when"
            + " it is confirmed with a code, within 15 minutes, and then replaces the one before."
            + " This response alone has the secret.",
        SecurityRequirement.REQUIRED,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_DELETION),
            o -> o.put("password", "correct horse battery staple")),
        List.of(
            new SuccessResponse(
                201,
                "The secret, and the same as the address in a QR code.",
                List.of(OpenApiHeader.LOCATION),
                new JsonContent(
                    names.schemaName(BuiltInSchema.AUTH_TOTP_SECRET_RESPONSE), List.of()))),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.STEP_UP_REQUIRED,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation logIn() {
    return new OpenApiOperation(
        "logInWithCode",
        names.authTag(),
        "Complete a log-in",
        "Starts the session of a log-in that waits for a second factor, with a code or a recovery"
            + " code. A challenge is good once, for 5 minutes; a wrong code does not use it up.",
        SecurityRequirement.NONE,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_CODE_LOG_IN),
            o -> o.put("challenge", "AQ…").put("code", EXAMPLE_CODE)),
        List.of(
            new SuccessResponse(
                200,
                "The account and its tokens.",
                List.of(),
                new JsonContent(names.schemaName(BuiltInSchema.AUTH_SESSION_RESPONSE), List.of()))),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation withCode(
      String id, String summary, String description, List<SuccessResponse> responses) {
    return new OpenApiOperation(
        id,
        names.authTag(),
        summary,
        description,
        SecurityRequirement.REQUIRED,
        List.of(),
        AuthPaths.body(names.schemaName(BuiltInSchema.AUTH_CODE), o -> o.put("code", EXAMPLE_CODE)),
        responses,
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.FORBIDDEN,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private List<SuccessResponse> recoveryCodes() {
    return List.of(
        new SuccessResponse(
            200,
            "The recovery codes, each good once.",
            List.of(),
            new JsonContent(
                names.schemaName(BuiltInSchema.AUTH_RECOVERY_CODES_RESPONSE), List.of())));
  }

  void schemas(JsonObjectWriter to) throws IOException {
    if (!isOn()) {
      return;
    }
    to.object(
        names.schemaName(BuiltInSchema.AUTH_CHALLENGE_RESPONSE),
        o -> EnvelopeSchema.of(o, TotpPaths::challenge));
    to.object(names.schemaName(BuiltInSchema.AUTH_CODE_LOG_IN), TotpPaths::codeLogIn);
    to.object(names.schemaName(BuiltInSchema.AUTH_CODE), TotpPaths::code);
    to.object(
        names.schemaName(BuiltInSchema.AUTH_TOTP_RESPONSE),
        o -> EnvelopeSchema.of(o, TotpPaths::state));
    to.object(
        names.schemaName(BuiltInSchema.AUTH_TOTP_SECRET_RESPONSE),
        o -> EnvelopeSchema.of(o, TotpPaths::secret));
    to.object(
        names.schemaName(BuiltInSchema.AUTH_RECOVERY_CODES_RESPONSE),
        o -> EnvelopeSchema.of(o, TotpPaths::recoveryCodes));
  }

  private static void challenge(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("challenge", "expires_in", "factors"));
    schema.object(
        "properties",
        p -> {
          text(p, "challenge", "For the second step, from the same client.");
          p.object("expires_in", o -> o.note("In seconds.").put("type", "integer"));
          p.object(
              "factors",
              o ->
                  o.note("What completes the log-in: `totp`, `recovery_code`, `passkey`.")
                      .put("type", "array")
                      .object("items", i -> i.put("type", "string")));
        });
  }

  private static void codeLogIn(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("challenge", "code"));
    schema.object(
        "properties",
        p -> {
          text(p, "challenge", "Of the first step.");
          codeProperty(p);
        });
    AuthPaths.AuthSchemas.closed(schema);
  }

  private static void code(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("code"));
    schema.object("properties", TotpPaths::codeProperty);
    AuthPaths.AuthSchemas.closed(schema);
  }

  private static void codeProperty(JsonObjectWriter properties) throws IOException {
    text(properties, "code", "Six digits of the authenticator app, or a recovery code.");
  }

  private static void state(JsonObjectWriter schema) throws IOException {
    schema
        .put("type", "object")
        .strings("required", List.of("enabled", "confirmed_at", "recovery_codes_left"));
    schema.object(
        "properties",
        p -> {
          p.object("enabled", o -> o.put("type", "boolean"));
          p.object(
              "confirmed_at",
              o ->
                  ValueSchema.write(
                      o,
                      FieldType.of(ScalarType.DATETIME),
                      FieldConstraints.NONE,
                      true,
                      Direction.RESPONSE));
          p.object("recovery_codes_left", o -> o.put("type", "integer"));
        });
  }

  private static void secret(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("secret", "uri"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "secret",
              o ->
                  o.note("In Base32, to be typed.")
                      .put("type", "string")
                      .inFull(f -> f.strings("examples", List.of(EXAMPLE_SECRET))));
          text(p, "uri", "`otpauth://`, for a QR code.");
        });
  }

  private static void recoveryCodes(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("recovery_codes"));
    schema.object(
        "properties",
        p ->
            p.object(
                "recovery_codes",
                o -> o.put("type", "array").object("items", i -> i.put("type", "string"))));
  }

  private static void text(JsonObjectWriter properties, String name, String note)
      throws IOException {
    properties.object(name, o -> o.note(note).put("type", "string"));
  }
}
