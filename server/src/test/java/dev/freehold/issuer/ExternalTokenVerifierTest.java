package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.issuer.ExternalIssuer.IssuerVerification;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import dev.freehold.issuer.ExternalTokenVerifier.ExternalVerification;
import dev.freehold.issuer.ExternalTokenVerifier.TrustedIssuer;
import dev.freehold.issuer.IssuerTokens.FixedKeys;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.token.Base64Url;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that a token is accepted under one entry alone: its issuer, its algorithm, its keys.
final class ExternalTokenVerifierTest {
  private static final long NOW = 1_800_000_000;
  private static final String SECRET =
      "kX7-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4kX7-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9";
  private static final String A = "https://a.example.com";
  private static final String B = "https://b.example.com";
  private static final IssuingKey KEY_A = IssuingKey.of("1", SignatureAlgorithm.RS256);
  private static final IssuingKey KEY_B = IssuingKey.of("1", SignatureAlgorithm.RS256);
  private static final ExternalVerification REFUSED = new ExternalVerification.Refused();

  private final AtomicLong now = new AtomicLong(NOW);
  private final InstantSource clock = () -> Instant.ofEpochSecond(now.get());
  private final ExternalTokenVerifier verifier =
      new ExternalTokenVerifier(
          List.of(
              new TrustedIssuer(issuer("a", A, "api"), FixedKeys.of(KEY_A)),
              new TrustedIssuer(issuer("b", B, "api"), FixedKeys.of(KEY_B)),
              new TrustedIssuer(issuer("shared", null), KeySource.shared(Secret.of(SECRET)))),
          clock,
          _ -> {});

  private static ExternalIssuer issuer(String name, @Nullable String issuer, String... audiences) {
    return new ExternalIssuer(
        name,
        issuer,
        List.of(audiences),
        new IssuerVerification.ByJwkSet(
            new JwkSetAddress("https://x.example.com/jwks", SignatureAlgorithm.RS256)),
        "sub",
        List.of("realm_access", "roles"),
        List.of("editor", "admin"));
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("iss", A)
        .put("aud", "api")
        .put("sub", "user-1")
        .put("iat", NOW)
        .put("exp", NOW + 300);
  }

  private static String signed(JsonObject claims) {
    return KEY_A.sign(KEY_A.header().encode(), claims.encode());
  }

  private static ExternalVerification accepted(String issuer, String subject, String... roles) {
    return new ExternalVerification.Accepted(new ExternalIdentity(issuer, subject), Set.of(roles));
  }

  private static String shared(JsonObject claims) {
    return IssuerTokens.sign(
        IssuerTokens.hs256(SECRET), "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims.encode());
  }

  @ParameterizedTest
  @EnumSource
  void everyAlgorithmVerifiesItsSignaturesAndNoOther(SignatureAlgorithm algorithm) {
    IssuingKey key = IssuingKey.of("k", algorithm);
    ExternalTokenVerifier one =
        new ExternalTokenVerifier(
            List.of(new TrustedIssuer(issuer("a", A, "api"), FixedKeys.of(key))), clock, _ -> {});
    String token = key.sign(key.header().encode(), claims().encode());
    assertThat(one.verify(token)).isEqualTo(accepted("a", "user-1"));
    assertThat(one.verify(token)).isEqualTo(accepted("a", "user-1"));
    String[] parts = token.split("\\.", -1);
    byte[] signature = Base64Url.decode(parts[2]).orElseThrow();
    for (int bit = 0; bit < signature.length * 8; bit += 5) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(one.verify(parts[0] + "." + parts[1] + "." + Base64Url.encode(changed)))
          .isEqualTo(REFUSED);
    }
    for (SignatureAlgorithm other : SignatureAlgorithm.values()) {
      if (other != algorithm) {
        String header = key.header().put("alg", other.jose()).encode();
        assertThat(one.verify(key.sign(header, claims().encode()))).isEqualTo(REFUSED);
        IssuingKey another = IssuingKey.of("k", other);
        assertThat(one.verify(another.sign(another.header().encode(), claims().encode())))
            .isEqualTo(REFUSED);
      }
    }
    // The public key as a shared secret, in each form in which it is published.
    for (String form : List.of(key.jwk(), IssuerTokens.set(key.jwk()), key.jwk() + "\n")) {
      String padded = form + "x".repeat(Math.max(0, 32 - form.length()));
      assertThat(
              one.verify(
                  IssuerTokens.sign(
                      IssuerTokens.hs256(padded),
                      key.header().put("alg", "HS256").encode(),
                      claims().encode())))
          .isEqualTo(REFUSED);
    }
  }

  @Test
  void subjectAndExpiryAreEnoughUnderASharedSecret() {
    JsonObject least = new JsonObject().put("sub", "ann").put("exp", NOW + 60);
    assertThat(verifier.verify(shared(least))).isEqualTo(accepted("shared", "ann"));
    // Python writes times with fractions.
    assertThat(verifier.verify(shared(least.copy().put("exp", NOW + 60.25))))
        .isEqualTo(accepted("shared", "ann"));
    assertThat(
            verifier.verify(
                IssuerTokens.sign(
                    IssuerTokens.hs256(SECRET), "{\"alg\":\"HS256\"}", least.encode())))
        .isEqualTo(accepted("shared", "ann"));
    assertThat(verifier.verify(shared(least.copy().put("aud", "api")))).isEqualTo(REFUSED);
    assertThat(verifier.verify(shared(least.copy().put("iss", A)))).isEqualTo(REFUSED);
    assertThat(verifier.verify(shared(least.copy().put("iss", "")))).isEqualTo(REFUSED);
    assertThat(verifier.verify(shared(least.copy().putNull("iss")))).isEqualTo(REFUSED);
    assertThat(verifier.verify(shared(least.copy().putNull("aud")))).isEqualTo(REFUSED);
  }

  @Test
  void anIssuerSpeaksForItselfAlone() {
    assertThat(verifier.verify(signed(claims()))).isEqualTo(accepted("a", "user-1"));
    assertThat(verifier.verify(signed(claims().put("iss", B)))).isEqualTo(REFUSED);
    JsonObject none = claims();
    none.remove("iss");
    assertThat(verifier.verify(signed(none))).isEqualTo(REFUSED);
    String ofB = KEY_B.sign(KEY_B.header().encode(), claims().put("iss", B).encode());
    assertThat(verifier.verify(ofB)).isEqualTo(accepted("b", "user-1"));
    assertThat(verifier.verify(KEY_B.sign(KEY_B.header().encode(), claims().encode())))
        .isEqualTo(REFUSED);
  }

  @Test
  void ownAndExternalTokensAreNotTakenForEachOther() {
    TokenSettings own =
        new TokenSettings(
            "freehold",
            "api",
            SigningSecrets.of(Secret.of(SECRET.replace('k', 'w'))),
            Duration.ofMinutes(15));
    String ownToken = new AccessTokenIssuer(own, clock).issue(UUID.randomUUID(), UUID.randomUUID());
    assertThat(verifier.verify(ownToken)).isEqualTo(REFUSED);
    AccessTokenVerifier ours = new AccessTokenVerifier(own, clock);
    JsonObject like =
        new JsonObject()
            .put("iss", "freehold")
            .put("aud", "api")
            .put("sub", UUID.randomUUID().toString())
            .put("sid", UUID.randomUUID().toString())
            .put("iat", NOW)
            .put("exp", NOW + 60);
    String header = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
    for (String token :
        List.of(
            signed(claims()),
            shared(like),
            IssuerTokens.sign(IssuerTokens.hs256(SECRET), header, like.encode()))) {
      assertThat(ours.verify(token)).isEqualTo(new VerificationResult.Refused());
    }
    assertThat(
            verifier.verify(IssuerTokens.sign(IssuerTokens.hs256(SECRET), header, like.encode())))
        .isEqualTo(REFUSED);
  }

  @Test
  void onlyRolesOfTheSpecAreTaken() {
    assertThat(verifier.verify(signed(claims().put("realm_access", roles("admin", "owner", 7)))))
        .isEqualTo(accepted("a", "user-1", "admin"));
    assertThat(
            verifier.verify(
                signed(claims().put("realm_access", new JsonObject().put("roles", "editor")))))
        .isEqualTo(accepted("a", "user-1", "editor"));
    for (Object other : List.of("admin", 1, true, new JsonArray().add("admin"), new JsonObject())) {
      assertThat(verifier.verify(signed(claims().put("realm_access", other))))
          .isEqualTo(accepted("a", "user-1"));
    }
    assertThat(verifier.verify(signed(claims().put("realm_access.roles", "admin"))))
        .isEqualTo(accepted("a", "user-1"));
  }

  private static JsonObject roles(Object... roles) {
    return new JsonObject().put("roles", new JsonArray(Arrays.asList(roles)));
  }

  @Test
  void audiences() {
    assertThat(
            verifier.verify(signed(claims().put("aud", new JsonArray().add("other").add("api")))))
        .isEqualTo(accepted("a", "user-1"));
    JsonObject none = claims();
    none.remove("aud");
    assertThat(verifier.verify(signed(none))).isEqualTo(REFUSED);
    assertThat(verifier.verify(signed(none.copy().put("azp", "api"))))
        .isEqualTo(accepted("a", "user-1"));
    assertThat(verifier.verify(signed(none.copy().put("client_id", "api").put("azp", "x"))))
        .isEqualTo(accepted("a", "user-1"));
    assertThat(verifier.verify(signed(none.copy().put("client_id", "x").put("azp", "api"))))
        .isEqualTo(REFUSED);
    assertThat(verifier.verify(signed(none.copy().put("azp", new JsonArray().add("api")))))
        .isEqualTo(REFUSED);
    // A present audience decides.
    assertThat(verifier.verify(signed(claims().put("aud", "x").put("azp", "api"))))
        .isEqualTo(REFUSED);
    assertThat(verifier.verify(signed(claims().put("aud", new JsonArray())))).isEqualTo(REFUSED);
    assertThat(verifier.verify(signed(claims().put("aud", new JsonArray().add("api").add(7)))))
        .isEqualTo(REFUSED);
    assertThat(verifier.verify(signed(claims().put("aud", "API")))).isEqualTo(REFUSED);
  }

  @Test
  void times() {
    String token = signed(claims());
    assertThat(verifier.verify(token)).isEqualTo(accepted("a", "user-1"));
    now.set(NOW + 300 + 29);
    assertThat(verifier.verifyRecent(token)).isEqualTo(accepted("a", "user-1"));
    now.set(NOW + 300 + 30);
    assertThat(verifier.verifyRecent(token)).isEqualTo(new ExternalVerification.Expired());
    assertThat(verifier.verify(token)).isEqualTo(new ExternalVerification.Expired());
    assertThat(verifier.verify(token.substring(0, token.length() - 2) + "AA")).isEqualTo(REFUSED);
    now.set(NOW);
    // An authentic expired token is expired, whatever else it lacks.
    assertThat(verifier.verify(signed(new JsonObject().put("iss", A).put("exp", 1))))
        .isEqualTo(new ExternalVerification.Expired());
    for (String name : List.of("iat", "nbf")) {
      String early = signed(claims().put(name, NOW + 31));
      assertThat(verifier.verify(early)).isEqualTo(REFUSED);
      assertThat(verifier.verify(signed(claims().put(name, NOW + 30))))
          .isEqualTo(accepted("a", "user-1"));
      now.set(NOW + 1);
      assertThat(verifier.verify(early)).isEqualTo(accepted("a", "user-1"));
      now.set(NOW);
    }
  }

  @Test
  void otherKeysOfTheIssuerEndWhatWasVerified() {
    AtomicKeys keys = new AtomicKeys(FixedKeys.of(KEY_A).current());
    ExternalTokenVerifier rotating =
        new ExternalTokenVerifier(
            List.of(new TrustedIssuer(issuer("a", A, "api"), keys)), clock, _ -> {});
    String token = signed(claims());
    assertThat(rotating.verify(token)).isEqualTo(accepted("a", "user-1"));
    assertThat(rotating.verifyRecent(token)).isEqualTo(accepted("a", "user-1"));
    keys.current = FixedKeys.of(KEY_B).current();
    assertThat(rotating.verifyRecent(token)).isNull();
    assertThat(rotating.verify(token)).isEqualTo(REFUSED);
  }

  /// Keys that a test replaces.
  private static final class AtomicKeys implements KeySource {
    private @Nullable KeySet current;

    AtomicKeys(KeySet first) {
      this.current = first;
    }

    @Override
    public @Nullable KeySet current() {
      return current;
    }

    @Override
    public boolean mayRefresh() {
      return false;
    }

    @Override
    public io.vertx.core.Future<Void> refresh() {
      return io.vertx.core.Future.succeededFuture();
    }

    @Override
    public String algorithm() {
      return "RS256";
    }
  }

  @Test
  void onlyTheIdenticalTokenIsKnownAgain() {
    String token = signed(claims());
    assertThat(verifier.verify(token)).isEqualTo(accepted("a", "user-1"));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(verifier.verifyRecent(forged)).isNull();
      assertThat(verifier.verify(forged)).isEqualTo(REFUSED);
    }
  }

  @Test
  void noTextMakesItFail() {
    Random random = new Random(14);
    String token = signed(claims().put("realm_access", roles("editor")));
    String alphabet = "{}[]\":,\\0123456789.eE+-truefalsn \u0000\u00e9";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder json = new StringBuilder(random.nextBoolean() ? json() : "{\"alg\":\"RS256\"}");
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        int at = random.nextInt(json.length());
        if (random.nextBoolean()) {
          json.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        } else {
          json.setLength(Math.max(1, at));
        }
      }
      String[] parts = token.split("\\.", -1);
      parts[random.nextInt(2)] = Base64Url.encode(json.toString().getBytes(UTF_8));
      assertThat(verifier.verify(String.join(".", parts)))
          .isNotInstanceOf(ExternalVerification.Accepted.class);
    }
  }

  @TestFactory
  Stream<DynamicTest> refuses() {
    String good = signed(claims());
    String[] parts = good.split("\\.", -1);
    String body = parts[0] + "." + parts[1];
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String form :
        List.of(
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "ü.ü.ü",
            body,
            body + ".",
            "." + parts[1] + "." + parts[2],
            parts[0] + ".." + parts[2],
            good + ".",
            good + "." + parts[2],
            good + "=",
            " " + good,
            good + " ",
            good + "\0",
            good + "A")) {
      tokens.put("form " + tokens.size(), form);
    }
    for (String alg : List.of("none", "None", "NONE", "rs256", "HS256", "RS512", "PS256", "")) {
      tokens.put("alg " + alg, KEY_A.sign(KEY_A.header().put("alg", alg).encode(), json()));
      tokens.put(
          "unsigned " + alg,
          Base64Url.encode(KEY_A.header().put("alg", alg).encode().getBytes(UTF_8))
              + "."
              + parts[1]
              + ".");
    }
    for (String header :
        List.of(
            "crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc", "epk", "p2c", "p2s")) {
      tokens.put(
          "header " + header, KEY_A.sign(KEY_A.header().put(header, "JWT").encode(), json()));
    }
    for (Object kid : List.of("2", "", 1, true, new JsonArray().add("1"), "../../dev/null")) {
      tokens.put("kid " + kid, KEY_A.sign(KEY_A.header().put("kid", kid).encode(), json()));
    }
    for (Object typ : List.of("logout+jwt", "id_token+jwt", "dpop+jwt", "secevent+jwt", "JWE", 1)) {
      tokens.put("typ " + typ, KEY_A.sign(KEY_A.header().put("typ", typ).encode(), json()));
    }
    tokens.put("no alg", KEY_A.sign("{\"kid\":\"1\"}", json()));
    tokens.put(
        "alg twice", KEY_A.sign("{\"alg\":\"RS256\",\"kid\":\"1\",\"alg\":\"RS256\"}", json()));
    tokens.put("header in an array", KEY_A.sign("[" + KEY_A.header().encode() + "]", json()));
    for (String claim : List.of("at_hash", "c_hash", "nonce", "events", "cnf")) {
      tokens.put(claim, signed(claims().put(claim, new JsonObject())));
    }
    for (String type : List.of("ID", "Refresh", "Offline", "Logout", "bearer")) {
      tokens.put("claim typ " + type, signed(claims().put("typ", type)));
    }
    tokens.put("token_use", signed(claims().put("token_use", "id")));
    tokens.put("nested", signed(new JsonObject().put("jwt", good)));
    tokens.put("claims twice", KEY_A.sign(KEY_A.header().encode(), json() + json()));
    tokens.put(
        "sub twice",
        KEY_A.sign(KEY_A.header().encode(), json().replace("\"sub\"", "\"sub\":\"x\",\"sub\"")));
    tokens.put("too deep", signed(claims().put("deep", deep(40))));
    tokens.put("too long", signed(claims().put("pad", "x".repeat(8192))));
    for (Object exp : Arrays.asList("soon", -1, 1e300, true, List.of(), Long.MAX_VALUE, null)) {
      tokens.put("exp " + exp, signed(claims().put("exp", exp)));
      tokens.put("nbf " + exp, signed(claims().put("nbf", exp)));
      tokens.put("iat " + exp, signed(claims().put("iat", exp)));
    }
    tokens.put("no exp", signed(without("exp")));
    tokens.put("no sub", signed(without("sub")));
    for (Object sub : Arrays.asList("", 7, null, List.of("x"), "a\0", "a\n", "x".repeat(256))) {
      tokens.put("sub " + sub, signed(claims().put("sub", sub)));
    }
    // Two of them would be stored as one text.
    for (String half : List.of("\\ud800", "a\\udc00", "\\ud800\\ud800")) {
      tokens.put(
          "sub " + half, KEY_A.sign(KEY_A.header().encode(), json().replace("user-1", half)));
    }
    for (Object iss :
        Arrays.asList(A + "/", A.toUpperCase(java.util.Locale.ROOT), 7, null, List.of(A))) {
      tokens.put("iss " + iss, signed(claims().put("iss", iss)));
    }
    return tokens.entrySet().stream()
        .map(
            token ->
                DynamicTest.dynamicTest(
                    token.getKey(),
                    () -> assertThat(verifier.verify(token.getValue())).isEqualTo(REFUSED)));
  }

  private static String json() {
    return claims().encode();
  }

  private static JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }

  private static JsonObject deep(int levels) {
    return levels == 0 ? new JsonObject() : new JsonObject().put("d", deep(levels - 1));
  }
}
