package dev.freehold.auth;

import dev.freehold.account.SecondFactors;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.SignInWays;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Verification;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The auth settings from the spec and the configuration.
///
/// @param signup if closed, the signup route does not exist (K21)
/// @param signupRate the limits of new accounts
/// @param verification what an account may do before its address is verified
/// @param roles the roles of the spec, at most 20; if empty, tokens and replies have no roles
/// @param cookies null if no session may be kept in cookies
/// @param externalIssuers whether the spec has any
/// @param factors the kinds of second factor that the spec knows
/// @param ways one of which an account must have
public record AuthSettings(
    TokenSettings tokens,
    PasswordPolicy passwords,
    SessionLifetime sessions,
    AuthRateLimits limits,
    Signup signup,
    SignupRate signupRate,
    Verification verification,
    List<String> roles,
    @Nullable TokenCookies cookies,
    boolean externalIssuers,
    SecondFactors factors,
    SignInWays ways) {
  public AuthSettings {
    roles = List.copyOf(roles);
  }

  /// Who may create an account.
  public enum Signup {
    OPEN,
    INVITED,
    CLOSED
  }

  /// The most new accounts in an hour, on each node.
  ///
  /// @param network from one network of clients; null for any number
  /// @param total from all together; null for any number
  public record SignupRate(@Nullable Integer network, @Nullable Integer total) {
    public static final SignupRate NONE = new SignupRate(null, null);
  }

  /// The rate limits per node: signup, log-in, refresh and sessions per client address, failed log-ins per
  /// account and client address, and a wider one per account.
  ///
  /// @param sessions listing and ending sessions, and changing the name or the profile
  /// @param changes of the name or the profile, per account
  /// @param exports per account
  /// @param mail requests that may send a mail, per client address
  /// @param mailTo mails to one address, from all clients together
  /// @param failedLogins per account and client address, so that another client's wrong guesses do
  ///     not lock the user out
  /// @param accountFailedLogins per account, from all addresses together that have not signed in to it
  ///     recently
  /// @param enabled false disables all limits, for load tests
  public record AuthRateLimits(
      Rate signup,
      Rate login,
      Rate refresh,
      Rate sessions,
      Rate changes,
      Rate exports,
      Rate mail,
      Rate mailTo,
      Rate failedLogins,
      Rate accountFailedLogins,
      boolean enabled) {
    public static final AuthRateLimits STANDARD =
        new AuthRateLimits(
            Rate.perMinute(60),
            Rate.perMinute(60),
            Rate.perMinute(120),
            Rate.perMinute(120),
            Rate.perMinute(60),
            new Rate(10, Duration.ofHours(1)),
            Rate.perMinute(10),
            new Rate(5, Duration.ofHours(1)),
            new Rate(10, Duration.ofMinutes(5)),
            new Rate(100, Duration.ofMinutes(5)),
            true);

    /// These limits multiplied by `factor`.
    public AuthRateLimits times(int factor) {
      return new AuthRateLimits(
          signup.times(factor),
          login.times(factor),
          refresh.times(factor),
          sessions.times(factor),
          changes.times(factor),
          exports.times(factor),
          mail.times(factor),
          mailTo.times(factor),
          failedLogins.times(factor),
          accountFailedLogins.times(factor),
          enabled);
    }

    public AuthRateLimits disabled() {
      return new AuthRateLimits(
          signup,
          login,
          refresh,
          sessions,
          changes,
          exports,
          mail,
          mailTo,
          failedLogins,
          accountFailedLogins,
          false);
    }
  }
}
