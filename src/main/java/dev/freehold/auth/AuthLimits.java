package dev.freehold.auth;

import dev.freehold.limit.Rate;
import java.time.Duration;

/// How often each node lets one client's address sign up, log in and refresh, and how often one account may be guessed at.
///
/// @param on false lifts them all: for load tests on a machine of one's own
public record AuthLimits(Rate signup, Rate login, Rate refresh, Rate failedLogins, boolean on) {
  public static final AuthLimits STANDARD =
      new AuthLimits(
          Rate.perMinute(60),
          Rate.perMinute(60),
          Rate.perMinute(120),
          new Rate(10, Duration.ofMinutes(5)),
          true);

  /// The same limits, each `factor` times as wide.
  public AuthLimits times(int factor) {
    return new AuthLimits(
        signup.times(factor),
        login.times(factor),
        refresh.times(factor),
        failedLogins.times(factor),
        on);
  }

  public AuthLimits off() {
    return new AuthLimits(signup, login, refresh, failedLogins, false);
  }
}
