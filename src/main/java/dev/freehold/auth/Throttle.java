package dev.freehold.auth;

import dev.freehold.http.Request;
import dev.freehold.limit.PeerKey;
import dev.freehold.limit.Rate;
import dev.freehold.limit.TokenBuckets;
import dev.freehold.problem.Problem;
import java.time.InstantSource;

/// Holds callers to [AuthLimits] (K11): by route and the address of the socket, and by account once its address is known
/// to be one. Each method throws [Problem.RateLimited] as a [dev.freehold.problem.ProblemException].
final class Throttle {
  // Some 20 MB where a hostile crowd fills all of them.
  private static final int PEERS = 20_000;
  private static final int ACCOUNTS = 20_000;

  private final boolean on;
  private final TokenBuckets signup;
  private final TokenBuckets login;
  private final TokenBuckets refresh;
  private final TokenBuckets failedLogins;

  Throttle(AuthLimits limits, InstantSource clock) {
    this.on = limits.on();
    this.signup = perPeer(limits.signup(), clock);
    this.login = perPeer(limits.login(), clock);
    this.refresh = perPeer(limits.refresh(), clock);
    this.failedLogins = new TokenBuckets(limits.failedLogins(), ACCOUNTS, clock);
  }

  void signup(Request request) {
    take(signup, PeerKey.of(request.peer()));
  }

  void login(Request request) {
    take(login, PeerKey.of(request.peer()));
  }

  void refresh(Request request) {
    take(refresh, PeerKey.of(request.peer()));
  }

  /// Before the password of `email` is looked at: counts the attempt as failed until [#absolve], so that attempts at the
  /// same time cannot pass together. The same for accounts that exist and that do not.
  void attempt(String email) {
    take(failedLogins, email);
  }

  /// The attempt did not fail on its password after all.
  void absolve(String email) {
    failedLogins.giveBack(email);
  }

  private void take(TokenBuckets buckets, String key) {
    int wait = on ? buckets.take(key) : 0;
    if (wait > 0) {
      throw new Problem.RateLimited(wait).failure();
    }
  }

  private static TokenBuckets perPeer(Rate rate, InstantSource clock) {
    return new TokenBuckets(rate, PEERS, clock);
  }
}
