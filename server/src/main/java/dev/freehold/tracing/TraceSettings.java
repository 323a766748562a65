package dev.freehold.tracing;

import java.util.Map;

/// Where traces go, and which. The variables are those of the OpenTelemetry specification.
///
/// @param endpoint the base URL of a collector, without `/v1/traces` and without a trailing slash
/// @param headers that each request to it has; secrets, since they sign in
/// @param serviceName empty for the name of the API
/// @param ratio of the traces that a sampler by ratio records, from 0 to 1
public record TraceSettings(
    String endpoint,
    Map<String, String> headers,
    String serviceName,
    TraceSampler sampler,
    double ratio) {

  public TraceSettings {
    headers = Map.copyOf(headers);
  }

  /// Without the values of the headers.
  @Override
  public String toString() {
    return "TraceSettings[" + endpoint + ", " + headers.keySet() + ", " + sampler + "]";
  }

  /// Which traces are recorded. With `PARENTBASED_…` the choice of the client counts, if it sends one.
  public enum TraceSampler {
    ALWAYS_ON,
    ALWAYS_OFF,
    TRACEIDRATIO,
    PARENTBASED_ALWAYS_ON,
    PARENTBASED_ALWAYS_OFF,
    PARENTBASED_TRACEIDRATIO
  }
}
