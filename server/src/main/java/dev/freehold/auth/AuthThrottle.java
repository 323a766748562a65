package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.http.RateLimitHeaders;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Quota;
import dev.freehold.problem.ProblemException;
import dev.freehold.ratelimit.ClientAddressKey;
import dev.freehold.ratelimit.TokenBucketRateLimiter;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Rate;
import dev.freehold.ratelimit.TokenBucketRateLimiter.Remaining;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  private final Map<AuthLimit, NamedLimit> byAddress = new EnumMap<>(AuthLimit.class);
  private final NamedLimit changes;
  private final NamedLimit exports;
  private final NamedLimit mailTo;
  private final NamedLimit failedLogins;
  private final NamedLimit accountFailedLogins;
  private final @Nullable NamedLimit newAccountsOfNetwork;
  private final @Nullable NamedLimit newAccounts;
  private final RecentSignIns recentSignIns;
  private final Consumer<AccountEvent> record;

  /// @param record receives an event for each refused request
  AuthThrottle(
      AuthRateLimits limits,
      SignupRate signupRate,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.newAccountsOfNetwork = anHour("signup-network", signupRate.network(), clock);
    this.newAccounts = anHour("signup-total", signupRate.total(), clock);
    this.record = record;
    this.enabled = limits.enabled();
    for (AuthLimit limit : AuthLimit.values()) {
      byAddress.put(limit, new NamedLimit(limit.text(), limit.rate(limits), MAX_ADDRESSES, clock));
    }
    this.changes = new NamedLimit("change", limits.changes(), MAX_ACCOUNTS, clock);
    this.exports = new NamedLimit("export", limits.exports(), MAX_ACCOUNTS, clock);
    this.mailTo = new NamedLimit("mail-to", limits.mailTo(), MAX_ACCOUNTS, clock);
    this.failedLogins = new NamedLimit("failed-login", limits.failedLogins(), MAX_ACCOUNTS, clock);
    this.accountFailedLogins =
        new NamedLimit("account", limits.accountFailedLogins(), MAX_ACCOUNTS, clock);
    this.recentSignIns = new RecentSignIns(MAX_ACCOUNTS, clock);
  }

  void signup(Request request) {
    takeByAddress(AuthLimit.SIGNUP, request);
  }

  /// Counts a new account, until [#refundAccount].
  void newAccount(Request request) {
    AccountEvent refused = new AccountEvent(Kind.LIMITED, null, null, null);
    String network = ClientAddressKey.network(request.clientAddress());
    if (newAccountsOfNetwork != null) {
      take(newAccountsOfNetwork, network, refused);
    }
    if (newAccounts != null) {
      try {
        take(newAccounts, "", refused);
      } catch (ProblemException limited) {
        if (newAccountsOfNetwork != null) {
          newAccountsOfNetwork.buckets().refund(network);
        }
        throw limited;
      }
    }
  }

  /// Takes back a counted account that was not made.
  void refundAccount(Request request) {
    if (newAccountsOfNetwork != null) {
      newAccountsOfNetwork.buckets().refund(ClientAddressKey.network(request.clientAddress()));
    }
    if (newAccounts != null) {
      newAccounts.buckets().refund("");
    }
  }

  void login(Request request) {
    takeByAddress(AuthLimit.LOGIN, request);
  }

  void provider(Request request) {
    takeByAddress(AuthLimit.PROVIDER, request);
  }

  void refresh(Request request) {
    takeByAddress(AuthLimit.REFRESH, request);
  }

  void sessions(Request request) {
    takeByAddress(AuthLimit.SESSIONS, request);
  }

  void change(UUID account) {
    take(changes, account.toString(), AccountEvent.of(Kind.LIMITED, account, null));
  }

  void export(UUID account) {
    take(exports, account.toString(), AccountEvent.of(Kind.LIMITED, account, null));
  }

  /// Counts a request that may send a mail.
  void mail(Request request) {
    takeByAddress(AuthLimit.MAIL, request);
  }

  /// Counts a mail to an address, from all clients together. Anyone who uses it up keeps nobody out: the
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
        failedLogins.buckets().refund(attempt.pair());
        throw limited;
      }
    }
    return attempt;
  }

  /// Refuses an attempt whose account has no try left, with those that other nodes have seen.
  ///
  /// @param others failed log-ins at the account on other nodes
  void countOthers(LoginAttempt attempt, long others) {
    int left = accountFailedLogins.buckets().remaining(attempt.email()).tokens();
    if (enabled && !attempt.trusted() && others > left) {
      record.accept(AccountEvent.ofEmail(Kind.LIMITED, attempt.email()));
      Quota quota = accountFailedLogins.quota();
      throw new Problem.RateLimited(Math.ceilDiv(quota.windowSeconds(), quota.requests()), quota)
          .toException();
    }
  }

  /// Takes back a counted attempt: its password was not wrong.
  void refund(LoginAttempt attempt) {
    failedLogins.buckets().refund(attempt.pair());
    if (!attempt.trusted()) {
      accountFailedLogins.buckets().refund(attempt.email());
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

  private static @Nullable NamedLimit anHour(
      String name, @Nullable Integer count, InstantSource clock) {
    return count == null
        ? null
        : new NamedLimit(name, new Rate(count, Duration.ofHours(1)), MAX_ADDRESSES, clock);
  }

  /// The response with what is left of a limit. Of the limits of an account a response says nothing: it
  /// would tell another client of the same address how many attempts failed.
  Reply describe(AuthLimit limit, Request request, Reply reply) {
    if (!enabled) {
      return reply;
    }
    NamedLimit named = Objects.requireNonNull(byAddress.get(limit));
    Remaining left = named.buckets().remaining(ClientAddressKey.of(request.clientAddress()));
    Reply described = reply;
    for (Reply.Header header :
        RateLimitHeaders.of(named.quota(), left.tokens(), left.fullSeconds())) {
      described = described.withHeader(header.name(), header.value());
    }
    return described;
  }

  private void takeByAddress(AuthLimit limit, Request request) {
    take(
        Objects.requireNonNull(byAddress.get(limit)),
        ClientAddressKey.of(request.clientAddress()),
        new AccountEvent(Kind.LIMITED, null, null, null));
  }

  private void take(NamedLimit limit, String key, AccountEvent refused) {
    int retryAfter = enabled ? limit.buckets().take(key) : 0;
    if (retryAfter > 0) {
      record.accept(refused);
      throw new Problem.RateLimited(retryAfter, limit.quota()).toException();
    }
  }

  /// The limits per route and address of the client.
  enum AuthLimit {
    SIGNUP,
    LOGIN,
    /// The way to a provider and back, which any page may open in the browsers of its visitors.
    PROVIDER,
    REFRESH,
    SESSIONS,
    MAIL;

    /// The name in `RateLimit-Policy`.
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Rate rate(AuthRateLimits limits) {
      return switch (this) {
        case SIGNUP -> limits.signup();
        case LOGIN, PROVIDER -> limits.login();
        case REFRESH -> limits.refresh();
        case SESSIONS -> limits.sessions();
        case MAIL -> limits.mail();
      };
    }
  }

  private record NamedLimit(Quota quota, TokenBucketRateLimiter buckets) {
    NamedLimit(String name, Rate rate, int maxKeys, InstantSource clock) {
      this(
          new Quota(name, rate.count(), (int) rate.period().toSeconds()),
          new TokenBucketRateLimiter(rate, maxKeys, clock));
    }
  }
}
