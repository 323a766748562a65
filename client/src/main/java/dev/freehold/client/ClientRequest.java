package dev.freehold.client;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An HTTP request. Immutable: each method returns a copy.
public final class ClientRequest {
  private final String method;
  private final String target;
  private final String displayTarget;
  private final List<RequestHeader> headers;
  private final byte @Nullable [] body;

  private ClientRequest(
      String method,
      String target,
      String displayTarget,
      List<RequestHeader> headers,
      byte @Nullable [] body) {
    this.method = method;
    this.target = target;
    this.displayTarget = displayTarget;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /// @param target path and query as in the request line, already encoded (RFC 9112 section 3.2.1);
  ///   starts with `/`
  public static ClientRequest of(String method, String target) {
    return new ClientRequest(method, target, target, List.of(), null);
  }

  public static ClientRequest get(String target) {
    return of("GET", target);
  }

  public String method() {
    return method;
  }

  public String target() {
    return target;
  }

  /// The target as reports show it: with shell variables in place of secrets.
  public String displayTarget() {
    return displayTarget;
  }

  public List<RequestHeader> headers() {
    return headers;
  }

  /// A copy of the body; null if there is none, which differs from an empty one.
  public byte @Nullable [] body() {
    return body == null ? null : body.clone();
  }

  /// The body as UTF-8 text; empty if there is none.
  public String bodyText() {
    return body == null ? "" : new String(body, StandardCharsets.UTF_8);
  }

  public ClientRequest withMethod(String other) {
    return new ClientRequest(other, target, displayTarget, headers, body);
  }

  public ClientRequest withTarget(String other) {
    return new ClientRequest(method, other, other, headers, body);
  }

  /// Adds a query parameter and encodes it.
  public ClientRequest query(String name, String value) {
    String pair = pair(name, encode(value));
    return new ClientRequest(method, target + pair, displayTarget + pair, headers, body);
  }

  /// Adds a query parameter that is a secret.
  ///
  /// @param displayValue the shell variable that is shown in its place, such as `$TOKEN_A`
  public ClientRequest query(String name, String value, String displayValue) {
    return new ClientRequest(
        method,
        target + pair(name, encode(value)),
        displayTarget + pair(name, displayValue),
        headers,
        body);
  }

  private String pair(String name, String value) {
    return (target.indexOf('?') < 0 ? "?" : "&") + encode(name) + "=" + value;
  }

  /// Adds a header line.
  public ClientRequest header(String name, String value) {
    return header(RequestHeader.of(name, value));
  }

  public ClientRequest header(RequestHeader more) {
    List<RequestHeader> all = new ArrayList<>(headers);
    all.add(more);
    return new ClientRequest(method, target, displayTarget, all, body);
  }

  /// Removes the header lines of this name.
  public ClientRequest withoutHeader(String name) {
    List<RequestHeader> rest =
        headers.stream().filter(each -> !each.name().equalsIgnoreCase(name)).toList();
    return new ClientRequest(method, target, displayTarget, rest, body);
  }

  public ClientRequest body(byte[] bytes) {
    return new ClientRequest(method, target, displayTarget, headers, bytes.clone());
  }

  public ClientRequest body(String contentType, String text) {
    return withoutHeader("Content-Type")
        .header("Content-Type", contentType)
        .body(text.getBytes(StandardCharsets.UTF_8));
  }

  public ClientRequest json(String text) {
    return body("application/json", text);
  }

  public ClientRequest json(JsonObject object) {
    return json(object.encode());
  }

  /// The request as a shell command that sends the same bytes.
  ///
  /// @param base scheme, host and port, such as `http://localhost:8000`
  public String curl(String base) {
    return CurlCommandLine.line(this, base);
  }

  /// Percent-encoding of everything but unreserved characters (RFC 3986 section 2.3).
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  @Override
  public String toString() {
    return method + " " + displayTarget;
  }

  /// One header line of a request.
  ///
  /// @param value the value that is sent
  /// @param displayValue the value that is shown: the same, or a shell variable such as `$TOKEN_A`
  ///   in place of a secret
  public record RequestHeader(String name, String value, String displayValue) {
    public static RequestHeader of(String name, String value) {
      return new RequestHeader(name, value, value);
    }
  }
}
