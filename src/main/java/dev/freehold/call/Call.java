package dev.freehold.call;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One HTTP request, as it will be sent. Immutable: each method returns another call.
public final class Call {
  private final String method;
  private final String target;
  private final List<Header> headers;
  private final byte @Nullable [] body;

  private Call(String method, String target, List<Header> headers, byte @Nullable [] body) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /// @param target path and query as they stand in the request line, encoded already (RFC 9112 section 3.2.1); starts with `/`
  public static Call of(String method, String target) {
    return new Call(method, target, List.of(), null);
  }

  public static Call get(String target) {
    return of("GET", target);
  }

  public String method() {
    return method;
  }

  public String target() {
    return target;
  }

  public List<Header> headers() {
    return headers;
  }

  /// A copy; null where there is none, which is not the same as an empty one.
  public byte @Nullable [] body() {
    return body == null ? null : body.clone();
  }

  /// The body as UTF-8 text; empty where there is none.
  public String bodyText() {
    return body == null ? "" : new String(body, StandardCharsets.UTF_8);
  }

  public Call withMethod(String other) {
    return new Call(other, target, headers, body);
  }

  public Call withTarget(String other) {
    return new Call(method, other, headers, body);
  }

  /// With a query parameter more, which is encoded here.
  public Call query(String name, String value) {
    String pair = encode(name) + "=" + encode(value);
    return withTarget(target + (target.indexOf('?') < 0 ? "?" : "&") + pair);
  }

  /// With a header line more.
  public Call header(String name, String value) {
    return header(Header.of(name, value));
  }

  public Call header(Header more) {
    List<Header> all = new ArrayList<>(headers);
    all.add(more);
    return new Call(method, target, all, body);
  }

  /// Without the header lines of this name.
  public Call without(String name) {
    List<Header> rest =
        headers.stream().filter(each -> !each.name().equalsIgnoreCase(name)).toList();
    return new Call(method, target, rest, body);
  }

  public Call body(byte[] bytes) {
    return new Call(method, target, headers, bytes.clone());
  }

  public Call body(String contentType, String text) {
    return without("Content-Type")
        .header("Content-Type", contentType)
        .body(text.getBytes(StandardCharsets.UTF_8));
  }

  public Call json(String text) {
    return body("application/json", text);
  }

  public Call json(JsonObject object) {
    return json(object.encode());
  }

  /// This call as a line for a shell, which sends the same bytes.
  ///
  /// @param base scheme, host and port, such as `http://localhost:8000`
  public String curl(String base) {
    return Curl.line(this, base);
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
    return method + " " + target;
  }
}
