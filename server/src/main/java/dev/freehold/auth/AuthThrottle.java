package dev.freehold.auth;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.TokenBucketRateLimiter;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import java.time.InstantSource;

/// The rate limits of the auth routes (K11): per route and client address, and for failed log-ins
/// per e-mail and client address, and per e-mail. Each method throws [Problem.RateLimited] as a
/// [dev.freehold.problem.ProblemException].
final class AuthThrottle {
  // About 25 MB if an attack fills all limiters.
  private static final int MAX_ADDRESSES = 20_000;
  private static final int MAX_ACCOUNTS = 20_000;

  private final boolean enabled;
  private final TokenBucketRateLimiter signup;
  private final TokenBucketRateLimiter login;
  private final TokenBucketRateLimiter refresh;
  private final TokenBucketRateLimiter failedLogins;
  private final TokenBucketRateLimiter accountFailedLogins;

  AuthThrottle(AuthRateLimits limits, InstantSource clock) {
    this.enabled = limits.enabled();
    this.signup = perAddress(limits.signup(), clock);
    this.login = perAddress(limits.login(), clock);
    this.refresh = perAddress(limits.refresh(), clock);
    this.failedLogins = new TokenBucketRateLimiter(limits.failedLogins(), MAX_ACCOUNTS, clock);
    this.accountFailedLogins =
        new TokenBucketRateLimiter(limits.accountFailedLogins(), MAX_ACCOUNTS, clock);
  }

  void signup(Request request) {
    take(signup, ClientAddressKey.of(request.clientAddress()));
  }

  void login(Request request) {
    take(login, ClientAddressKey.of(request.clientAddress()));
  }

  void refresh(Request request) {
    take(refresh, ClientAddressKey.of(request.clientAddress()));
  }

  /// Counts a log-in attempt as failed, before its password is checked, until
  /// [#refundLoginAttempt]. This way concurrent attempts cannot exceed the limit. Existing and
  /// unknown accounts are treated alike.
  void countLoginAttempt(String email, Request request) {
    String pair = accountAndAddress(email, request);
    take(failedLogins, pair);
    try {
      take(accountFailedLogins, email);
    } catch (ProblemException limited) {
      failedLogins.refund(pair);
      throw limited;
    }
  }

  /// Takes back one [#countLoginAttempt]: the password was not wrong.
  void refundLoginAttempt(String email, Request request) {
    failedLogins.refund(accountAndAddress(email, request));
    accountFailedLogins.refund(email);
  }

  private static String accountAndAddress(String email, Request request) {
    return email + ' ' + ClientAddressKey.of(request.clientAddress());
  }

  private void take(TokenBucketRateLimiter buckets, String key) {
    int retryAfter = enabled ? buckets.take(key) : 0;
    if (retryAfter > 0) {
      throw new Problem.RateLimited(retryAfter).toException();
    }
  }

  private static TokenBucketRateLimiter perAddress(Rate rate, InstantSource clock) {
    return new TokenBucketRateLimiter(rate, MAX_ADDRESSES, clock);
  }
}
