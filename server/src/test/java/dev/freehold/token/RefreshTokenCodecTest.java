package dev.freehold.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.token.RefreshTokenCodec.RefreshTokenClaims;
import dev.freehold.type.Secret;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RefreshTokenCodecTest {
  private static final UUID SESSION = UUID.fromString("01890a5d-ac96-7ab2-80e2-4536629c90de");
  private final RefreshTokenCodec tokens =
      new RefreshTokenCodec(SigningSecrets.of(Secret.of("x".repeat(32))));

  @Test
  void decodesWhatItEncodesDeterministically() {
    String token = tokens.encode(SESSION, 41);
    assertThat(token).hasSize(76).matches("[A-Za-z0-9_-]+").isEqualTo(tokens.encode(SESSION, 41));
    assertThat(tokens.decode(token)).contains(new RefreshTokenClaims(SESSION, 41));
  }

  @Test
  void refusesEveryOtherText() {
    String token = tokens.encode(SESSION, 41);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(tokens.decode(token.substring(0, i) + other + token.substring(i + 1))).isEmpty();
    }
    assertThat(tokens.decode("")).isEmpty();
    assertThat(tokens.decode("A".repeat(76))).isEmpty();
    assertThat(tokens.decode(token + "AAAA")).isEmpty();
    assertThat(tokens.decode(token.substring(0, 75) + "=")).isEmpty();
    assertThat(new RefreshTokenCodec(SigningSecrets.of(Secret.of("y".repeat(32)))).decode(token))
        .isEmpty();
  }
}
