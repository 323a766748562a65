package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.ratelimit.ClientAddressKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `auth.signup_rate`: the most new accounts of a network and of all.
final class SignupRateTest extends SignInFixture {
  private static SignInNode limited(@Nullable Integer network, @Nullable Integer total) {
    return new SignInNode(
        database, AuthRateLimits.STANDARD, Signup.OPEN, new SignupRate(network, total));
  }

  private static Answer signUp(SignInNode node, String email, String peer) {
    return SignInNode.await(
        node.ask(
            RequestMethod.POST,
            "signup",
            SignInNode.credentials(email, "a fine password"),
            null,
            peer));
  }

  @Test
  void aNetworkMakesSoManyAccountsAnHour() {
    try (SignInNode strict = limited(2, null)) {
      assertThat(signUp(strict, "a@example.org", "192.0.2.1").status()).isEqualTo(201);
      // One that is not made does not count.
      assertThat(signUp(strict, "a@example.org", "192.0.2.2").status()).isEqualTo(409);
      assertThat(signUp(strict, "b", "192.0.2.2").status()).isEqualTo(400);
      assertThat(signUp(strict, "b@example.org", "192.0.2.3").status()).isEqualTo(201);
      Answer refused = signUp(strict, "c@example.org", "192.0.2.200");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("1800");
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"signup-network\";q=2;w=3600");
      assertThat(signUp(strict, "c@example.org", "192.0.3.1").status()).isEqualTo(201);
      assertThat(signUp(strict, "d@example.org", "2001:db8:1::1").status()).isEqualTo(201);
      assertThat(signUp(strict, "e@example.org", "2001:db8:1:2::1").status()).isEqualTo(201);
      assertThat(signUp(strict, "f@example.org", "2001:db8:1:3::1").status()).isEqualTo(429);
      assertThat(signUp(strict, "f@example.org", "2001:db8:2::1").status()).isEqualTo(201);
      strict.clockOffsetMillis.addAndGet(Duration.ofMinutes(31).toMillis());
      assertThat(signUp(strict, "g@example.org", "192.0.2.1").status()).isEqualTo(201);
      // Who has an account signs in.
      assertThat(strict.logIn("a@example.org", "a fine password").status()).isEqualTo(200);
    }
  }

  @Test
  void allNetworksTogetherMakeSoManyAndARefusalCountsForNone() {
    try (SignInNode strict = limited(2, 3)) {
      for (int i = 0; i < 3; i++) {
        assertThat(signUp(strict, "a" + i + "@example.org", "192.0." + i + ".1").status())
            .isEqualTo(201);
      }
      for (int i = 0; i < 5; i++) {
        Answer refused = signUp(strict, "late@example.org", "198.51.100.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"signup-total\";q=3;w=3600");
      }
      strict.clockOffsetMillis.addAndGet(Duration.ofMinutes(41).toMillis());
      assertThat(signUp(strict, "b@example.org", "198.51.100.1").status()).isEqualTo(201);
      assertThat(signUp(strict, "c@example.org", "198.51.100.1").status()).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.17, c00002/24",
    "::ffff:192.0.2.200, c00002/24",
    "2001:db8:1:2::3, 20010db80001/48",
    "fe80::1%eth0, fe8000000000/48",
    "unix, unix"
  })
  void theNetworkOfAnAddress(String peer, String network) {
    assertThat(ClientAddressKey.network(peer)).isEqualTo(network);
  }
}
