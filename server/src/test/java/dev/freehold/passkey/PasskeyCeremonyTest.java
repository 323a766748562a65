package dev.freehold.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.freehold.input.StrictJsonReader;
import dev.freehold.input.ViolationCollector;
import dev.freehold.passkey.CredentialJson.Ceremony;
import dev.freehold.testing.SoftAuthenticator;
import dev.freehold.testing.SoftAuthenticator.Answer;
import dev.freehold.testing.SoftAuthenticator.KeyKind;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ceremonies, with each member forged in turn.
final class PasskeyCeremonyTest {
  private static final String ORIGIN = "https://app.example.com";
  private static final RelyingParty PARTY =
      new RelyingParty("example.com", "Example", Set.of(ORIGIN, "https://example.com"));

  private final PasskeyCeremony ceremony = new PasskeyCeremony(PARTY);
  private final byte[] challenge = SoftAuthenticator.random(32);

  private JsonObject creation() {
    return new JsonObject()
        .put("rp", new JsonObject().put("id", "example.com"))
        .put(
            "user",
            new JsonObject()
                .put(
                    "id",
                    SoftAuthenticator.base64(
                        PasskeyOptions.userHandle(
                            UUID.fromString("018f0000-0000-7000-8000-00000000000a")))))
        .put("challenge", SoftAuthenticator.base64(challenge));
  }

  private JsonObject request() {
    return new JsonObject()
        .put("rpId", "example.com")
        .put("challenge", SoftAuthenticator.base64(challenge));
  }

  private static CredentialJson read(JsonObject json, Ceremony ceremony) {
    return StrictJsonReader.read(
        json.encode().getBytes(StandardCharsets.UTF_8),
        (JsonParser in) -> {
          ViolationCollector violations = new ViolationCollector();
          CredentialJson read = CredentialJson.read(in, "credential", ceremony, violations);
          violations.throwIfAny();
          return read;
        });
  }

  private Optional<NewCredential> register(Answer answer) {
    return ceremony.register(read(answer.json(), Ceremony.REGISTRATION), challenge);
  }

  private AssertionResult verify(Answer answer, @Nullable StoredCredential stored) {
    return ceremony.verify(read(answer.json(), Ceremony.AUTHENTICATION), challenge, stored);
  }

  private StoredCredential made(SoftAuthenticator authenticator) {
    return register(authenticator.create(creation(), ORIGIN)).orElseThrow().credential();
  }

  @ParameterizedTest
  @EnumSource(names = {"ES256", "EDDSA", "RS256"})
  void aPasskeyIsMadeAndSigns(KeyKind kind) {
    SoftAuthenticator authenticator = new SoftAuthenticator(kind).counting().synced(true, false);
    NewCredential made = register(authenticator.create(creation(), ORIGIN)).orElseThrow();
    assertThat(made.credential().id()).isEqualTo(authenticator.id());
    assertThat(made.credential().backupEligible()).isTrue();
    assertThat(made.backedUp()).isFalse();
    assertThat(made.transports()).containsExactly("internal", "hybrid");
    assertThat(made.aaguid()).isEqualTo(new UUID(0, 0));
    assertThat(verify(authenticator.synced(true, true).get(request(), ORIGIN), made.credential()))
        .isEqualTo(new AssertionResult.Verified(1, true));
    assertThat(verify(authenticator.get(request(), "https://example.com"), made.credential()))
        .isEqualTo(new AssertionResult.Verified(2, true));
  }

  @Test
  void aForgedRegistrationIsRefused() {
    Map<String, UnaryOperator<Answer>> forgeries =
        Map.ofEntries(
            Map.entry("origin", a -> a.origin("https://example.com.evil.example")),
            Map.entry("subdomain", a -> a.origin("https://other.example.com")),
            Map.entry("scheme", a -> a.origin("http://app.example.com")),
            Map.entry("port", a -> a.origin("https://app.example.com:8443")),
            Map.entry("rpId", a -> a.rpId("app.example.com")),
            Map.entry("challenge", a -> a.challenge(SoftAuthenticator.base64(new byte[32]))),
            Map.entry("type", a -> a.type("webauthn.get")),
            Map.entry("crossOrigin", a -> a.crossOrigin("https://evil.example")),
            Map.entry("presence", Answer::withoutPresence),
            Map.entry("verification", Answer::withoutVerification),
            Map.entry("backup", Answer::impossiblyBackedUp),
            Map.entry("algorithm", a -> a.algorithm(-36)),
            Map.entry("id", a -> a.reportedId(SoftAuthenticator.random(32))),
            Map.entry("depth", a -> a.extension(SoftAuthenticator.nested(4000))),
            Map.entry("trailing", a -> a.extension(new byte[300])),
            Map.entry("attestation", a -> a.format("packed", SoftAuthenticator.map())),
            Map.entry("format", a -> a.format("invented", SoftAuthenticator.map())),
            Map.entry(
                "statement",
                a ->
                    a.format(
                        "none",
                        SoftAuthenticator.concat(
                            SoftAuthenticator.head(5, 1),
                            SoftAuthenticator.text("sig"),
                            SoftAuthenticator.bytes(new byte[8])))));
    for (Map.Entry<String, UnaryOperator<Answer>> forgery : forgeries.entrySet()) {
      SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
      assertThat(register(forgery.getValue().apply(authenticator.create(creation(), ORIGIN))))
          .isEmpty();
      assertThat(register(authenticator.create(creation(), ORIGIN))).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ES384", "WEAK_RSA"})
  void otherKeysAreRefused(KeyKind kind) {
    assertThat(register(new SoftAuthenticator(kind).create(creation(), ORIGIN))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 1024, 4000})
  void anIdOfAnotherLengthIsRefused(int length) {
    SoftAuthenticator authenticator =
        new SoftAuthenticator(KeyKind.ES256).withId(SoftAuthenticator.random(length));
    assertThat(register(authenticator.create(creation(), ORIGIN))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 1023})
  void anIdMayBeShortOrLong(int length) {
    SoftAuthenticator authenticator =
        new SoftAuthenticator(KeyKind.ES256).withId(SoftAuthenticator.random(length));
    StoredCredential stored = made(authenticator);
    assertThat(verify(authenticator.get(request(), ORIGIN), stored))
        .isInstanceOf(AssertionResult.Verified.class);
  }

  @Test
  void aForgedSignatureIsRefused() {
    Map<String, UnaryOperator<Answer>> forgeries =
        Map.ofEntries(
            Map.entry("origin", a -> a.origin("https://example.com.evil.example")),
            Map.entry("rpId", a -> a.rpId("app.example.com")),
            Map.entry("challenge", a -> a.challenge(SoftAuthenticator.base64(new byte[32]))),
            Map.entry("type", a -> a.type("webauthn.create")),
            Map.entry("crossOrigin", a -> a.crossOrigin("https://evil.example")),
            Map.entry("presence", Answer::withoutPresence),
            Map.entry("verification", Answer::withoutVerification),
            Map.entry("backup", Answer::impossiblyBackedUp),
            Map.entry("signature", Answer::wronglySigned),
            Map.entry("depth", a -> a.extension(SoftAuthenticator.nested(4000))),
            Map.entry("trailing", a -> a.extension(new byte[300])));
    for (Map.Entry<String, UnaryOperator<Answer>> forgery : forgeries.entrySet()) {
      SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
      StoredCredential stored = made(authenticator);
      assertThat(verify(forgery.getValue().apply(authenticator.get(request(), ORIGIN)), stored))
          .isEqualTo(new AssertionResult.Refused());
      assertThat(verify(authenticator.get(request(), ORIGIN), stored))
          .isInstanceOf(AssertionResult.Verified.class);
    }
  }

  @Test
  void theKeyOfAnotherPasskeyAndNoKeyAreRefused() {
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    StoredCredential other = made(new SoftAuthenticator(KeyKind.ES256));
    made(authenticator);
    assertThat(verify(authenticator.get(request(), ORIGIN), other))
        .isEqualTo(new AssertionResult.Refused());
    assertThat(verify(authenticator.get(request(), ORIGIN), null))
        .isEqualTo(new AssertionResult.Refused());
  }

  @Test
  void aCounterThatDoesNotGrowIsSuspicious() {
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256).countedTo(5).counting();
    StoredCredential stored = made(authenticator);
    assertThat(stored.signCount()).isEqualTo(5);
    for (long count : List.of(3L, 4L, -1L)) {
      authenticator.countedTo(count);
      assertThat(verify(authenticator.get(request(), ORIGIN), stored))
          .as("counted to " + (count + 1))
          .isEqualTo(new AssertionResult.Suspicious());
      authenticator.countedTo(count);
      assertThat(verify(authenticator.get(request(), ORIGIN).wronglySigned(), stored))
          .isEqualTo(new AssertionResult.Refused());
    }
    authenticator.countedTo(0xFFFF_FFFEL);
    assertThat(verify(authenticator.get(request(), ORIGIN), stored))
        .isEqualTo(new AssertionResult.Verified(0xFFFF_FFFFL, false));
  }

  @Test
  void backupEligibilityDoesNotChange() {
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    StoredCredential stored = made(authenticator);
    assertThat(verify(authenticator.get(request(), ORIGIN).backupEligible(), stored))
        .isEqualTo(new AssertionResult.Suspicious());
    assertThat(
            verify(authenticator.get(request(), ORIGIN).backupEligible().wronglySigned(), stored))
        .isEqualTo(new AssertionResult.Refused());
  }

  @Test
  void bytesThatAreNoCborAreRefused() {
    SoftAuthenticator authenticator = new SoftAuthenticator(KeyKind.ES256);
    StoredCredential stored = made(authenticator);
    for (int length : List.of(1, 36, 37, 200, 4000)) {
      String noise = SoftAuthenticator.base64(SoftAuthenticator.random(length));
      for (String member : List.of("attestationObject", "clientDataJSON")) {
        JsonObject answer = authenticator.create(creation(), ORIGIN).json();
        answer.getJsonObject("response").put(member, noise);
        assertThat(ceremony.register(read(answer, Ceremony.REGISTRATION), challenge)).isEmpty();
      }
      for (String member : List.of("authenticatorData", "clientDataJSON", "signature")) {
        JsonObject answer = authenticator.get(request(), ORIGIN).json();
        answer.getJsonObject("response").put(member, noise);
        assertThat(ceremony.verify(read(answer, Ceremony.AUTHENTICATION), challenge, stored))
            .isEqualTo(new AssertionResult.Refused());
      }
    }
  }
}
