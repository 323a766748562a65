package dev.freehold.auth;

import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.token.TokenSettings;
import java.time.Duration;
import java.util.List;

/// The auth settings from the spec and the configuration.
///
/// @param signupOpen if false, the signup route does not exist (K21)
/// @param roles the roles of the spec, at most 20; if empty, tokens and replies have no roles
public record AuthSettings(
    TokenSettings tokens,
    PasswordPolicy passwords,
    SessionLifetime sessions,
    AuthRateLimits limits,
    boolean signupOpen,
    List<String> roles) {
  public AuthSettings {
    roles = List.copyOf(roles);
  }

  /// The rate limits per node: signup, log-in and refresh per client address, failed log-ins per
  /// account.
  ///
  /// @param enabled false disables all limits, for load tests
  public record AuthRateLimits(
      Rate signup, Rate login, Rate refresh, Rate failedLogins, boolean enabled) {
    public static final AuthRateLimits STANDARD =
        new AuthRateLimits(
            Rate.perMinute(60),
            Rate.perMinute(60),
            Rate.perMinute(120),
            new Rate(10, Duration.ofMinutes(5)),
            true);

    /// These limits multiplied by `factor`.
    public AuthRateLimits times(int factor) {
      return new AuthRateLimits(
          signup.times(factor),
          login.times(factor),
          refresh.times(factor),
          failedLogins.times(factor),
          enabled);
    }

    public AuthRateLimits disabled() {
      return new AuthRateLimits(signup, login, refresh, failedLogins, false);
    }
  }
}
