package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.TokenBucketRateLimiter;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;

/// The rate limits of the auth routes (K11): per route and client address, and for failed log-ins
/// per e-mail and client address, and per e-mail. An address from which the account has signed in
/// recently is not counted in the limit per e-mail, and not stopped by it, so that the guesses of
/// others do not lock the owner out: the trusted client of OWASP's "Slow Down Online Guessing Attacks
/// with Device Cookies", known by its address. Methods throw [Problem.RateLimited] as a
/// [dev.freehold.problem.ProblemException].
final class AuthThrottle {
  // About 40 MB if an attack fills all limiters and recent sign-ins.
  private static final int MAX_ADDRESSES = 20_000;
  private static final int MAX_ACCOUNTS = 20_000;

  private final boolean enabled;
  private final TokenBucketRateLimiter signup;
  private final TokenBucketRateLimiter login;
  private final TokenBucketRateLimiter refresh;
  private final TokenBucketRateLimiter sessions;
  private final TokenBucketRateLimiter changes;
  private final TokenBucketRateLimiter exports;
  private final TokenBucketRateLimiter mail;
  private final TokenBucketRateLimiter mailTo;
  private final TokenBucketRateLimiter failedLogins;
  private final TokenBucketRateLimiter accountFailedLogins;
  private final RecentSignIns recentSignIns;
  private final Consumer<AccountEvent> record;

  /// @param record receives an event for each refused request
  AuthThrottle(AuthRateLimits limits, InstantSource clock, Consumer<AccountEvent> record) {
    this.record = record;
    this.enabled = limits.enabled();
    this.signup = perAddress(limits.signup(), clock);
    this.login = perAddress(limits.login(), clock);
    this.refresh = perAddress(limits.refresh(), clock);
    this.sessions = perAddress(limits.sessions(), clock);
    this.changes = new TokenBucketRateLimiter(limits.changes(), MAX_ACCOUNTS, clock);
    this.exports = new TokenBucketRateLimiter(limits.exports(), MAX_ACCOUNTS, clock);
    this.mail = perAddress(limits.mail(), clock);
    this.mailTo = new TokenBucketRateLimiter(limits.mailTo(), MAX_ACCOUNTS, clock);
    this.failedLogins = new TokenBucketRateLimiter(limits.failedLogins(), MAX_ACCOUNTS, clock);
    this.accountFailedLogins =
        new TokenBucketRateLimiter(limits.accountFailedLogins(), MAX_ACCOUNTS, clock);
    this.recentSignIns = new RecentSignIns(MAX_ACCOUNTS, clock);
  }

  void signup(Request request) {
    takeByAddress(signup, request);
  }

  void login(Request request) {
    takeByAddress(login, request);
  }

  void refresh(Request request) {
    takeByAddress(refresh, request);
  }

  void sessions(Request request) {
    takeByAddress(sessions, request);
  }

  void change(UUID account) {
    take(changes, account.toString(), AccountEvent.of(Kind.LIMITED, account, null));
  }

  void export(UUID account) {
    take(exports, account.toString(), AccountEvent.of(Kind.LIMITED, account, null));
  }

  /// Counts a request that may send a mail.
  void mail(Request request) {
    takeByAddress(mail, request);
  }

  /// Counts a mail to an address, from all clients together. Whoever uses it up keeps nobody out: the
  /// mails that were sent have valid links.
  ///
  /// @param email normalized; with an account or without
  void mailTo(String email) {
    take(mailTo, email, AccountEvent.ofEmail(Kind.LIMITED, email));
  }

  /// Counts a log-in attempt as failed, before its password is checked, until
  /// [#refund]. This way concurrent attempts cannot exceed the limit. Existing and unknown
  /// accounts are treated alike.
  LoginAttempt countLoginAttempt(String email, Request request) {
    String address = ClientAddressKey.of(request.clientAddress());
    LoginAttempt attempt =
        new LoginAttempt(email, email + ' ' + address, recentSignIns.contains(email, address));
    AccountEvent refused = AccountEvent.ofEmail(Kind.LIMITED, email);
    take(failedLogins, attempt.pair(), refused);
    if (!attempt.trusted()) {
      try {
        take(accountFailedLogins, email, refused);
      } catch (ProblemException limited) {
        failedLogins.refund(attempt.pair());
        throw limited;
      }
    }
    return attempt;
  }

  /// Takes back a counted attempt: its password was not wrong.
  void refund(LoginAttempt attempt) {
    failedLogins.refund(attempt.pair());
    if (!attempt.trusted()) {
      accountFailedLogins.refund(attempt.email());
    }
  }

  /// Trusts the address of a client that has signed in to the account.
  void signedIn(String email, Request request) {
    if (enabled) {
      recentSignIns.add(email, ClientAddressKey.of(request.clientAddress()));
    }
  }

  /// One counted attempt to log in.
  ///
  /// @param pair the account and the client address
  /// @param trusted whether the account has signed in from the address; then it is not counted for
  ///     the account
  record LoginAttempt(String email, String pair, boolean trusted) {}

  private void takeByAddress(TokenBucketRateLimiter buckets, Request request) {
    take(
        buckets,
        ClientAddressKey.of(request.clientAddress()),
        new AccountEvent(Kind.LIMITED, null, null, null));
  }

  private void take(TokenBucketRateLimiter buckets, String key, AccountEvent refused) {
    int retryAfter = enabled ? buckets.take(key) : 0;
    if (retryAfter > 0) {
      record.accept(refused);
      throw new Problem.RateLimited(retryAfter).toException();
    }
  }

  private static TokenBucketRateLimiter perAddress(Rate rate, InstantSource clock) {
    return new TokenBucketRateLimiter(rate, MAX_ADDRESSES, clock);
  }
}
