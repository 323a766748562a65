package dev.freehold.people;

import java.time.Duration;

/// How long a session lasts.
///
/// @param idle from one refresh to the next
/// @param absolute from sign-in, whatever happens
/// @param grace for how long the token before the present one still gets the present one: a client that lost the answer,
///     or asked twice at once, is no thief
public record SessionLife(Duration idle, Duration absolute, Duration grace) {
  public static final SessionLife STANDARD =
      new SessionLife(Duration.ofDays(30), Duration.ofDays(90), Duration.ofSeconds(10));

  double idleSeconds() {
    return idle.toMillis() / 1000.0;
  }

  double absoluteSeconds() {
    return absolute.toMillis() / 1000.0;
  }

  double graceSeconds() {
    return grace.toMillis() / 1000.0;
  }
}
