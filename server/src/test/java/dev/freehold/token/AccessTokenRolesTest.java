package dev.freehold.token;

import static dev.freehold.token.AccessTokenVerifierTest.LIFE;
import static dev.freehold.token.AccessTokenVerifierTest.NOW;
import static dev.freehold.token.AccessTokenVerifierTest.OURS;
import static dev.freehold.token.AccessTokenVerifierTest.SESSION;
import static dev.freehold.token.AccessTokenVerifierTest.SETTINGS;
import static dev.freehold.token.AccessTokenVerifierTest.USER;
import static dev.freehold.token.AccessTokenVerifierTest.claims;
import static dev.freehold.token.AccessTokenVerifierTest.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSObject;
import dev.freehold.token.AccessTokenVerifier.VerificationResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessTokenRolesTest {
  private final AccessTokenVerifier verifier = AccessTokenVerifierTest.verifierAt(NOW);

  @Test
  void rolesRoundTrip() throws Exception {
    AccessTokenIssuer issuer =
        new AccessTokenIssuer(SETTINGS, InstantSource.fixed(Instant.ofEpochSecond(NOW)));
    List<String> most = IntStream.range(0, 20).mapToObj(i -> "a".repeat(29) + (10 + i)).toList();
    for (List<String> roles : List.of(List.of("editor"), List.of("b_2", "a"), most)) {
      String token = issuer.issue(USER, SESSION, roles);
      VerificationResult.Accepted accepted =
          new VerificationResult.Accepted(USER, SESSION, Set.copyOf(roles));
      assertThat(verifier.verify(token)).isEqualTo(accepted);
      assertThat(verifier.verify(token)).as("from memory").isEqualTo(accepted);
      assertThat(JWSObject.parse(token).getPayload().toJSONObject()).containsEntry("roles", roles);
    }
    for (List<String> roles :
        List.of(List.of("Editor"), List.of(""), List.of("a\""), List.of("a".repeat(32)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> issuer.issue(USER, SESSION, roles));
    }
  }

  @Test
  void wellFormedRolesOfAnotherIssuerAreAccepted() {
    String end = ",\"exp\":" + (NOW + LIFE);
    assertThat(verifier.verify(sign(OURS, claims(end, end + ", \"roles\": [ \"b\", \"a\" ]"))))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of("a", "b")));
    assertThat(verifier.verify(sign(OURS, claims(end, end + ",\"roles\":[]"))))
        .isEqualTo(new VerificationResult.Accepted(USER, SESSION, Set.of()));
    for (String roles :
        List.of(
            "null",
            "\"admin\"",
            "{\"admin\":true}",
            "[1]",
            "[\"a\",[\"b\"]]",
            "[null]",
            "[\"\"]",
            "[\"a b\"]",
            "[\"a\",\"B\"]",
            "[\"" + "a".repeat(32) + "\"]",
            "[\"a\"" + ",\"a\"".repeat(20) + "]",
            "[\"a\"],\"roles\":[\"b\"]")) {
      assertThat(verifier.verify(sign(OURS, claims(end, end + ",\"roles\":" + roles))))
          .as(roles)
          .isEqualTo(new VerificationResult.Refused());
    }
  }
}
