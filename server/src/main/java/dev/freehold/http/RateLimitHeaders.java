package dev.freehold.http;

import dev.freehold.problem.Problem.Quota;
import java.util.List;

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): `"login";q=60;w=60` and
/// `"login";r=59;t=1`.
public final class RateLimitHeaders {
  private RateLimitHeaders() {}

  /// @param remaining requests that are left now
  /// @param resetSeconds until all are there again; after a refusal, until there is one
  public static List<Reply.Header> of(Quota quota, int remaining, int resetSeconds) {
    String name = '"' + quota.name() + '"';
    return List.of(
        new Reply.Header(
            "RateLimit-Policy", name + ";q=" + quota.requests() + ";w=" + quota.windowSeconds()),
        new Reply.Header("RateLimit", name + ";r=" + remaining + ";t=" + resetSeconds));
  }
}
