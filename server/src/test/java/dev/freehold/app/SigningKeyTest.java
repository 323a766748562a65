package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A server whose access tokens a key pair signs.
final class SigningKeyTest {
  private static final int PORT = App.FreePort.find("127.0.0.1");
  private static final String PUBLIC_URL = "http://127.0.0.1:" + PORT + "/shop";
  private static final String METADATA = "/.well-known/openid-configuration";
  private static final ApiPlan TASKS = RunningApp.example("tasks");

  private static ECKey generated() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static RunningApp with(TestDatabase database, ECKey key, String previous) {
    return RunningApp.on(
        database.target(),
        TASKS,
        "PORT",
        String.valueOf(PORT),
        "PUBLIC_URL",
        PUBLIC_URL,
        "JWT_SIGNING_KEY",
        key.toJSONString(),
        "JWT_SIGNING_KEY_PREVIOUS",
        previous);
  }

  private static JWTClaimsSet verified(RunningApp app, String token) throws Exception {
    JsonObject metadata = app.nobody("").get(METADATA).expect(200).json();
    assertThat(metadata.getString("issuer")).isEqualTo(PUBLIC_URL);
    assertThat(metadata.getString("jwks_uri")).isEqualTo(PUBLIC_URL + "/.well-known/jwks.json");
    String path = URI.create(metadata.getString("jwks_uri")).getPath().replace("/shop", "");
    Answer jwks = app.nobody("").get(path).expect(200);
    assertThat(jwks.header("Cache-Control")).isEqualTo("public, max-age=300");
    jwks.bodyHasNo("\"d\"");
    DefaultJWTProcessor<SecurityContext> service = new DefaultJWTProcessor<>();
    service.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    service.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256, new ImmutableJWKSet<>(JWKSet.parse(jwks.json().encode()))));
    service.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "Tasks",
            new JWTClaimsSet.Builder().issuer(metadata.getString("issuer")).build(),
            Set.of("sub", "sid", "iat", "exp")));
    return service.process(token, null);
  }

  @Test
  void anotherServiceVerifiesATokenWithWhatTheServerPublishes() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      ECKey first = generated();
      ECKey second = generated();
      SignedUpUser person;
      try (RunningApp app = with(database, first, "")) {
        person = app.person();
        assertThat(verified(app, person.accessToken()).getSubject()).isEqualTo(person.id());
        person.client().get("/auth/me").expect(200);
      }
      try (RunningApp app = with(database, second, first.toJSONString())) {
        assertThat(verified(app, person.accessToken()).getSubject()).isEqualTo(person.id());
        app.with(person.accessToken()).get("/auth/me").expect(200);
        String next =
            app.nobody()
                .post(
                    "/auth/refresh",
                    new JsonObject().put("refresh_token", person.refreshToken()).encode())
                .expect(200)
                .data()
                .getString("access_token");
        assertThat(verified(app, next).getSubject()).isEqualTo(person.id());
        app.with(next).get("/tasks").expect(200);
        app.with(next).send("POST", "/auth/logout", null).expect(204);
        app.with(next).get("/tasks").expect(401, "INVALID_TOKEN");
        app.with(person.accessToken()).get("/tasks").expect(401, "INVALID_TOKEN");
      }
      try (RunningApp app = with(database, second, "")) {
        app.with(person.accessToken()).get("/auth/me").expect(401, "INVALID_TOKEN");
      }
    }
  }

  /// A service that takes the algorithms from the metadata would else refuse tokens of the key before.
  @Test
  void theMetadataNamesTheAlgorithmsOfAllKeys() throws Exception {
    // RFC 8037, appendix A.1
    String edwards =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    try (TestDatabase database = TestDatabase.fresh()) {
      try (RunningApp app = with(database, generated(), edwards)) {
        assertThat(algorithms(app)).containsExactly("ES256", "EdDSA");
        assertThat(
                app.nobody("")
                    .get("/.well-known/jwks.json")
                    .expect(200)
                    .json()
                    .getJsonArray("keys"))
            .hasSize(2);
      }
      try (RunningApp app = with(database, generated(), generated().toJSONString())) {
        assertThat(algorithms(app)).containsExactly("ES256");
      }
    }
  }

  private static List<Object> algorithms(RunningApp app) {
    return app
        .nobody("")
        .get(METADATA)
        .expect(200)
        .json()
        .getJsonArray("id_token_signing_alg_values_supported")
        .stream()
        .toList();
  }

  @Test
  void aServerWithoutAKeyPairPublishesNothing() {
    try (TestDatabase database = TestDatabase.fresh();
        RunningApp app = RunningApp.on(database.target(), TASKS)) {
      app.nobody("").get(METADATA).expect(404, "NOT_FOUND");
      app.nobody("").get("/.well-known/jwks.json").expect(404, "NOT_FOUND");
    }
  }
}
