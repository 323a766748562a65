package dev.freehold.app;

import dev.freehold.app.ConfigReader.VariableReader;
import dev.freehold.tracing.TraceSettings;
import dev.freehold.tracing.TraceSettings.TraceSampler;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the variables of traces, which have the names and forms of the OpenTelemetry specification.
final class TraceSettingsReader {
  /// A field name (RFC 9110 section 5.1).
  private static final String FIELD_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private TraceSettingsReader() {}

  /// Empty without an endpoint.
  static Optional<TraceSettings> read(VariableReader settings) {
    TraceSampler sampler =
        settings.enumValue(
            EnvironmentVariable.OTEL_TRACES_SAMPLER,
            TraceSampler.PARENTBASED_ALWAYS_ON,
            List.of(TraceSampler.values()));
    double ratio = ratio(settings);
    Map<String, String> headers = headers(settings);
    String service = settings.text(EnvironmentVariable.OTEL_SERVICE_NAME).orElse("");
    return endpoint(settings)
        .map(endpoint -> new TraceSettings(endpoint, headers, service, sampler, ratio));
  }

  private static Optional<String> endpoint(VariableReader settings) {
    Optional<String> text = settings.text(EnvironmentVariable.OTEL_EXPORTER_OTLP_ENDPOINT);
    Optional<String> url = text.flatMap(NetworkAddressParser::baseUrl);
    if (text.isPresent() && url.isEmpty()) {
      settings.fault(
          EnvironmentVariable.OTEL_EXPORTER_OTLP_ENDPOINT,
          "'" + VariableReader.abbreviate(text.get()) + "' is not an http or https address.",
          "Write the address of a collector for OTLP over HTTP, such as http://localhost:4318.");
    }
    return url;
  }

  private static double ratio(VariableReader settings) {
    Optional<String> text = settings.text(EnvironmentVariable.OTEL_TRACES_SAMPLER_ARG);
    if (text.isEmpty()) {
      return 1;
    }
    double ratio =
        text.get().matches("[0-9]{1,3}(\\.[0-9]{1,12})?") ? Double.parseDouble(text.get()) : -1;
    if (ratio < 0 || ratio > 1) {
      settings.fault(
          EnvironmentVariable.OTEL_TRACES_SAMPLER_ARG,
          "'" + VariableReader.abbreviate(text.get()) + "' is not a number from 0 to 1.",
          "Leave it out for 1.0.");
    }
    return ratio;
  }

  /// `name=value`, comma-separated, the values percent-encoded. Values are secrets: no fault shows one.
  private static Map<String, String> headers(VariableReader settings) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String item : settings.list(EnvironmentVariable.OTEL_EXPORTER_OTLP_HEADERS)) {
      int equals = item.indexOf('=');
      String name = equals < 0 ? "" : item.substring(0, equals).strip();
      Optional<String> value = decoded(item.substring(equals + 1).strip());
      if (!name.matches(FIELD_NAME) || value.isEmpty()) {
        settings.fault(
            EnvironmentVariable.OTEL_EXPORTER_OTLP_HEADERS,
            "has an item that is not name=value with a percent-encoded value.",
            "Write Authorization=Bearer%20…, and commas between items.");
      } else {
        headers.put(name, value.get());
      }
    }
    return headers;
  }

  private static Optional<String> decoded(String value) {
    try {
      // A plus is no space here, other than in a form.
      String text = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
      return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
          ? Optional.of(text)
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
