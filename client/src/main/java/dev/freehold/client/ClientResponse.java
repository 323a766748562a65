package dev.freehold.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A response.
public final class ClientResponse {
  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final Duration time;

  /// @param headers by name, in any case
  /// @param time from the first byte sent to the last one read
  public ClientResponse(int status, Map<String, List<String>> headers, byte[] body, Duration time) {
    this.status = status;
    Map<String, List<String>> lower = new TreeMap<>();
    headers.forEach(
        (name, values) ->
            lower
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .addAll(values));
    this.headers = lower;
    this.body = body.clone();
    this.time = time;
  }

  public int status() {
    return status;
  }

  /// Whether the status is 200 to 299.
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /// By lower-case name, sorted.
  public Map<String, List<String>> headers() {
    return headers;
  }

  /// The values of a header joined as in RFC 9110 section 5.3; empty if it is absent.
  public Optional<String> header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? Optional.empty() : Optional.of(String.join(", ", values));
  }

  /// The media type in lower case, without parameters; empty if there is none.
  public String mediaType() {
    String type = header("content-type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  public byte[] body() {
    return body.clone();
  }

  public int length() {
    return body.length;
  }

  /// The body as UTF-8 text.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Duration time() {
    return time;
  }

  /// The body as JSON, whatever its media type: a [JsonObject], a `JsonArray`, a text, a number or
  /// a boolean; empty if it is `null` or not JSON.
  public Optional<Object> json() {
    try {
      return Optional.ofNullable(value());
    } catch (DecodeException _) {
      return Optional.empty();
    }
  }

  private @Nullable Object value() {
    return body.length == 0 ? null : Json.decodeValue(text());
  }

  /// The body as a JSON object; empty if it is not one.
  public JsonObject jsonObject() {
    return json().orElse(null) instanceof JsonObject object ? object : new JsonObject();
  }

  @Override
  public String toString() {
    return status + " " + mediaType() + " " + body.length + " bytes";
  }
}
