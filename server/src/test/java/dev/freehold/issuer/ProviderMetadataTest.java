package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.issuer.IssuerHttpClient.FetchException;
import dev.freehold.type.Secret;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of a discovery document is believed.
final class ProviderMetadataTest {
  private static final String ISSUER = "https://idp.example.com";

  private static OidcProvider provider(String issuer) {
    return new OidcProvider(
        "a", issuer, "client", Secret.of("secret"), List.of("openid"), SignatureAlgorithm.RS256);
  }

  private static JsonObject document() {
    return new JsonObject()
        .put("issuer", ISSUER)
        .put("authorization_endpoint", ISSUER + "/authorize")
        .put("token_endpoint", "https://tokens.example.com/token")
        .put("jwks_uri", ISSUER + "/jwks");
  }

  private static ProviderMetadata read(JsonObject document) throws FetchException {
    return ProviderMetadata.read(document.encode().getBytes(UTF_8), provider(ISSUER));
  }

  private static void refused(JsonObject document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(FetchException.class);
  }

  @Test
  void theLeastDocumentIsEnough() throws FetchException {
    ProviderMetadata read = read(document());
    assertThat(read.tokenEndpoint()).isEqualTo("https://tokens.example.com/token");
    assertThat(read.secretInBody()).as("client_secret_basic is the default").isFalse();
    assertThat(read.namesIssuer()).isFalse();
  }

  @Test
  void theClientAuthenticatesAsTheDocumentSays() throws FetchException {
    String name = "token_endpoint_auth_methods_supported";
    assertThat(
            read(document().put(name, list("client_secret_post", "client_secret_basic")))
                .secretInBody())
        .isFalse();
    assertThat(read(document().put(name, list("client_secret_post"))).secretInBody()).isTrue();
    refused(document().put(name, list("private_key_jwt")));
    refused(document().put(name, list()));
  }

  private static JsonArray list(String... items) {
    return new JsonArray(List.of(items));
  }

  @Test
  void whatIsNotOfTheIssuerIsRefused() {
    for (String other :
        List.of(
            ISSUER + "/",
            ISSUER + ".evil.example",
            "https://IDP.example.com",
            "http://idp.example.com",
            "")) {
      refused(document().put("issuer", other));
    }
    refused(document().put("issuer", list(ISSUER)));
    refused(document().putNull("issuer"));
    JsonObject without = document();
    without.remove("issuer");
    refused(without);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
  void onlyHttpsIsAsked(String endpoint) throws FetchException {
    for (String address :
        List.of(
            "http://idp.example.com/x",
            "http://127.0.0.1/x",
            "http://localhost:8080/x",
            "http://169.254.169.254/latest/meta-data",
            "https://user@idp.example.com/x",
            "https://idp.example.com/x#y",
            "https://idp.example.com/x\r\nHost: evil.example",
            "https://idp.example.com/ä",
            "file:///etc/passwd",
            "//idp.example.com/x",
            "javascript:alert(1)",
            "https:///x",
            "https://idp.example.com/" + "x".repeat(2048),
            "")) {
      refused(document().put(endpoint, address));
    }
    refused(document().putNull(endpoint));
    // A provider for development, over http of a loopback address, may name such addresses.
    String local = "http://localhost:9000";
    JsonObject development =
        document().put("issuer", local).put(endpoint, "http://127.0.0.1:9000/x");
    assertThat(
            ProviderMetadata.read(development.encode().getBytes(UTF_8), provider(local)).toString())
        .contains("http://127.0.0.1:9000/x");
    assertThatThrownBy(
            () ->
                ProviderMetadata.read(
                    development.put(endpoint, "http://192.168.0.1/x").encode().getBytes(UTF_8),
                    provider(local)))
        .isInstanceOf(FetchException.class);
  }

  @Test
  void anAlgorithmThatTheProviderHasNotIsSaidSo() {
    refused(document().put("id_token_signing_alg_values_supported", list("HS256", "none")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{\"issuer\":\"a\",\"issuer\":\"b\"}", "<html>"})
  void whatIsNoDocumentIsRefused(String text) {
    assertThatThrownBy(() -> ProviderMetadata.read(text.getBytes(UTF_8), provider(ISSUER)))
        .isInstanceOf(FetchException.class);
  }

  @Test
  void theDocumentIsBelowTheIssuer() {
    assertThat(provider("https://a.example.com").discovery())
        .isEqualTo("https://a.example.com/.well-known/openid-configuration");
    assertThat(provider("https://a.example.com/realms/b/").discovery())
        .isEqualTo("https://a.example.com/realms/b/.well-known/openid-configuration");
  }
}
