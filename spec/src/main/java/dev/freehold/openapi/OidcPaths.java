package dev.freehold.openapi;

import dev.freehold.openapi.AuthPaths.AuthSchemas;
import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Spec;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// The path items of sign-in by OpenID Connect providers, and their schemas. Without providers there are
/// none.
final class OidcPaths {
  private static final String CHALLENGE = "^[A-Za-z0-9_-]{43}$";
  private static final String VERIFIER = "^[A-Za-z0-9._~-]{43,128}$";
  private static final String EXAMPLE_CODE = "3q2-7wQxYb5kLr0vHn8sTfUd4cJm1gZpXe6oAiKy9Bw";
  private static final String EXAMPLE_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private final DocumentContext shared;
  private final ApiPlan plan;
  private final ComponentNames names;

  OidcPaths(DocumentContext shared) {
    this.shared = shared;
    this.plan = shared.plan();
    this.names = shared.names();
  }

  /// @param session the success of a sign-in
  void write(JsonObjectWriter paths, List<SuccessResponse> session) throws IOException {
    if (plan.auth().providers().isEmpty()) {
      return;
    }
    String base = plan.base() + "/auth/oidc";
    paths.object(base + "/{provider}", p -> start().write(p, "get"));
    paths.object(base + "/{provider}/callback", p -> callback().write(p, "get"));
    paths.object(base + "/token", p -> token(session).write(p, "post"));
  }

  private OpenApiOperation start() {
    return new OpenApiOperation(
        "startSignIn",
        names.authTag(),
        "Sign in by a provider",
        "For a browser to open: leads to the provider, and from there to `redirect` with a `code`"
            + " of one minute, or with an `error`.",
        SecurityRequirement.NONE,
        List.of(
            provider(),
            query(
                "redirect",
                "Exactly one of the addresses of the spec.",
                s -> EnumSchema.write(s, plan.auth().providers().redirects(), false)),
            query(
                "code_challenge",
                "Required: the SHA-256 of a `code_verifier` in base64url. The code is worth nothing"
                    + " without the verifier.",
                s -> s.put("pattern", CHALLENGE)),
            query(
                "code_challenge_method",
                "Required.",
                s -> EnumSchema.write(s, List.of("S256"), false))),
        null,
        List.of(new SuccessResponse(302, "To the provider.", OpenApiHeader.REDIRECTION)),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation callback() {
    return new OpenApiOperation(
        "finishSignIn",
        names.authTag(),
        "Come back from a provider",
        "Where the provider leads the browser. No client calls it.",
        SecurityRequirement.NONE,
        Stream.concat(
                Stream.of(provider()),
                Stream.of("code", "state", "iss", "error")
                    .map(name -> query(name, "From the provider.", _ -> {})))
            .toList(),
        null,
        List.of(new SuccessResponse(302, "To the front end.", OpenApiHeader.REDIRECTION)),
        List.of(
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.NOT_FOUND,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation token(List<SuccessResponse> session) {
    List<OpenApiErrorResponse> errors =
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED);
    return new OpenApiOperation(
        "redeemSignIn",
        names.authTag(),
        "Get the tokens of a sign-in",
        "Starts a session with the `code` with which a provider's sign-in came back. A code is"
            + " valid once, for a minute.",
        SecurityRequirement.NONE,
        List.of(),
        AuthPaths.body(
            names.schemaName(BuiltInSchema.AUTH_OIDC_CODE),
            o -> o.put("code", EXAMPLE_CODE).put("code_verifier", EXAMPLE_VERIFIER)),
        session,
        plan.auth().cookies()
            ? Stream.concat(errors.stream(), Stream.of(OpenApiErrorResponse.FORBIDDEN)).toList()
            : errors);
  }

  private String provider() {
    return shared
        .parameters()
        .componentKey(
            "provider",
            "oidc",
            o ->
                o.put("in", "path")
                    .note("The name of the provider.")
                    .put("required", true)
                    .object(
                        "schema",
                        s ->
                            EnumSchema.write(
                                s.put("type", "string"),
                                plan.auth().providers().list().stream()
                                    .map(Spec.Provider::name)
                                    .toList(),
                                false)));
  }

  private String query(String name, String note, JsonObjectWriter.Members schema) {
    return shared
        .parameters()
        .componentKey(
            name,
            "oidc",
            o ->
                o.put("in", "query")
                    .note(note)
                    .object(
                        "schema",
                        s -> {
                          s.put("type", "string");
                          schema.write(s);
                        }));
  }

  void schemas(JsonObjectWriter to) throws IOException {
    if (!plan.auth().providers().isEmpty()) {
      to.object(names.schemaName(BuiltInSchema.AUTH_OIDC_CODE), OidcPaths::code);
    }
  }

  private static void code(JsonObjectWriter schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("code", "code_verifier"));
    schema.object(
        "properties",
        p -> {
          p.object(
              "code",
              o ->
                  o.note("From the address to which the sign-in came back.")
                      .put("type", "string")
                      .inFull(
                          f -> f.put("minLength", 1).put("pattern", JsonSchemaPatterns.NO_NUL)));
          p.object(
              "code_verifier",
              o ->
                  o.note("Of the `code_challenge`.")
                      .put("type", "string")
                      .inFull(f -> f.put("pattern", VERIFIER)));
          p.withCookies(AuthSchemas::mode);
        });
    AuthSchemas.closed(schema);
  }
}
