package dev.freehold.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import dev.freehold.type.Secret;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Tests that forged tokens are refused and that valid and expired tokens are distinguished from
/// them.
class AccessTokenVerifierTest {
  static final long NOW = 1_800_000_000;
  static final long LIFE = 900;
  static final UUID USER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
  static final UUID SESSION = UUID.fromString("01890a5d-ac96-7ab2-80e2-4536629c90de");
  // 64 bytes, the minimum of HS512
  private static final Secret SECRET =
      Secret.of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  static final TokenSettings SETTINGS =
      new TokenSettings(
          "https://tasks.test", "tasks", SigningSecrets.of(SECRET), Duration.ofSeconds(LIFE));
  static final String OURS = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";

  final AccessTokenVerifier verifier = verifierAt(NOW);

  static AccessTokenVerifier verifierAt(long seconds) {
    return new AccessTokenVerifier(SETTINGS, InstantSource.fixed(Instant.ofEpochSecond(seconds)));
  }

  static String issued() {
    return new AccessTokenIssuer(SETTINGS, InstantSource.fixed(Instant.ofEpochSecond(NOW)))
        .issue(USER, SESSION);
  }

  static String claims(String... changes) {
    String claims =
        ("{\"iss\":\"https://tasks.test\",\"aud\":\"tasks\",\"sub\":\"%s\",\"sid\":\"%s\","
                + "\"iat\":%d,\"exp\":%d}")
            .formatted(USER, SESSION, NOW, NOW + LIFE);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(claims).contains(changes[i]);
      claims = claims.replace(changes[i], changes[i + 1]);
    }
    return claims;
  }

  static String sign(String header, String payload) {
    return sign(SECRET, header, payload.getBytes(UTF_8));
  }

  private static String sign(Secret key, String header, byte[] payload) {
    String signed = encode(header.getBytes(UTF_8)) + "." + encode(payload);
    return signed + "." + encode(new HmacSha256(key).sign(signed.getBytes(UTF_8)));
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String nimbus(JWSAlgorithm algorithm) throws Exception {
    JWSHeader header = new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt")).build();
    JWSObject jws = new JWSObject(header, new Payload(claims()));
    jws.sign(new MACSigner(SECRET.revealBytes()));
    return jws.serialize();
  }

  @Test
  void acceptsAnIssuedToken() {
    assertThat(verifier.verify(issued()))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
  }

  @Test
  void otherLibrariesReadTheToken() throws Exception {
    JWSObject jws = JWSObject.parse(issued());
    assertThat(jws.verify(new MACVerifier(SECRET.revealBytes()))).isTrue();
    assertThat(jws.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(jws.getPayload().toJSONObject())
        .containsOnlyKeys("iss", "aud", "sub", "sid", "iat", "exp");
  }

  @Test
  void acceptsAValidTokenOfAnotherLibrary() throws Exception {
    assertThat(verifier.verify(nimbus(JWSAlgorithm.HS256)))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
    assertThat(verifier.verify(sign("{ \"typ\":\"at+jwt\", \"alg\":\"HS256\" }", claims())))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
  }

  @TestFactory
  Stream<DynamicTest> refuses() throws Exception {
    String good = issued();
    String[] parts = good.split("\\.", -1);
    String body = parts[0] + "." + parts[1];
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    JWSObject signedByRsa = new JWSObject(new JWSHeader(JWSAlgorithm.RS256), new Payload(claims()));
    signedByRsa.sign(new RSASSASigner(rsa.generateKeyPair().getPrivate()));
    String huge = "x".repeat(4096);
    return Stream.of(
            // form
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "null",
            "ü.ü.ü",
            body,
            body + ".",
            "." + parts[1] + "." + parts[2],
            parts[0] + ".." + parts[2],
            good + ".",
            good + "." + parts[2],
            good + ".a.b",
            good + "=",
            parts[0] + "=." + parts[1] + "." + parts[2],
            " " + good,
            good + " ",
            good + "\n",
            good.replace(".", " ."),
            good + "\0",
            good + "A",
            good.substring(0, good.length() - 1),
            body + "." + lastBitsSet(parts[2]),
            body + "." + parts[2].replace('-', '+').replace('_', '/') + "+",
            sign(OURS, claims("\"tasks\"", "\"tasks\",\"pad\":\"" + huge + "\"")),
            // algorithm
            sign("{\"alg\":\"none\",\"typ\":\"at+jwt\"}", claims()),
            encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(UTF_8)) + "." + parts[1] + ".",
            sign("{\"alg\":\"None\"}", claims()),
            sign("{\"alg\":\"hs256\",\"typ\":\"at+jwt\"}", claims()),
            sign("{\"alg\":\"HS384\",\"typ\":\"at+jwt\"}", claims()),
            sign("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims()),
            sign("{\"alg\":[\"HS256\"],\"typ\":\"at+jwt\"}", claims()),
            sign("{\"alg\":null,\"typ\":\"at+jwt\"}", claims()),
            sign("{\"typ\":\"at+jwt\"}", claims()),
            nimbus(JWSAlgorithm.HS384),
            nimbus(JWSAlgorithm.HS512),
            signedByRsa.serialize(),
            // header
            sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims()),
            sign("{\"alg\":\"HS256\",\"typ\":\"AT+JWT\"}", claims()),
            sign("{\"alg\":\"HS256\",\"typ\":7}", claims()),
            sign("{\"alg\":\"HS256\"}", claims()),
            sign(OURS.replace("}", ",\"cty\":\"JWT\"}"), good),
            sign(OURS.replace("}", ",\"crit\":[\"exp\"]}"), claims()),
            sign(OURS.replace("}", ",\"b64\":false,\"crit\":[\"b64\"]}"), claims()),
            sign(OURS.replace("}", ",\"jku\":\"https://evil.test/jwks\"}"), claims()),
            sign(OURS.replace("}", ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}"), claims()),
            sign(OURS.replace("}", ",\"x5u\":\"https://evil.test/x\"}"), claims()),
            sign(OURS.replace("}", ",\"x5c\":[\"AA\"]}"), claims()),
            sign(OURS.replace("}", ",\"kid\":\"../../dev/null\"}"), claims()),
            sign(OURS.replace("}", ",\"zip\":\"DEF\"}"), claims()),
            sign(OURS.replace("}", ",\"alg\":\"HS256\"}"), claims()),
            sign(OURS + "{}", claims()),
            sign("[]", claims()),
            sign("\"HS256\"", claims()),
            // key and MAC
            sign(Secret.of("another key of at least 32 bytes!"), OURS, claims().getBytes(UTF_8)),
            sign(Secret.of(new byte[0x20]), OURS, claims().getBytes(UTF_8)),
            body + "." + encode(new byte[32]),
            body + "." + encode(new byte[31]),
            body + "." + encode(new byte[0]),
            encode(OURS.getBytes(UTF_8)) + "." + encode("{}".getBytes(UTF_8)) + "." + parts[2],
            new RefreshTokenCodec(SigningSecrets.of(SECRET)).encode(SESSION, 0),
            purposeOfRefresh(),
            // payload
            sign(OURS, ""),
            sign(OURS, "null"),
            sign(OURS, "[" + claims() + "]"),
            sign(OURS, claims() + claims()),
            sign(OURS, good),
            sign(SECRET, OURS, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}),
            sign(SECRET, OURS, claims().getBytes(java.nio.charset.StandardCharsets.UTF_16)),
            sign(OURS, claims("\"iat\"", "\"sub\":\"" + SESSION + "\",\"iat\"")),
            sign(OURS, claims("\"iat\"", "\"exp\":1,\"iat\"")),
            sign(OURS, claims("}", ",\"deep\":" + "[".repeat(500) + "]".repeat(500) + "}")),
            // times
            sign(OURS, claims(",\"exp\":" + (NOW + LIFE), "")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":\"" + (NOW + LIFE) + "\"")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":null")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":-1")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":1e12")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":" + NOW + ".5")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":9223372036854775807")),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":" + "9".repeat(30))),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":" + "9".repeat(3000))),
            sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":[1]")),
            sign(OURS, claims("\"iat\":" + NOW + ",", "")),
            sign(OURS, claims("\"iat\":" + NOW, "\"iat\":\"" + NOW + "\"")),
            sign(OURS, claims("\"iat\":" + NOW, "\"iat\":" + (NOW + 31))),
            sign(OURS, claims("\"iat\"", "\"nbf\":" + (NOW + 31) + ",\"iat\"")),
            sign(OURS, claims("\"iat\"", "\"nbf\":\"0\",\"iat\"")),
            // issuer and audience
            sign(OURS, claims("https://tasks.test", "https://evil.test")),
            sign(OURS, claims("https://tasks.test", "https://tasks.test/")),
            sign(OURS, claims("\"iss\":\"https://tasks.test\",", "")),
            sign(
                OURS, claims("\"iss\":\"https://tasks.test\"", "\"iss\":[\"https://tasks.test\"]")),
            sign(OURS, claims("\"aud\":\"tasks\"", "\"aud\":\"Tasks\"")),
            sign(OURS, claims("\"aud\":\"tasks\"", "\"aud\":[\"tasks\"]")),
            sign(OURS, claims("\"aud\":\"tasks\",", "")),
            sign(OURS, claims("\"sub\":\"" + USER + "\",", "")),
            sign(OURS, claims(USER.toString(), "1")),
            sign(OURS, claims(USER.toString(), "1-1-1-1-1")),
            sign(OURS, claims(USER.toString(), "00000001890a5d-ac96-774b-bcce-b30209")),
            sign(OURS, claims(USER.toString(), USER + "' or 1=1")),
            sign(OURS, claims("\"sub\":\"" + USER + "\"", "\"sub\":12")),
            sign(OURS, claims("\"sid\":\"" + SESSION + "\",", "")),
            sign(OURS, claims(SESSION.toString(), "")))
        .map(
            token ->
                DynamicTest.dynamicTest(
                    "refuses " + token.substring(0, Math.min(60, token.length())),
                    () ->
                        assertThat(verifier.verify(token))
                            .isEqualTo(new VerificationResult.Refused())));
  }

  /// A token that is valid except for its key: the key derived for refresh tokens.
  private static String purposeOfRefresh() {
    byte[] derived = new HmacSha256(SECRET).sign("freehold refresh token v1".getBytes(UTF_8));
    return sign(Secret.of(derived), OURS, claims().getBytes(UTF_8));
  }

  /// A lenient decoder would read the same bytes: a 32-byte MAC leaves two bits of the 43rd
  /// character unused.
  private static String lastBitsSet(String mac) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(mac.charAt(mac.length() - 1));
    String other = mac.substring(0, mac.length() - 1) + alphabet.charAt(last | 1);
    assertThat(Base64.getUrlDecoder().decode(other)).isEqualTo(Base64.getUrlDecoder().decode(mac));
    return other;
  }

  @Test
  void distinguishesExpiredFromInvalid() {
    String good = issued();
    VerificationResult expired = new VerificationResult.Expired();
    assertThat(verifierAt(NOW + LIFE + 29).verify(good))
        .isInstanceOf(VerificationResult.Accepted.class);
    assertThat(verifierAt(NOW + LIFE + 30).verify(good)).isEqualTo(expired);
    assertThat(verifier.verify(sign(OURS, "{\"exp\":1}"))).isEqualTo(expired);
    assertThat(verifier.verify(sign(OURS, "{\"exp\":0,\"sub\":\"x\"}"))).isEqualTo(expired);
    assertThat(verifier.verify(sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"exp\":1}")))
        .isEqualTo(expired);
    // Expired, but with an invalid MAC: the claims are not read.
    assertThat(verifierAt(NOW + 10 * LIFE).verify(good.substring(0, good.length() - 2) + "AA"))
        .isEqualTo(new VerificationResult.Refused());
  }

  @Test
  void limitsTheLifetimeToTheSetting() {
    String forTen = sign(OURS, claims("\"exp\":" + (NOW + LIFE), "\"exp\":" + (NOW + 10 * LIFE)));
    assertThat(verifierAt(NOW + LIFE).verify(forTen))
        .isInstanceOf(VerificationResult.Accepted.class);
    assertThat(verifierAt(NOW + LIFE + 30).verify(forTen))
        .isEqualTo(new VerificationResult.Expired());
  }

  @Test
  void ignoresClaimsOfLaterVersions() {
    String more = claims("}", ",\"roles\":[\"editor\"],\"jti\":\"x\",\"nbf\":" + NOW + "}");
    assertThat(verifier.verify(sign(OURS, more))).isInstanceOf(VerificationResult.Accepted.class);
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TokenSettings(
                    "i",
                    "a",
                    SigningSecrets.of(Secret.of("x".repeat(31))),
                    Duration.ofMinutes(15)));
  }
}
