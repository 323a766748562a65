package dev.freehold.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.issuer.ExternalIssuer.IssuerVerification;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import dev.freehold.issuer.ExternalTokenVerifier.ExternalVerification;
import dev.freehold.issuer.ExternalTokenVerifier.TrustedIssuer;
import dev.freehold.issuer.IssuerTokens.ByteSigner;
import dev.freehold.issuer.IssuerTokens.FixedKeys;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.IssuerKeys;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.type.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Reads the configurations of `docs/issuers.md` and tests each with a token of the form that the
/// service documents, so that the page stays right.
final class IssuerDocumentationTest {
  private static final long NOW = 1_800_000_000;
  private static final String SECRET = "kX7-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4";
  private static final String OTHER_SECRET = "aB9-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4";

  /// A token of a service.
  ///
  /// @param header without `alg` and `kid`
  /// @param claims with the placeholders NOW and EXP
  /// @param audienceClaim that says for whom it is
  /// @param subject that it means
  /// @param roles that it gives
  private record Form(
      String header, String claims, String audienceClaim, String subject, Set<String> roles) {}

  private static final Map<String, Form> FORMS = forms();

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    forms.put(
        "A shared secret", new Form("{'typ':'JWT'}", "{'sub':'42','exp':EXP}", "", "42", Set.of()));
    forms.put(
        "Better Auth",
        new Form(
            "{}",
            "{'iat':NOW,'name':'Ann','email':'ann@example.com','emailVerified':true,'image':null,"
                + "'createdAt':'2026-01-01T00:00:00.000Z','id':'k3V1lP0','sub':'k3V1lP0','exp':EXP,"
                + "'iss':'https://app.example.com','aud':'https://app.example.com'}",
            "aud",
            "k3V1lP0",
            Set.of()));
    forms.put(
        "Auth0",
        new Form(
            "{'typ':'at+jwt'}",
            "{'iss':'https://example.eu.auth0.com/','sub':'auth0|6512','aud':"
                + "['https://api.example.com','https://example.eu.auth0.com/userinfo'],'iat':NOW,'exp':EXP,'azp':'my_client','scope':'openid"
                + " profile','jti':'x','client_id':'c',"
                + "'permissions':['read:tasks'],'https://api.example.com/roles':['editor','Other']}",
            "aud",
            "auth0|6512",
            Set.of("editor")));
    forms.put(
        "Keycloak",
        new Form(
            "{'typ':'JWT'}",
            "{'exp':EXP,'iat':NOW,'jti':'onrtac:1','iss':'https://sso.example.com/realms/main',"
                + "'aud':['tasks','account'],'sub':'f3a1b2c4-0000-4000-8000-000000000001','typ':"
                + "'Bearer','azp':'web','sid':'s','acr':'1','allowed-origins':['*'],'realm_access':"
                + "{'roles':['offline_access','admin']},'resource_access':{'account':{'roles':"
                + "['manage-account']}},'scope':'email profile','email_verified':true,"
                + "'preferred_username':'ann','email':'ann@example.com'}",
            "aud",
            "f3a1b2c4-0000-4000-8000-000000000001",
            Set.of("admin")));
    forms.put(
        "Clerk",
        new Form(
            "{'typ':'JWT','cat':'cl_B7d4PD111AAA'}",
            "{'azp':'https://app.example.com','exp':EXP,'fva':[0,-1],'iat':NOW,"
                + "'iss':'https://clerk.example.com','nbf':NOW,'o':{'id':'org_1','rol':'admin',"
                + "'slg':'example'},'sid':'sess_1','sts':'active','sub':'user_2aBc','v':2}",
            "azp",
            "user_2aBc",
            Set.of("admin")));
    String supabase =
        "{'aal':'aal1','amr':[{'method':'password','timestamp':NOW}],'app_metadata':{'provider':"
            + "'email','providers':['email'],'roles':['editor']},'aud':'authenticated','email':"
            + "'ann@example.com','exp':EXP,'iat':NOW,'is_anonymous':false,'iss':"
            + "'https://abcdefghijklmnopqrst.supabase.co/auth/v1','phone':'','role':'authenticated',"
            + "'session_id':'s','sub':'5b1f0c6e-0000-4000-8000-000000000001','user_metadata':"
            + "{'roles':['admin'],'deep':{'a':{'b':['c']}}}}";
    Form ofSupabase =
        new Form(
            "{'typ':'JWT'}",
            supabase,
            "aud",
            "5b1f0c6e-0000-4000-8000-000000000001",
            Set.of("editor"));
    forms.put("Supabase", ofSupabase);
    forms.put("Supabase with the legacy secret", ofSupabase);
    forms.put(
        "Firebase",
        new Form(
            "{'typ':'JWT'}",
            "{'roles':['editor'],'iss':'https://securetoken.google.com/example-project','aud':"
                + "'example-project','auth_time':NOW,'user_id':'Xy12','sub':'Xy12','iat':NOW,'exp':"
                + "EXP,'email':'ann@example.com','email_verified':true,'firebase':{'identities':"
                + "{'email':['ann@example.com']},'sign_in_provider':'password'}}",
            "aud",
            "Xy12",
            Set.of("editor")));
    forms.put(
        "Cognito",
        new Form(
            "{}",
            "{'sub':'aaaaaaaa-0000-4000-8000-000000000001','cognito:groups':['admin','guests'],"
                + "'iss':'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example12',"
                + "'version':2,'client_id':'1example23456789','origin_jti':'o','event_id':'e',"
                + "'token_use':'access','scope':'openid','auth_time':NOW,'exp':EXP,'iat':NOW,"
                + "'jti':'j','username':'ann'}",
            "client_id",
            "aaaaaaaa-0000-4000-8000-000000000001",
            Set.of("admin")));
    return forms;
  }

  private static Form form(String name) {
    return Objects.requireNonNull(FORMS.get(name));
  }

  private static String block(Map<String, String> blocks, String heading) {
    return Objects.requireNonNull(blocks.get(heading));
  }

  /// The blocks of the page by their headings.
  private static Map<String, String> blocks() throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    String heading = "";
    StringBuilder block = null;
    for (String line : Files.readAllLines(Path.of("docs/issuers.md"))) {
      if (line.startsWith("#")) {
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

  private static List<Spec.Issuer> issuers(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> valid.spec().auth().issuers();
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private static Spec.Issuer issuer(String block) {
    return issuers(
            "freehold: 1\nname: Tasks\nauth:\n  roles: [editor, admin]\n  issuers:\n"
                + block.indent(4)
                + "resources: { tasks: { fields: { title: string } } }\n")
        .getFirst();
  }

  @Test
  void thePageHasAConfigurationForEachForm() throws IOException {
    Map<String, String> blocks = blocks();
    assertThat(issuers(block(blocks, "External issuers"))).hasSize(1);
    blocks.remove("External issuers");
    assertThat(blocks.keySet()).isEqualTo(FORMS.keySet());
  }

  @TestFactory
  Stream<DynamicTest> aTokenOfEachServiceIsAcceptedAsThePageShows() throws IOException {
    Map<String, String> blocks = blocks();
    return FORMS.keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(issuer(block(blocks, name)), name)));
  }

  private static void check(Spec.Issuer issuer, String name) {
    Form form = form(name);
    ByteSigner right;
    ByteSigner wrong;
    KeySource source;
    IssuerVerification verification;
    switch (issuer.keys()) {
      case IssuerKeys.JwkSet jwks -> {
        IssuingKey key = IssuingKey.of("k1", jwks.algorithm());
        right = key.signer();
        wrong = IssuingKey.of("k1", jwks.algorithm()).signer();
        source = FixedKeys.of(key);
        verification =
            new IssuerVerification.ByJwkSet(new JwkSetAddress(jwks.url(), jwks.algorithm()));
      }
      case IssuerKeys.SharedSecret _ -> {
        right = IssuerTokens.hs256(SECRET);
        wrong = IssuerTokens.hs256(OTHER_SECRET);
        source = KeySource.shared(Secret.of(SECRET));
        verification = new IssuerVerification.BySecret(Secret.of(SECRET));
      }
    }
    ExternalTokenVerifier verifier =
        new ExternalTokenVerifier(
            List.of(
                new TrustedIssuer(
                    new ExternalIssuer(
                        issuer.name(),
                        issuer.issuer(),
                        issuer.audiences(),
                        verification,
                        issuer.subject(),
                        issuer.rolesClaim(),
                        List.of("editor", "admin")),
                    source)),
            () -> Instant.ofEpochSecond(NOW),
            _ -> {});
    String header = json(form.header()).put("alg", source.algorithm()).put("kid", "k1").encode();
    JsonObject claims = json(form.claims());
    ExternalVerification refused = new ExternalVerification.Refused();

    assertThat(verifier.verify(IssuerTokens.sign(right, header, claims.encode())))
        .isEqualTo(
            new ExternalVerification.Accepted(
                new ExternalIdentity(issuer.name(), form.subject()), form.roles()));
    assertThat(verifier.verify(IssuerTokens.sign(wrong, header, claims.encode())))
        .as("wrong key")
        .isEqualTo(refused);
    assertThat(
            verifier.verify(
                IssuerTokens.sign(right, header, claims.copy().put("exp", NOW - 60).encode())))
        .as("expired")
        .isEqualTo(new ExternalVerification.Expired());
    assertThat(
            verifier.verify(
                IssuerTokens.sign(
                    right,
                    header,
                    claims.copy().put("iss", "https://other.example.com/").encode())))
        .as("another issuer")
        .isEqualTo(refused);
    String audience = form.audienceClaim().isEmpty() ? "aud" : form.audienceClaim();
    assertThat(
            verifier.verify(
                IssuerTokens.sign(
                    right, header, claims.copy().put(audience, "other-client").encode())))
        .as("another audience")
        .isEqualTo(refused);
    JsonObject nobody = claims.copy();
    nobody.remove("sub");
    assertThat(verifier.verify(IssuerTokens.sign(right, header, nobody.encode())))
        .as("nobody")
        .isEqualTo(refused);
  }

  private static JsonObject json(String text) {
    return new JsonObject(
        text.replace('\'', '"')
            .replace("EXP", String.valueOf(NOW + 300))
            .replace("NOW", String.valueOf(NOW)));
  }

  /// The other tokens that these services sign with the same keys.
  @TestFactory
  Stream<DynamicTest> otherTokensOfTheServicesAreNoAccessTokens() throws IOException {
    Map<String, String> blocks = blocks();
    Map<String, JsonObject> others = new LinkedHashMap<>();
    others.put("Keycloak ID", json(form("Keycloak").claims()).put("typ", "ID"));
    others.put("Keycloak refresh", json(form("Keycloak").claims()).put("typ", "Refresh"));
    others.put(
        "Cognito ID",
        json(form("Cognito").claims()).put("token_use", "id").put("aud", "1example23456789"));
    others.put("Auth0 ID", json(form("Auth0").claims()).put("aud", "my_client"));
    JsonObject anon =
        new JsonObject().put("iss", "supabase").put("role", "anon").put("exp", NOW + 300);
    others.put("Supabase anon", anon);
    return others.entrySet().stream()
        .map(
            other ->
                DynamicTest.dynamicTest(
                    other.getKey(),
                    () -> {
                      String service = other.getKey().split(" ", 2)[0];
                      Spec.Issuer issuer = issuer(block(blocks, service));
                      IssuerKeys.JwkSet jwks = (IssuerKeys.JwkSet) issuer.keys();
                      IssuingKey key = IssuingKey.of("k1", jwks.algorithm());
                      ExternalTokenVerifier verifier =
                          new ExternalTokenVerifier(
                              List.of(
                                  new TrustedIssuer(
                                      new ExternalIssuer(
                                          issuer.name(),
                                          issuer.issuer(),
                                          issuer.audiences(),
                                          new IssuerVerification.ByJwkSet(
                                              new JwkSetAddress(jwks.url(), jwks.algorithm())),
                                          issuer.subject(),
                                          issuer.rolesClaim(),
                                          List.of()),
                                      FixedKeys.of(key))),
                              () -> Instant.ofEpochSecond(NOW),
                              _ -> {});
                      assertThat(
                              verifier.verify(
                                  key.sign(key.header().encode(), other.getValue().encode())))
                          .isEqualTo(new ExternalVerification.Refused());
                    }));
  }
}
