package dev.freehold.token;

import static dev.freehold.token.AccessTokenVerifierTest.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.type.Secret;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Access tokens that a key pair signs, and forgeries of them.
final class PublishedKeysTest {
  private static final String ISSUER = "https://api.example.com";
  private static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");
  private static final InstantSource CLOCK = InstantSource.system();
  private static final UUID USER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  private static final UUID SESSION = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");
  private static final VerificationResult ACCEPTED =
      new VerificationResult.Accepted(USER, SESSION, Set.of());
  private static final VerificationResult REFUSED = new VerificationResult.Refused();

  /// A key pair with its private half, to forge with.
  private record Pair(SigningKey key, PrivateKey secret) {
    static Pair of(JwsAlgorithm algorithm) {
      try {
        PrivateKey secret =
            SigningKeyReaderTest.pair(algorithm == JwsAlgorithm.EDDSA ? "Ed25519" : "EC")
                .getPrivate();
        return new Pair(SigningKey.of(secret), secret);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static TokenSettings settings(PublishedKeys keys) {
    return new TokenSettings(
        "freehold", "Tasks", SigningSecrets.of(SECRET), Duration.ofMinutes(15), keys);
  }

  private static String issued(TokenSettings settings) {
    return new AccessTokenIssuer(settings, CLOCK).issue(USER, SESSION, List.of("editor"));
  }

  private static VerificationResult verify(TokenSettings settings, String token) {
    return new AccessTokenVerifier(settings, CLOCK).verify(token);
  }

  private static String header(String algorithm, String more) {
    return "{\"alg\":\"" + algorithm + "\"" + more + ",\"typ\":\"at+jwt\"}";
  }

  private static String kid(SigningKey key) {
    return ",\"kid\":\"" + key.jwk().id() + "\"";
  }

  private static String claims(String issuer) {
    long now = CLOCK.instant().getEpochSecond();
    return "{\"iss\":\"%s\",\"aud\":\"Tasks\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,\"exp\":%d}"
        .formatted(issuer, USER, SESSION, now, now + 900);
  }

  private static String sign(SigningKey key, String header, String claims) {
    String signed = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    return signed + "." + encode(key.sign(signed.getBytes(UTF_8)));
  }

  private static String mac(byte[] secret, String header, String claims) {
    String signed = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
    return signed + "." + encode(new HmacSha256(Secret.of(secret)).sign(signed.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @EnumSource
  void anotherLibraryVerifiesWithTheJwkSetAlone(JwsAlgorithm algorithm) throws Exception {
    PublishedKeys keys = PublishedKeys.of(ISSUER, Pair.of(algorithm).key(), null);
    String token = issued(settings(keys));
    JWKSet set = JWKSet.parse(keys.jwks());
    switch (algorithm) {
      case ES256 -> {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
            new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(
            new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(set)));
        JWTClaimsSet claims = processor.process(token, null);
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getAudience()).containsExactly("Tasks");
        assertThat(claims.getSubject()).isEqualTo(USER.toString());
        assertThat(claims.getStringListClaim("roles")).containsExactly("editor");
      }
      case EDDSA -> {
        byte[] x = set.getKeys().getFirst().toOctetKeyPair().getDecodedX();
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(x));
        byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(UTF_8);
        verifier.update(signed, 0, signed.length);
        byte[] tag = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        assertThat(verifier.verifySignature(tag)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysOverlapAndTheSecretStaysAKeyOfItsOwn(JwsAlgorithm algorithm) {
    SigningKey one = Pair.of(algorithm).key();
    SigningKey two = Pair.of(JwsAlgorithm.ES256).key();
    TokenSettings before = settings(PublishedKeys.of(ISSUER, one, null));
    TokenSettings both = settings(PublishedKeys.of(ISSUER, two, one));
    TokenSettings after = settings(PublishedKeys.of(ISSUER, two, null));
    VerificationResult editor = new VerificationResult.Accepted(USER, SESSION, Set.of("editor"));
    String old = issued(before);
    assertThat(verify(before, old)).isEqualTo(editor);
    assertThat(verify(both, old)).isEqualTo(editor);
    assertThat(verify(after, old)).isEqualTo(REFUSED);
    assertThat(verify(both, issued(both))).isEqualTo(editor);
    assertThat(verify(before, issued(both))).isEqualTo(REFUSED);

    TokenSettings secretOnly =
        new TokenSettings("freehold", "Tasks", SigningSecrets.of(SECRET), Duration.ofMinutes(15));
    assertThat(verify(after, issued(secretOnly))).isEqualTo(editor);
    assertThat(verify(secretOnly, issued(after))).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void forgeriesAreRefused(JwsAlgorithm algorithm) throws Exception {
    Pair ours = Pair.of(algorithm);
    SigningKey key = ours.key();
    SigningKey theirs = Pair.of(algorithm).key();
    String name = algorithm.jose();
    TokenSettings settings = settings(PublishedKeys.of(ISSUER, key, null));
    AccessTokenVerifier verifier = new AccessTokenVerifier(settings, CLOCK);
    String claims = claims(ISSUER);
    String header = header(name, kid(key));
    String good = sign(key, header, claims);
    assertThat(verifier.verify(good)).isEqualTo(ACCEPTED);
    String body = good.substring(0, good.lastIndexOf('.'));
    byte[] tag = Base64.getUrlDecoder().decode(good.substring(body.length() + 1));
    byte[] publicDer = key.jwk().key().getEncoded();

    List<String> forged = new ArrayList<>();
    // keys of others
    forged.add(sign(theirs, header, claims));
    forged.add(sign(theirs, header(name, kid(theirs)), claims));
    forged.add(sign(theirs, header(name, kid(key) + ",\"jwk\":" + theirs.jwk().json()), claims));
    forged.add(sign(key, header(name, kid(key) + ",\"jwk\":" + key.jwk().json()), claims));
    forged.add(sign(theirs, header(name, ",\"jku\":\"https://evil.test/jwks.json\""), claims));
    // the public key as a secret, and the secret under the id of the key
    for (byte[] known :
        List.of(
            publicDer,
            key.jwk().json().getBytes(UTF_8),
            SigningKeyReaderTest.pem("PUBLIC KEY", publicDer).getBytes(UTF_8),
            Base64.getUrlDecoder().decode(key.jwk().members().get("x")),
            key.jwk().id().getBytes(UTF_8))) {
      for (String issuer : List.of(ISSUER, "freehold")) {
        forged.add(mac(known, header("HS256", kid(key)), claims(issuer)));
        forged.add(mac(known, header("HS256", ""), claims(issuer)));
        forged.add(mac(known, header, claims(issuer)));
      }
    }
    forged.add(mac(SECRET.revealBytes(), header("HS256", kid(key)), claims("freehold")));
    forged.add(mac(SECRET.revealBytes(), header, claims));
    // the issuer of another key
    forged.add(mac(SECRET.revealBytes(), header("HS256", ""), claims));
    forged.add(sign(key, header, claims("freehold")));
    forged.add(sign(key, header, claims("https://evil.test")));
    // algorithms and headers
    forged.add(
        encode(header("none", kid(key)).getBytes(UTF_8))
            + "."
            + encode(claims.getBytes(UTF_8))
            + ".");
    forged.add(body + ".");
    for (String other :
        List.of(
            "HS256",
            "RS256",
            "PS256",
            "ES384",
            "Ed25519",
            "none",
            name.toLowerCase(java.util.Locale.ROOT))) {
      forged.add(sign(key, header(other, kid(key)), claims));
    }
    forged.add(
        sign(key, header(algorithm == JwsAlgorithm.ES256 ? "EdDSA" : "ES256", kid(key)), claims));
    forged.add(sign(key, header(name, ""), claims));
    forged.add(sign(key, header(name, ",\"kid\":\"\""), claims));
    forged.add(sign(key, header(name, ",\"kid\":null"), claims));
    forged.add(sign(key, header(name, ",\"kid\":[\"" + key.jwk().id() + "\"]"), claims));
    forged.add(sign(key, header(name, kid(key) + kid(key)), claims));
    forged.add(sign(key, header(name, kid(key) + ",\"crit\":[\"exp\"]"), claims));
    forged.add(sign(key, header.replace("at+jwt", "JWT"), claims));
    forged.add(sign(key, header.replace(",\"typ\":\"at+jwt\"", ""), claims));
    // signatures
    for (byte[] other :
        List.of(
            new byte[0],
            new byte[64],
            new byte[63],
            java.util.Arrays.copyOf(tag, 63),
            java.util.Arrays.copyOf(tag, 65),
            java.util.HexFormat.of().parseHex("ff".repeat(64)))) {
      forged.add(body + "." + encode(other));
    }
    for (int bit = 0; bit < tag.length * 8; bit++) {
      byte[] flipped = tag.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      forged.add(body + "." + encode(flipped));
    }
    if (algorithm == JwsAlgorithm.ES256) {
      Signature der = Signature.getInstance("SHA256withECDSA");
      der.initSign(ours.secret());
      der.update(body.getBytes(UTF_8));
      forged.add(body + "." + encode(der.sign()));
    }
    for (String token : forged) {
      assertThat(verifier.verify(token)).as(token).isEqualTo(REFUSED);
    }
    assertThat(verifier.verify(good)).isEqualTo(ACCEPTED);
  }
}
