package dev.freehold.openapi;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.schema.Envelope;
import dev.freehold.openapi.schema.Example;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.Patterns;
import dev.freehold.openapi.schema.ValueSchema;
import dev.freehold.openapi.schema.ValueSchema.Way;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NetForm;
import java.io.IOException;
import java.util.List;

/// The schemas of sign-in.
final class AuthSchemas {
  /// Of a person's name.
  private static final int MAX_NAME = 200;

  private static final String TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl";
  private static final String REFRESH_TOKEN = "AZqlxB9reciKDm0rn0w-FQAAAAAAAAAB.c2lnbmF0dXJl";

  private final ApiPlan.Auth auth;
  private final ComponentNames names;

  AuthSchemas(ApiPlan.Auth auth, ComponentNames names) {
    this.auth = auth;
    this.names = names;
  }

  void write(JsonObject to) throws IOException {
    to.object(names.of(BuiltIn.AUTH_USER), this::user);
    to.object(names.of(BuiltIn.AUTH_SESSION), this::session);
    to.object(names.of(BuiltIn.AUTH_USER_RESPONSE), o -> envelope(o, BuiltIn.AUTH_USER));
    to.object(names.of(BuiltIn.AUTH_SESSION_RESPONSE), o -> envelope(o, BuiltIn.AUTH_SESSION));
    if (auth.signup()) {
      to.object(names.of(BuiltIn.SIGN_UP), this::signUp);
    }
    to.object(names.of(BuiltIn.LOG_IN), this::logIn);
    to.object(names.of(BuiltIn.REFRESH), AuthSchemas::refresh);
  }

  private void envelope(JsonObject schema, BuiltIn data) throws IOException {
    Envelope.of(schema, d -> d.put("$ref", "#/components/schemas/" + names.of(data)));
  }

  private void user(JsonObject schema) throws IOException {
    schema.put("description", "A person's account.").put("type", "object");
    schema.strings(
        "required",
        hasRoles()
            ? List.of("id", "email", "name", "roles", "created_at", "updated_at")
            : List.of("id", "email", "name", "created_at", "updated_at"));
    schema.object(
        "properties",
        p -> {
          p.object("id", o -> of(o, Scalar.UUID));
          p.object("email", o -> of(o, Scalar.EMAIL));
          p.object("name", o -> o.strings("type", List.of("string", "null")));
          if (hasRoles()) {
            p.object("roles", this::roles);
          }
          p.object("created_at", o -> of(o, Scalar.DATETIME));
          p.object("updated_at", o -> of(o, Scalar.DATETIME));
        });
  }

  private boolean hasRoles() {
    return !auth.roles().isEmpty();
  }

  private void roles(JsonObject schema) throws IOException {
    schema
        .put(
            "description",
            "Given by an operator. A role that is taken away ends the person's sessions; one that"
                + " is given counts from the next log-in or refresh.")
        .put("type", "array")
        .put("maxItems", auth.roles().size())
        .put("uniqueItems", true)
        .object("items", o -> o.put("type", "string").strings("enum", auth.roles()));
  }

  private static void of(JsonObject schema, Scalar scalar) throws IOException {
    ValueSchema.write(schema, FieldType.of(scalar), Rules.NONE, false, Way.ANSWER);
  }

  private void session(JsonObject schema) throws IOException {
    schema.put("type", "object");
    schema.strings(
        "required", List.of("user", "access_token", "token_type", "expires_in", "refresh_token"));
    schema.object(
        "properties",
        p -> {
          p.ref("user", "schemas/" + names.of(BuiltIn.AUTH_USER));
          text(p, "access_token", "Send it as `Authorization: Bearer <access_token>`.");
          p.object("token_type", o -> o.put("type", "string").put("const", "bearer"));
          p.object(
              "expires_in",
              o ->
                  o.put("description", "Seconds until the access token expires.")
                      .put("type", "integer")
                      .put("minimum", 1));
          text(p, "refresh_token", "Good for one refresh; keep it as safe as a password.");
        });
  }

  private static void text(JsonObject to, String name, String description) throws IOException {
    to.object(name, o -> o.put("description", description).put("type", "string"));
  }

  private void signUp(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("email", "password"));
    schema.object(
        "properties",
        p -> {
          p.object("email", AuthSchemas::email);
          p.object(
              "password",
              o ->
                  o.put(
                          "description",
                          "Any characters, counted as Unicode code points. Common passwords are"
                              + " refused.")
                      .put("type", "string")
                      .put("format", "password")
                      .put("minLength", auth.passwordMinLength())
                      .put("maxLength", auth.passwordMaxLength())
                      .put("pattern", Patterns.NO_NUL)
                      .put("writeOnly", true));
          p.object(
              "name",
              o ->
                  o.strings("type", List.of("string", "null"))
                      .put("maxLength", MAX_NAME)
                      .put("pattern", Patterns.NO_NUL));
        });
    schema.put("additionalProperties", false);
  }

  private static void email(JsonObject schema) throws IOException {
    schema
        .put("description", "Kept in lower case; one account each.")
        .put("type", "string")
        .put("format", "email")
        .put("maxLength", NetForm.MAX_EMAIL)
        .put("pattern", "^" + NetForm.emailPattern() + "$");
  }

  private void logIn(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("email", "password"));
    schema.object(
        "properties",
        p -> {
          p.object("email", AuthSchemas::email);
          p.object(
              "password",
              o ->
                  o.put("type", "string")
                      .put("format", "password")
                      .put("minLength", 1)
                      .put("maxLength", auth.passwordMaxLength())
                      .put("pattern", Patterns.NO_NUL)
                      .put("writeOnly", true));
        });
    schema.put("additionalProperties", false);
  }

  private static void refresh(JsonObject schema) throws IOException {
    schema.put("type", "object").strings("required", List.of("refresh_token"));
    schema.object(
        "properties",
        p ->
            p.object(
                "refresh_token",
                o -> o.put("type", "string").put("minLength", 1).put("pattern", Patterns.NO_NUL)));
    schema.put("additionalProperties", false);
  }

  static void signUpExample(JsonObject body) throws IOException {
    logInExample(body);
    body.put("name", "Ada Lovelace");
  }

  static void logInExample(JsonObject body) throws IOException {
    body.put("email", "ada@example.com").put("password", "correct horse battery staple");
  }

  static void refreshExample(JsonObject body) throws IOException {
    body.put("refresh_token", REFRESH_TOKEN);
  }

  void userExample(JsonObject user) throws IOException {
    FieldType time = FieldType.of(Scalar.DATETIME);
    user.put("id", Example.PERSON.toString())
        .put("email", "ada@example.com")
        .put("name", "Ada Lovelace");
    if (hasRoles()) {
      user.strings("roles", List.of(auth.roles().getFirst()));
    }
    user.value("created_at", time, Example.CREATED).value("updated_at", time, Example.CREATED);
  }

  void sessionExample(JsonObject session) throws IOException {
    session
        .object("user", this::userExample)
        .put("access_token", TOKEN)
        .put("token_type", "bearer")
        .put("expires_in", 900)
        .put("refresh_token", REFRESH_TOKEN);
  }
}
