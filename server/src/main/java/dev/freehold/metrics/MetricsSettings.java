package dev.freehold.metrics;

import dev.freehold.type.Secret;
import org.jspecify.annotations.Nullable;

/// Where the metrics are served.
///
/// @param port 0 for any free one
/// @param token that a reader must send (RFC 6750); null if anyone who reaches the port may read
public record MetricsSettings(String host, int port, @Nullable Secret token) {}
