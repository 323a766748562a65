package dev.freehold.audit.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.site.AuditProfile.ProfileAccount;
import dev.freehold.audit.site.AuditProfile.RequestTemplate;
import dev.freehold.description.OpenApiDescriptionReader;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Writes profiles, and reads them again.
final class AuditProfileWriterTest {
  private static AuditProfile again(AuditProfile profile) {
    return AuditProfileReader.read(
        AuditProfileWriter.write(profile).getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<RequestTemplate> request(
      String method, String target, boolean form, JsonObject body) {
    return Optional.of(new RequestTemplate(method, target, form, body));
  }

  @Test
  void whatIsWrittenIsRead() {
    JsonObject inner = new JsonObject().put("mail", "{email}").put("age", 7).put("ok", true);
    AuditProfile full =
        new AuditProfile(
            Optional.of("/a b: #c.yaml"),
            request("POST", "/sign-up", false, new JsonObject().put("user", inner)),
            request(
                "PUT", "/in?x=1", true, new JsonObject().put("grant_type", "pass: 'word' \"# ä")),
            request("POST", "/r", false, new JsonObject().put("t", "{refreshToken}")),
            request("DELETE", "/session", false, new JsonObject()),
            Optional.of("data.0.jwt"),
            Optional.of("data.refresh"),
            Optional.of("user.id"),
            "X-Key: {token}",
            List.of(new ProfileAccount("a@x", "it's \"7\"\n"), new ProfileAccount("b@x", "no")),
            request("DELETE", "/people/{user}", false, new JsonObject()));
    assertThat(again(full)).isEqualTo(full);
    assertThat(again(AuditProfile.NONE)).isEqualTo(AuditProfile.NONE);
    assertThat(AuditProfileWriter.write(AuditProfile.NONE)).contains("# signup: a request that");
  }

  @Test
  void theGuessSaysWhatTheDocumentSays() {
    AuditProfile guess =
        AuditProfileGuess.of(
            OpenApiDescriptionReader.read(
                """
                openapi: 3.0.3
                info: { title: Desk, version: 1 }
                servers: [{ url: /api }]
                components:
                  securitySchemes:
                    it: { type: apiKey, in: header, name: Authorization, description: Token TOKEN }
                paths:
                  /accounts:
                    post:
                      requestBody:
                        content:
                          application/json:
                            schema:
                              type: object
                              required: [account]
                              properties:
                                account:
                                  type: object
                                  required: [username, mail, password]
                                  properties:
                                    username: { type: string }
                                    mail: { type: string }
                                    password: { type: string }
                  /token:
                    post:
                      requestBody:
                        content:
                          application/x-www-form-urlencoded:
                            schema:
                              type: object
                              required: [username, password, grant_type]
                              properties:
                                username: { type: string }
                                password: { type: string }
                                grant_type: { type: string }
                      responses:
                        '200':
                          content:
                            application/json:
                              schema:
                                type: object
                                properties:
                                  session: { type: object, properties: { token: { type: string } } }
                  /sign-out: { post: {} }
                  /me: { delete: {} }
                """
                    .getBytes(StandardCharsets.UTF_8)),
            Optional.of("/api/openapi.yaml"));
    assertThat(guess.description()).contains("/api/openapi.yaml");
    assertThat(guess.signup())
        .isEqualTo(
            request(
                "POST",
                "/api/accounts",
                false,
                new JsonObject(
                    "{\"account\":{\"username\":\"{username}\",\"mail\":\"{email}\",\"password\":\"{password}\"}}")));
    assertThat(guess.login())
        .isEqualTo(
            request(
                "POST",
                "/api/token",
                true,
                new JsonObject()
                    .put("username", "{username}")
                    .put("password", "{password}")
                    .put("grant_type", "password")));
    assertThat(guess.tokenPath()).contains("session.token");
    assertThat(guess.header()).isEqualTo("Authorization: Token {token}");
    assertThat(guess.logout()).isEqualTo(request("POST", "/api/sign-out", false, new JsonObject()));
    assertThat(guess.deleteAccount())
        .isEqualTo(request("DELETE", "/api/me", false, new JsonObject()));
    assertThat(again(guess)).isEqualTo(guess);
  }
}
