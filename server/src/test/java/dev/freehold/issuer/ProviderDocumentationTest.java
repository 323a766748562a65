package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.issuer.IdTokenVerifier.IdToken;
import dev.freehold.issuer.IssuerTokens.FixedKeys;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ProviderClient;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Reads the configurations of `docs/providers.md` and tests each with the discovery document and an ID token
/// of the form that the service documents, so that the page stays right.
final class ProviderDocumentationTest {
  private static final long NOW = 1_800_000_000;
  private static final String PAGE = "Sign-in by providers";
  private static final String TENANT =
      "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001";

  /// A service.
  ///
  /// @param discovery the members that matter
  /// @param claims with the placeholders NOW and EXP, without `nonce`
  private record Form(String discovery, String claims, boolean secretInBody, boolean namesIssuer) {}

  private static final Map<String, Form> FORMS = forms();

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    forms.put(
        "Google",
        new Form(
            "{'issuer':'https://accounts.google.com','authorization_endpoint':"
                + "'https://accounts.google.com/o/oauth2/v2/auth','token_endpoint':"
                + "'https://oauth2.googleapis.com/token','jwks_uri':"
                + "'https://www.googleapis.com/oauth2/v3/certs',"
                + "'id_token_signing_alg_values_supported':['RS256'],"
                + "'token_endpoint_auth_methods_supported':['client_secret_post',"
                + "'client_secret_basic']}",
            "{'iss':'https://accounts.google.com','azp':"
                + "'1234567890-abc.apps.googleusercontent.com','aud':"
                + "'1234567890-abc.apps.googleusercontent.com','sub':'10769150350006150715113082367',"
                + "'name':'Ann','picture':'https://lh3.example.com/a','given_name':'Ann','iat':NOW,"
                + "'exp':EXP}",
            false,
            false));
    forms.put(
        "Microsoft Entra",
        new Form(
            "{'issuer':'"
                + TENANT
                + "/v2.0','authorization_endpoint':'"
                + TENANT
                + "/oauth2/v2.0/authorize','token_endpoint':'"
                + TENANT
                + "/oauth2/v2.0/token','jwks_uri':'"
                + TENANT
                + "/discovery/v2.0/keys','id_token_signing_alg_values_supported':['RS256'],"
                + "'token_endpoint_auth_methods_supported':['client_secret_post','private_key_jwt',"
                + "'client_secret_basic']}",
            "{'aud':'00000000-0000-4000-8000-000000000002','iss':'"
                + TENANT
                + "/v2.0','iat':NOW,'nbf':NOW,'exp':EXP,'name':'Ann','oid':'o','preferred_username':"
                + "'ann@example.com','rh':'r','sub':'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',"
                + "'tid':'00000000-0000-4000-8000-000000000001','uti':'u','ver':'2.0'}",
            false,
            false));
    forms.put(
        "GitLab",
        new Form(
            "{'issuer':'https://gitlab.com','authorization_endpoint':"
                + "'https://gitlab.com/oauth/authorize','token_endpoint':"
                + "'https://gitlab.com/oauth/token','jwks_uri':"
                + "'https://gitlab.com/oauth/discovery/keys','id_token_signing_alg_values_supported':"
                + "['RS256'],'token_endpoint_auth_methods_supported':['client_secret_basic',"
                + "'client_secret_post']}",
            "{'iss':'https://gitlab.com','sub':'1234567','aud':'0f3a1b2c','exp':EXP,'iat':NOW,"
                + "'auth_time':NOW,'sub_legacy':'x','name':'Ann','nickname':'ann'}",
            false,
            false));
    String realm = "https://sso.example.com/realms/main";
    forms.put(
        "Keycloak",
        new Form(
            "{'issuer':'"
                + realm
                + "','authorization_endpoint':'"
                + realm
                + "/protocol/openid-connect/auth','token_endpoint':'"
                + realm
                + "/protocol/openid-connect/token','jwks_uri':'"
                + realm
                + "/protocol/openid-connect/certs','id_token_signing_alg_values_supported':['PS384',"
                + "'RS256','HS256'],'token_endpoint_auth_methods_supported':['private_key_jwt',"
                + "'client_secret_basic','client_secret_post','tls_client_auth','client_secret_jwt'],"
                + "'authorization_response_iss_parameter_supported':true}",
            "{'exp':EXP,'iat':NOW,'auth_time':NOW,'jti':'j','iss':'"
                + realm
                + "','aud':'tasks','sub':'f3a1b2c4-0000-4000-8000-000000000001','typ':'ID','azp':"
                + "'tasks','sid':'s','acr':'1','email_verified':true,'name':'Ann',"
                + "'preferred_username':'ann'}",
            false,
            true));
    String auth0 = "https://example.eu.auth0.com/";
    forms.put(
        "Auth0",
        new Form(
            "{'issuer':'"
                + auth0
                + "','authorization_endpoint':'"
                + auth0
                + "authorize','token_endpoint':'"
                + auth0
                + "oauth/token','jwks_uri':'"
                + auth0
                + ".well-known/jwks.json','id_token_signing_alg_values_supported':['HS256','RS256',"
                + "'PS256'],'token_endpoint_auth_methods_supported':['client_secret_basic',"
                + "'client_secret_post','private_key_jwt']}",
            "{'nickname':'ann','name':'Ann','picture':'https://s.example.com/a','updated_at':"
                + "'2026-01-01T00:00:00.000Z','iss':'"
                + auth0
                + "','aud':'abcDEF123','sub':'auth0|6512','iat':NOW,'exp':EXP,'sid':'s'}",
            false,
            false));
    String apple = "https://appleid.apple.com";
    forms.put(
        "Apple",
        new Form(
            "{'issuer':'"
                + apple
                + "','authorization_endpoint':'"
                + apple
                + "/auth/authorize','token_endpoint':'"
                + apple
                + "/auth/token','jwks_uri':'"
                + apple
                + "/auth/keys','id_token_signing_alg_values_supported':['RS256'],"
                + "'token_endpoint_auth_methods_supported':['client_secret_post']}",
            "{'iss':'"
                + apple
                + "','aud':'com.example.app.web','exp':EXP,'iat':NOW,'sub':"
                + "'001234.0123456789abcdef.0123','name':'Ann','nonce_supported':true,'auth_time':NOW}",
            true,
            false));
    return forms;
  }

  /// The blocks of the page by their headings.
  private static Map<String, String> blocks() throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    String heading = "";
    StringBuilder block = null;
    for (String line : Files.readAllLines(Path.of("docs/providers.md"))) {
      if (block == null && line.startsWith("#")) {
        heading = line.replaceFirst("#+ ", "");
      } else if (line.equals("```yaml")) {
        block = new StringBuilder();
      } else if (line.equals("```") && block != null) {
        blocks.put(heading, block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  private static Spec.Providers providers(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(UTF_8))) {
      case SpecResult.Valid valid -> valid.spec().auth().providers();
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private static OidcProvider provider(String block) {
    Spec.Provider provider =
        providers(
                "freehold: 1\nname: Tasks\nauth:\n  redirects: [https://app.example.com]\n"
                    + "  providers:\n"
                    + block.indent(4)
                    + "resources: { tasks: { fields: { title: string } } }\n")
            .list()
            .getFirst();
    return new OidcProvider(
        provider.name(),
        provider.issuer(),
        ((ProviderClient.Id) provider.client()).id(),
        Secret.of("secret"),
        provider.scopes(),
        provider.algorithm());
  }

  private static JsonObject json(String text) {
    return new JsonObject(
        text.replace('\'', '"').replace(":NOW", ":" + NOW).replace(":EXP", ":" + (NOW + 300)));
  }

  @Test
  void thePageHasAConfigurationForEachForm() throws IOException {
    Map<String, String> blocks = blocks();
    assertThat(providers(Objects.requireNonNull(blocks.remove(PAGE))).list()).hasSize(1);
    assertThat(blocks.keySet()).isEqualTo(FORMS.keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachServiceIsAsThePageShows() throws IOException {
    Map<String, String> blocks = blocks();
    return FORMS.entrySet().stream()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.getKey(),
                    () ->
                        check(
                            provider(Objects.requireNonNull(blocks.get(form.getKey()))),
                            form.getValue())));
  }

  private static void check(OidcProvider provider, Form form) throws Exception {
    ProviderMetadata metadata =
        ProviderMetadata.read(json(form.discovery()).encode().getBytes(UTF_8), provider);
    assertThat(metadata.secretInBody()).isEqualTo(form.secretInBody());
    assertThat(metadata.namesIssuer()).isEqualTo(form.namesIssuer());
    IssuingKey key = IssuingKey.of("k1", provider.algorithm());
    IdTokenVerifier verifier =
        new IdTokenVerifier(provider, FixedKeys.of(key), () -> Instant.ofEpochSecond(NOW));
    JsonObject claims = json(form.claims()).put("nonce", "n");
    IdToken token = await(verifier, key.sign(key.header().encode(), claims.encode()));
    assertThat(token)
        .isEqualTo(
            new IdToken(new ExternalIdentity(provider.name(), claims.getString("sub")), "Ann"));
    assertThat(
            verifier
                .verify(
                    key.sign(key.header().encode(), claims.put("aud", "another").encode()),
                    null,
                    "n")
                .failed())
        .isTrue();
  }

  private static IdToken await(IdTokenVerifier verifier, String token) throws Exception {
    return verifier.verify(token, "at", "n").toCompletionStage().toCompletableFuture().get();
  }
}
