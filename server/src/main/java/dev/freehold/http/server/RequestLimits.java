package dev.freehold.http.server;

import java.time.Duration;

/// The limits of one request.
///
/// @param deadline from the whole request read to its answer; then 503
/// @param headRead from the first byte of a request to the end of its header section; then 408
/// @param bodyRead from the end of the header section to the end of the body; then 408
/// @param idle a connection without traffic is closed without a response
/// @param bodyBytes 413 beyond
/// @param headerBytes 431 beyond
/// @param uriBytes 414 beyond
public record RequestLimits(
    Duration deadline,
    Duration headRead,
    Duration bodyRead,
    Duration idle,
    int bodyBytes,
    int headerBytes,
    int uriBytes) {

  public static final RequestLimits DEFAULT =
      new RequestLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          1 << 20,
          16 << 10,
          8 << 10);

  public RequestLimits {
    if (!isPositive(deadline)
        || !isPositive(headRead)
        || !isPositive(bodyRead)
        || !isPositive(idle)) {
      throw new IllegalArgumentException("A time limit must be positive");
    }
    if (bodyBytes < 1 || headerBytes < 1 || uriBytes < 1) {
      throw new IllegalArgumentException("A size limit must be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return duration.toMillis() > 0;
  }
}
