package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltInSchema;
import dev.freehold.openapi.ComponentNames.ResourceSchemaKind;
import dev.freehold.openapi.OpenApiDocument.DocumentContext;
import dev.freehold.openapi.OpenApiOperation.JsonContent;
import dev.freehold.openapi.OpenApiOperation.SecurityRequirement;
import dev.freehold.openapi.OpenApiOperation.SuccessResponse;
import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.type.EmailAndUrlFormat;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Verification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The path items of sign-up, log-in, refresh, log-out, the password, and the account of the caller. Closed
/// sign-up has no path.
final class AuthPaths {
  private final DocumentContext shared;
  private final ApiPlan plan;
  private final ComponentNames names;
  private final AuthSchemas schemas;

  AuthPaths(DocumentContext shared) {
    this.shared = shared;
    this.plan = shared.plan();
    this.names = shared.names();
    this.schemas = new AuthSchemas(plan, names);
  }

  void write(JsonObjectWriter paths) throws IOException {
    String base = plan.base() + "/auth";
    if (plan.auth().hasSignup()) {
      paths.object(base + "/signup", p -> signUp().write(p, "post"));
    }
    paths.object(base + "/login", p -> logIn().write(p, "post"));
    paths.object(base + "/refresh", p -> refresh().write(p, "post"));
    paths.object(base + "/logout", p -> logOut().write(p, "post"));
    paths.object(base + "/password", p -> changePassword().write(p, "put"));
    paths.object(base + "/password/forgot", p -> forgotPassword().write(p, "post"));
    paths.object(base + "/password/reset", p -> resetPassword().write(p, "post"));
    new EmailPaths(shared).write(paths);
    new SessionPaths(shared).write(paths);
    new KeyPaths(shared).write(paths);
    new OidcPaths(shared).write(paths, session(200, "The account and its tokens.", List.of()));
    new TotpPaths(shared).write(paths);
    if (plan.auth().passkeys()) {
      new PasskeyPaths(shared).write(paths);
    }
    paths.object(
        base + "/me",
        p -> {
          me().write(p, "get");
          updateMe().write(p, "patch");
          deleteMe().write(p, "delete");
        });
    paths.object(base + "/me/export", p -> exportMe().write(p, "get"));
  }

  private OpenApiOperation signUp() {
    return new OpenApiOperation(
        "signUp",
        names.authTag(),
        "Sign up",
        isVerifiedFirst()
            ? "Sends a mail with a link that creates the account. If the address has an account,"
                + " the mail says so; the response is the same."
            : plan.auth().isInvited()
                ? "Sets the password of an invited account and starts a session. An invitation is"
                    + " valid once, for a week."
                : "Creates an account and starts a session.",
        SecurityRequirement.NONE,
        List.of(),
        body(names.schemaName(BuiltInSchema.SIGN_UP), schemas::signUpExample),
        isVerifiedFirst()
            ? List.of(new SuccessResponse(202, "The request is accepted."))
            : session(201, "The account and its tokens.", List.of(OpenApiHeader.LOCATION)),
        isVerifiedFirst() || plan.auth().isInvited()
            ? Stream.concat(
                    Stream.of(
                        OpenApiErrorResponse.BAD_BODY,
                        OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
                        OpenApiErrorResponse.RATE_LIMITED),
                    plan.auth().cookies()
                        ? Stream.of(OpenApiErrorResponse.FORBIDDEN)
                        : Stream.empty())
                .toList()
            : signInErrors(OpenApiErrorResponse.EMAIL_TAKEN));
  }

  /// Whether a sign-up waits for the confirmation of its address. An invitation has confirmed it.
  private boolean isVerifiedFirst() {
    return plan.auth().verification() == Verification.SIGN_IN && !plan.auth().isInvited();
  }

  private OpenApiOperation logIn() {
    return new OpenApiOperation(
        "logIn",
        names.authTag(),
        "Log in",
        "Starts a session. A wrong e-mail and a wrong password get the same response.",
        SecurityRequirement.NONE,
        List.of(),
        body(names.schemaName(BuiltInSchema.LOG_IN), AuthSchemas::logInExample),
        Stream.concat(
                session(200, "The account and its tokens.", List.of()).stream(),
                new TotpPaths(shared).challenge().stream())
            .toList(),
        signInErrors(OpenApiErrorResponse.INVALID_CREDENTIALS));
  }

  private OpenApiOperation refresh() {
    return new OpenApiOperation(
        "refresh",
        names.authTag(),
        "Refresh",
        "Exchanges a refresh token for new tokens. A refresh token can be used once. Reuse after a"
            + " short grace period ends the session, because the token may be stolen.",
        SecurityRequirement.NONE,
        List.of(),
        body(names.schemaName(BuiltInSchema.REFRESH), AuthSchemas::refreshExample),
        session(200, "The account and its new tokens.", List.of()),
        signInErrors(OpenApiErrorResponse.INVALID_REFRESH_TOKEN));
  }

  /// @param own the error of this way to sign in
  private List<OpenApiErrorResponse> signInErrors(OpenApiErrorResponse own) {
    List<OpenApiErrorResponse> errors =
        new ArrayList<>(
            List.of(
                OpenApiErrorResponse.BAD_BODY,
                own,
                OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
                OpenApiErrorResponse.RATE_LIMITED));
    errors.addAll(signInRefusals(plan));
    return errors;
  }

  /// Why a sign-in may be forbidden. A status has one description.
  static List<OpenApiErrorResponse> signInRefusals(ApiPlan plan) {
    if (plan.auth().verification() == Verification.SIGN_IN) {
      return List.of(
          plan.auth().cookies()
              ? OpenApiErrorResponse.EMAIL_NOT_VERIFIED_OR_FORBIDDEN
              : OpenApiErrorResponse.EMAIL_NOT_VERIFIED);
    }
    return plan.auth().cookies() ? List.of(OpenApiErrorResponse.FORBIDDEN) : List.of();
  }

  private OpenApiOperation logOut() {
    return new OpenApiOperation(
        "logOut",
        names.authTag(),
        "Log out",
        "Ends the session: its access and refresh tokens stop working.",
        SecurityRequirement.REQUIRED,
        List.of(),
        null,
        List.of(new SuccessResponse(204, "The session has ended.")),
        List.of(OpenApiErrorResponse.BAD_REQUEST, OpenApiErrorResponse.UNAUTHORIZED));
  }

  private OpenApiOperation changePassword() {
    return new OpenApiOperation(
        "changePassword",
        names.authTag(),
        "Change the password",
        "Replaces the password and ends every other session of the account. A wrong current"
            + " password counts as a failed log-in.",
        SecurityRequirement.REQUIRED,
        List.of(),
        body(
            names.schemaName(BuiltInSchema.AUTH_PASSWORD_CHANGE),
            AuthSchemas::passwordChangeExample),
        List.of(new SuccessResponse(204, "The password has changed.")),
        TotpPaths.withStepUp(
            shared,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation forgotPassword() {
    return new OpenApiOperation(
        "forgotPassword",
        names.authTag(),
        "Forgot the password",
        "Sends a mail with a link to set a new password, if there is an account with this address."
            + " The response is the same if there is none.",
        SecurityRequirement.NONE,
        List.of(),
        body(
            names.schemaName(BuiltInSchema.AUTH_PASSWORD_FORGOT),
            AuthSchemas::forgotPasswordExample),
        List.of(new SuccessResponse(202, "The request is accepted.")),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation resetPassword() {
    return new OpenApiOperation(
        "resetPassword",
        names.authTag(),
        "Set a new password",
        "Sets a new password with the token of a mail and ends every session of the account. A"
            + " token is valid once, for an hour.",
        SecurityRequirement.NONE,
        List.of(),
        body(
            names.schemaName(BuiltInSchema.AUTH_PASSWORD_RESET), AuthSchemas::resetPasswordExample),
        List.of(new SuccessResponse(204, "The password has changed.")),
        List.of(
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation me() {
    return new OpenApiOperation(
        "me",
        names.authTag(),
        "Current user",
        plan.people() == null
            ? "Returns the account of the caller."
            : "Returns the account of the caller with its public profile.",
        SecurityRequirement.REQUIRED,
        List.of(),
        null,
        List.of(new SuccessResponse(200, "The account.", List.of(), account())),
        List.of(OpenApiErrorResponse.BAD_REQUEST, OpenApiErrorResponse.UNAUTHORIZED));
  }

  private OpenApiOperation updateMe() {
    ResourcePlan people = plan.people();
    List<OpenApiErrorResponse> errors = new ArrayList<>();
    errors.add(OpenApiErrorResponse.BAD_BODY);
    errors.add(OpenApiErrorResponse.UNAUTHORIZED);
    if (people != null) {
      errors.add(OpenApiErrorResponse.CONFLICT);
    }
    errors.add(OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE);
    errors.add(OpenApiErrorResponse.RATE_LIMITED);
    return new OpenApiOperation(
        "updateMe",
        names.authTag(),
        "Change the account",
        people == null
            ? "Changes the name of the account."
            : "Changes the name of the account and its public profile: the fields in the body, and"
                + " no others. "
                + (people.anonymousReads() ? "Everyone" : "Every signed-in user")
                + " may see the profile, and nobody else the name, with a row that names the"
                + " account.",
        SecurityRequirement.REQUIRED,
        List.of(),
        people == null
            ? body(names.schemaName(BuiltInSchema.AUTH_CHANGE), AuthSchemas::changeExample)
            : new JsonContent(
                names.schemaName(people, ResourceSchemaKind.UPDATE),
                new ResourceExamples(people).updateBody()),
        List.of(new SuccessResponse(200, "The account after the change.", List.of(), account())),
        errors);
  }

  private OpenApiOperation exportMe() {
    return new OpenApiOperation(
        "exportMe",
        names.authTag(),
        "Export the account",
        "Returns all data of the caller, one JSON object a line: the account, its sessions and its"
            + " rows, as far as the caller may read them. Rows of teams are not among them.",
        SecurityRequirement.REQUIRED,
        List.of(),
        null,
        List.of(
            new SuccessResponse(
                200,
                "Lines of JSON (`application/x-ndjson`).",
                List.of(),
                new JsonContent(
                    "application/x-ndjson",
                    names.schemaName(BuiltInSchema.AUTH_EXPORT_LINE),
                    List.of()))),
        TotpPaths.withStepUp(
            shared,
            OpenApiErrorResponse.BAD_REQUEST,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  private OpenApiOperation deleteMe() {
    return new OpenApiOperation(
        "deleteMe",
        names.authTag(),
        "Delete the account",
        "Deletes the account of the caller with all its rows, and ends its sessions. This cannot be"
            + " undone. A wrong password counts as a failed log-in.",
        SecurityRequirement.REQUIRED,
        List.of(),
        body(names.schemaName(BuiltInSchema.AUTH_DELETION), AuthSchemas::deletionExample),
        List.of(new SuccessResponse(204, "The account is deleted.")),
        TotpPaths.withStepUp(
            shared,
            OpenApiErrorResponse.BAD_BODY,
            OpenApiErrorResponse.UNAUTHORIZED,
            OpenApiErrorResponse.ACCOUNT_KEPT,
            OpenApiErrorResponse.UNSUPPORTED_MEDIA_TYPE,
            OpenApiErrorResponse.RATE_LIMITED));
  }

  /// The account, and its profile if there is one.
  private JsonContent account() {
    if (plan.people() == null) {
      return answer(BuiltInSchema.AUTH_USER_RESPONSE, schemas::userExample);
    }
    return new ResourceExamples(plan.people())
        .profileFields()
        .map(
            profile ->
                answer(
                    BuiltInSchema.AUTH_USER_RESPONSE,
                    o -> {
                      schemas.userExample(o);
                      profile.write(o);
                    }))
        .orElseGet(
            () -> new JsonContent(names.schemaName(BuiltInSchema.AUTH_USER_RESPONSE), List.of()));
  }

  private List<SuccessResponse> session(
      int status, String description, List<OpenApiHeader> headers) {
    return List.of(
        new SuccessResponse(
            status,
            description,
            headers,
            answer(BuiltInSchema.AUTH_SESSION_RESPONSE, schemas::sessionExample)));
  }

  static JsonContent body(String schema, JsonObjectWriter.Members example) {
    return new JsonContent(
        schema,
        List.of(new JsonContent.NamedExample("body", JsonContent.ExampleWriter.object(example))));
  }

  private JsonContent answer(BuiltInSchema schema, JsonObjectWriter.Members data) {
    return new JsonContent(
        names.schemaName(schema),
        List.of(new JsonContent.NamedExample("answer", JsonContent.ExampleWriter.data(data))));
  }

  /// The schemas of sign-up and sign-in.
  static final class AuthSchemas {
    /// The maximum length of a user's name.
    private static final int MAX_NAME = 200;

    private static final String TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl";
    private static final String REFRESH_TOKEN = "AZqlxB9reciKDm0rn0w-FQAAAAAAAAAB.c2lnbmF0dXJl";

    private final ApiPlan.Auth auth;
    private final @Nullable ResourcePlan people;
    private final ComponentNames names;

    AuthSchemas(ApiPlan plan, ComponentNames names) {
      this.auth = plan.auth();
      this.people = plan.people();
      this.names = names;
    }

    void write(JsonObjectWriter to) throws IOException {
      to.object(names.schemaName(BuiltInSchema.AUTH_USER), this::user);
      to.object(names.schemaName(BuiltInSchema.AUTH_SESSION), this::session);
      to.object(
          names.schemaName(BuiltInSchema.AUTH_USER_RESPONSE),
          o -> EnvelopeSchema.of(o, this::account));
      to.object(
          names.schemaName(BuiltInSchema.AUTH_SESSION_RESPONSE),
          o -> envelope(o, BuiltInSchema.AUTH_SESSION));
      if (auth.hasSignup()) {
        to.object(names.schemaName(BuiltInSchema.SIGN_UP), this::signUp);
      }
      to.object(names.schemaName(BuiltInSchema.LOG_IN), this::logIn);
      to.object(names.schemaName(BuiltInSchema.REFRESH), AuthSchemas::refresh);
      to.object(names.schemaName(BuiltInSchema.AUTH_PASSWORD_CHANGE), this::passwordChange);
      if (people == null) {
        to.object(names.schemaName(BuiltInSchema.AUTH_CHANGE), AuthSchemas::change);
      }
      to.object(names.schemaName(BuiltInSchema.AUTH_DELETION), this::deletion);
      to.inFull(
          full ->
              full.object(
                  names.schemaName(BuiltInSchema.AUTH_EXPORT_LINE), AuthSchemas::exportLine));
      to.object(names.schemaName(BuiltInSchema.AUTH_PASSWORD_FORGOT), AuthSchemas::forgotPassword);
      to.object(names.schemaName(BuiltInSchema.AUTH_PASSWORD_RESET), this::passwordReset);
      EmailPaths.schemas(to, names, this);
    }

    private void account(JsonObjectWriter schema) throws IOException {
      if (people == null) {
        ref(schema, names.schemaName(BuiltInSchema.AUTH_USER));
      } else {
        schema.objects(
            "allOf",
            List.of(
                o -> ref(o, names.schemaName(BuiltInSchema.AUTH_USER)),
                o -> ref(o, names.rowSchemaName(people))));
      }
    }

    private static void ref(JsonObjectWriter to, String schema) throws IOException {
      to.ref("schemas/" + schema);
    }

    private void envelope(JsonObjectWriter schema, BuiltInSchema data) throws IOException {
      EnvelopeSchema.of(schema, d -> ref(d, names.schemaName(data)));
    }

    private void user(JsonObjectWriter schema) throws IOException {
      schema.note("A user account.").put("type", "object");
      List<String> required = new ArrayList<>(List.of("id", "email"));
      if (isVerified()) {
        required.add("email_verified");
      }
      if (hasIssuers()) {
        required.add("identity");
      }
      required.add("name");
      if (hasRoles()) {
        required.add("roles");
      }
      required.addAll(List.of("created_at", "updated_at"));
      schema.strings("required", required);
      schema.object(
          "properties",
          p -> {
            p.object("id", o -> of(o, ScalarType.UUID));
            p.object("email", this::accountAddress);
            if (isVerified()) {
              p.object("email_verified", o -> of(o, ScalarType.BOOLEAN));
            }
            if (hasIssuers()) {
              p.object("identity", this::identity);
            }
            p.object("name", o -> o.strings("type", List.of("string", "null")));
            if (hasRoles()) {
              p.object("roles", this::roles);
            }
            p.object("created_at", o -> of(o, ScalarType.DATETIME));
            p.object("updated_at", o -> of(o, ScalarType.DATETIME));
          });
    }

    /// Null for the account of an external issuer.
    private void accountAddress(JsonObjectWriter schema) throws IOException {
      ValueSchema.write(
          schema,
          FieldType.of(ScalarType.EMAIL),
          FieldConstraints.NONE,
          hasIssuers(),
          Direction.RESPONSE);
    }

    private void identity(JsonObjectWriter schema) throws IOException {
      schema
          .note(
              "The person as an external issuer or provider knows them; null for an account of this"
                  + " server.")
          .strings("type", List.of("object", "null"))
          .strings("required", List.of("issuer", "subject"));
      schema.object(
          "properties",
          p -> {
            p.object(
                "issuer",
                o ->
                    EnumSchema.write(
                        o.put("type", "string"),
                        Stream.concat(
                                auth.issuers().stream().map(Issuer::name),
                                auth.providers().list().stream().map(Spec.Provider::name))
                            .toList(),
                        false));
            p.object("subject", o -> o.put("type", "string"));
          });
    }

    /// Whether others than this server may sign a person in.
    private boolean hasIssuers() {
      return !auth.issuers().isEmpty() || !auth.providers().isEmpty();
    }

    private boolean isVerified() {
      return auth.verification() != Verification.NONE;
    }

    private boolean hasRoles() {
      return !auth.roles().isEmpty();
    }

    private void roles(JsonObjectWriter schema) throws IOException {
      schema
          .note(
              "Assigned by an operator. Removing a role ends the sessions of the user; a new role"
                  + " takes effect at the next log-in or refresh.")
          .put("type", "array")
          .inFull(f -> f.put("maxItems", auth.roles().size()))
          .object("items", o -> EnumSchema.write(o.put("type", "string"), auth.roles(), false));
    }

    private static void of(JsonObjectWriter schema, ScalarType scalar) throws IOException {
      ValueSchema.write(
          schema, FieldType.of(scalar), FieldConstraints.NONE, false, Direction.RESPONSE);
    }

    private void session(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object");
      schema.strings(
          "required",
          auth.cookies()
              ? List.of("user", "expires_in")
              : List.of("user", "access_token", "token_type", "expires_in", "refresh_token"));
      schema.object(
          "properties",
          p -> {
            p.ref("user", "schemas/" + names.schemaName(BuiltInSchema.AUTH_USER));
            text(p, "access_token", "Send it as `Authorization: Bearer <access_token>`.");
            p.object("token_type", o -> EnvelopeSchema.constant(o, "string", "bearer"));
            p.object(
                "expires_in",
                o ->
                    o.note("Seconds until the access token expires.")
                        .put("type", "integer")
                        .inFull(f -> f.put("minimum", 1)));
            text(p, "refresh_token", "Valid for one refresh. Store it as safely as a password.");
          });
    }

    private static void text(JsonObjectWriter to, String name, String description)
        throws IOException {
      to.object(name, o -> o.note(description).put("type", "string"));
    }

    private void signUp(JsonObjectWriter schema) throws IOException {
      schema
          .put("type", "object")
          .strings(
              "required",
              auth.isInvited()
                  ? List.of("email", "password", "invitation")
                  : List.of("email", "password"));
      schema.object(
          "properties",
          p -> {
            p.object("email", AuthSchemas::email);
            p.object("password", this::newPassword);
            p.object("name", AuthSchemas::name);
            p.withCookies(AuthSchemas::mode);
            if (auth.isInvited()) {
              p.object(
                  "invitation",
                  o ->
                      o.note("From the link of the invitation.")
                          .put("type", "string")
                          .inFull(f -> withoutNul(f.put("minLength", 1))));
            }
          });
      closed(schema);
    }

    static void mode(JsonObjectWriter properties) throws IOException {
      properties.object(
          "mode",
          o ->
              o.note("`cookie`: the tokens become cookies of the browser; the response has none.")
                  .put("type", "string")
                  .strings("enum", List.of("token", "cookie")));
    }

    private static void name(JsonObjectWriter schema) throws IOException {
      schema
          .strings("type", List.of("string", "null"))
          .put("maxLength", MAX_NAME)
          .inFull(AuthSchemas::withoutNul);
    }

    private static void change(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object");
      schema.object("properties", AuthSchemas::changedName);
      closed(schema);
    }

    /// The property of the name of an account, in a change of it.
    static void changedName(JsonObjectWriter properties) throws IOException {
      properties.object("name", AuthSchemas::name);
    }

    static void email(JsonObjectWriter schema) throws IOException {
      schema
          .note("Stored in lower case; unique among accounts.")
          .put("type", "string")
          .put("format", "email")
          .inFull(
              f ->
                  f.put("maxLength", EmailAndUrlFormat.MAX_EMAIL)
                      .put("pattern", "^" + EmailAndUrlFormat.emailPattern() + "$"));
    }

    /// The address of an account that exists, see [EmailAndUrlFormat#accountEmailPattern]. It has no
    /// format, because `email` is stricter and a client would not send the address.
    static void accountEmail(JsonObjectWriter schema) throws IOException {
      schema
          .note("The e-mail address of the account, in any case.")
          .put("type", "string")
          .inFull(
              f ->
                  f.put("maxLength", EmailAndUrlFormat.MAX_EMAIL)
                      .put("pattern", "^" + EmailAndUrlFormat.accountEmailPattern() + "$"));
    }

    private static void withoutNul(JsonObjectWriter schema) throws IOException {
      schema.put("pattern", JsonSchemaPatterns.NO_NUL);
    }

    static void closed(JsonObjectWriter schema) throws IOException {
      schema.inFull(f -> f.put("additionalProperties", false));
    }

    private void logIn(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("email", "password"));
      schema.object(
          "properties",
          p -> {
            p.object("email", AuthSchemas::accountEmail);
            p.object("password", this::storedPassword);
            p.withCookies(AuthSchemas::mode);
          });
      closed(schema);
    }

    private void passwordChange(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("current_password", "password"));
      schema.object(
          "properties",
          p -> {
            p.object("current_password", this::storedPassword);
            p.object("password", this::newPassword);
          });
      closed(schema);
    }

    private static void exportLine(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("resource", "data"));
      schema.object(
          "properties",
          p -> {
            text(
                p,
                "resource",
                "The name of a resource, or `auth/me`, `auth/sessions`, `auth/keys`,"
                    + " `auth/passkeys` or `auth/totp`.");
            p.object(
                "data",
                o -> o.note("As a `GET` of the resource returns it.").put("type", "object"));
          });
    }

    private void deletion(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object");
      if (hasIssuers()) {
        schema.note("Without a password for the account of an external issuer or provider.");
      } else {
        schema.strings("required", List.of("password"));
      }
      schema.object("properties", p -> p.object("password", this::storedPassword));
      closed(schema);
    }

    private static void forgotPassword(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("email"));
      schema.object("properties", p -> p.object("email", AuthSchemas::accountEmail));
      closed(schema);
    }

    private void passwordReset(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object").strings("required", List.of("token", "password"));
      schema.object(
          "properties",
          p -> {
            p.object("token", AuthSchemas::mailToken);
            p.object("password", this::newPassword);
          });
      closed(schema);
    }

    static void mailToken(JsonObjectWriter schema) throws IOException {
      schema
          .note("From the link in the mail.")
          .put("type", "string")
          .inFull(f -> withoutNul(f.put("minLength", 1)));
    }

    private void newPassword(JsonObjectWriter schema) throws IOException {
      schema
          .note(
              "Any characters, counted as Unicode code points. Common passwords are refused. No"
                  + " response has it.")
          .put("type", "string")
          .put("format", "password")
          .put("minLength", auth.passwordMinLength())
          .put("maxLength", auth.passwordMaxLength())
          .inFull(AuthSchemas::withoutNul);
    }

    void storedPassword(JsonObjectWriter schema) throws IOException {
      schema
          .put("type", "string")
          .put("format", "password")
          .put("minLength", 1)
          .put("maxLength", auth.passwordMaxLength())
          .inFull(AuthSchemas::withoutNul);
    }

    private static void refresh(JsonObjectWriter schema) throws IOException {
      schema.put("type", "object");
      if (!schema.hasCookies()) {
        schema.strings("required", List.of("refresh_token"));
      }
      schema.object(
          "properties",
          p ->
              p.object(
                  "refresh_token",
                  o -> o.put("type", "string").inFull(f -> withoutNul(f.put("minLength", 1)))));
      closed(schema);
    }

    void signUpExample(JsonObjectWriter body) throws IOException {
      logInExample(body);
      body.put("name", "Ada Lovelace");
      if (auth.isInvited()) {
        body.put("invitation", "3q2-7wQxYb5kLr0vHn8sTfUd4cJm1gZpXe6oAiKy9Bw");
      }
    }

    static void logInExample(JsonObjectWriter body) throws IOException {
      body.put("email", "ada@example.com").put("password", "correct horse battery staple");
    }

    static void refreshExample(JsonObjectWriter body) throws IOException {
      body.put("refresh_token", REFRESH_TOKEN);
    }

    static void passwordChangeExample(JsonObjectWriter body) throws IOException {
      body.put("current_password", "correct horse battery staple")
          .put("password", "nine lilac umbrellas");
    }

    static void changeExample(JsonObjectWriter body) throws IOException {
      body.put("name", "Ada King");
    }

    static void deletionExample(JsonObjectWriter body) throws IOException {
      body.put("password", "correct horse battery staple");
    }

    static void forgotPasswordExample(JsonObjectWriter body) throws IOException {
      body.put("email", "ada@example.com");
    }

    static void resetPasswordExample(JsonObjectWriter body) throws IOException {
      mailTokenExample(body);
      body.put("password", "nine lilac umbrellas");
    }

    static void mailTokenExample(JsonObjectWriter body) throws IOException {
      body.put("token", "3q2-7wQxYb5kLr0vHn8sTfUd4cJm1gZpXe6oAiKy9Bw");
    }

    void userExample(JsonObjectWriter user) throws IOException {
      FieldType time = FieldType.of(ScalarType.DATETIME);
      user.put("id", ExampleValues.USER_ID.toString()).put("email", "ada@example.com");
      if (isVerified()) {
        user.value("email_verified", FieldType.of(ScalarType.BOOLEAN), true);
      }
      if (hasIssuers()) {
        user.putNull("identity");
      }
      user.put("name", "Ada Lovelace");
      if (hasRoles()) {
        user.strings("roles", List.of(auth.roles().getFirst()));
      }
      user.value("created_at", time, ExampleValues.CREATED_AT)
          .value("updated_at", time, ExampleValues.CREATED_AT);
    }

    void sessionExample(JsonObjectWriter session) throws IOException {
      session
          .object("user", this::userExample)
          .put("access_token", TOKEN)
          .put("token_type", "bearer")
          .put("expires_in", 900)
          .put("refresh_token", REFRESH_TOKEN);
    }
  }
}
