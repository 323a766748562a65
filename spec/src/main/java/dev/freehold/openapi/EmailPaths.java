package dev.freehold.openapi;

import dev.freehold.openapi.AuthPaths.AuthSchemas;
import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import java.io.IOException;
import java.util.List;

/// The path items of the e-mail address of an account, and their schemas.
final class EmailPaths {
  private final DocumentContext shared;
  private final ComponentNames names;

  EmailPaths(DocumentContext shared) {
    this.shared = shared;
    this.names = shared.names();
  }

  void write(JsonObjectWriter paths) throws IOException {
    String base = shared.plan().base() + "/auth/email";
    paths.object(base + "/verify", p -> verify().write(p, "post"));
    paths.object(base + "/change", p -> change().write(p, "post"));
    paths.object(base + "/resend", p -> resend().write(p, "post"));
  }

  private OpenApiOperation verify() {
    return new OpenApiOperation(
        "verifyEmail",
        names.authTag(),
        "Confirm an address",
        "Confirms an e-mail address with the token of a mail. A token is valid once, for a day.",
        SecurityRequirement.NONE,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_EMAIL_VERIFICATION), AuthSchemas::mailTokenExample),
        List.of(new SuccessResponse(204, "The address is confirmed.")),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation resend() {
    return new OpenApiOperation(
        "resendVerification",
        names.authTag(),
        "Send the confirmation again",
        "Sends a mail with a link to confirm the address, if an account has it and it is not"
            + " confirmed. The response is the same in any other case.",
        SecurityRequirement.NONE,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_EMAIL_RESEND), AuthSchemas::forgotPasswordExample),
        List.of(new SuccessResponse(202, "The request is accepted.")),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation change() {
    return new OpenApiOperation(
        "changeEmail",
        names.authTag(),
        "Change the address",
        "Sends a mail to the address of the account and one to the new address, with a link each."
            + " The address changes when both are confirmed. The response is the same if an account"
            + " has the new address. A wrong password counts as a failed log-in.",
        SecurityRequirement.REQUIRED,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_EMAIL_CHANGE), EmailPaths::changeExample),
        List.of(new SuccessResponse(202, "The request is accepted.")),
        TotpPaths.withStepUp(
            shared,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private static void changeExample(JsonObjectWriter body) throws IOException {
    body.put("email", "ada.king@example.com").put("password", "correct horse battery staple");
  }

  static void schemas(JsonObjectWriter to, ComponentNames names, AuthSchemas auth)
      throws IOException {
    to.object(
        names.schemaName(BuiltInSchema.AUTH_EMAIL_CHANGE),
        schema -> {
          schema.put("type", "object").strings("required", List.of("email", "password"));
          schema.object(
              "properties",
              p -> {
                p.object("email", AuthSchemas::email);
                p.object("password", auth::storedPassword);
              });
          AuthSchemas.closed(schema);
        });
    to.object(
        names.schemaName(BuiltInSchema.AUTH_EMAIL_VERIFICATION),
        schema -> {
          schema.put("type", "object").strings("required", List.of("token"));
          schema.object("properties", p -> p.object("token", AuthSchemas::mailToken));
          AuthSchemas.closed(schema);
        });
    to.object(
        names.schemaName(BuiltInSchema.AUTH_EMAIL_RESEND),
        schema -> {
          schema.put("type", "object").strings("required", List.of("email"));
          schema.object("properties", p -> p.object("email", AuthSchemas::accountEmail));
          AuthSchemas.closed(schema);
        });
  }
}
