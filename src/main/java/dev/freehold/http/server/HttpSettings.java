package dev.freehold.http.server;

import java.util.List;
import java.util.Set;

/// How the server is set up.
///
/// @param port 0 for any free one
/// @param loops event loops that serve, at least 1
/// @param origins of the browsers' front ends (the Fetch standard's serialized origins:
///   `https://app.example.com`)
/// @param trustedProxies addresses and CIDR blocks whose `X-Forwarded-For` is believed
/// @param https whether the public address is https, so that browsers may be told to stay there
public record HttpSettings(
    String host,
    int port,
    int loops,
    Limits limits,
    Set<String> origins,
    List<String> trustedProxies,
    boolean https) {

  public HttpSettings {
    origins = Set.copyOf(origins);
    trustedProxies = List.copyOf(trustedProxies);
    if (loops < 1) {
      throw new IllegalArgumentException("At least one event loop must serve");
    }
  }
}
