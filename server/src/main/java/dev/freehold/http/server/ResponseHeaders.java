package dev.freehold.http.server;

import dev.freehold.http.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The headers of every response. A header of the [Reply] replaces the one set here.
///
/// `Cross-Origin-Resource-Policy: same-origin` keeps other sites from embedding a response. It does
/// not affect pages that CORS allows (Fetch standard, section 3.7).
final class ResponseHeaders {
  public static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");

  private static final AsciiString CONTENT_TYPE_OPTIONS =
      AsciiString.cached("X-Content-Type-Options");
  private static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
  private static final AsciiString REFERRER_POLICY = AsciiString.cached("Referrer-Policy");
  private static final AsciiString NO_REFERRER = AsciiString.cached("no-referrer");
  private static final AsciiString FRAME_OPTIONS = AsciiString.cached("X-Frame-Options");
  private static final AsciiString DENY = AsciiString.cached("DENY");
  private static final AsciiString SECURITY_POLICY = AsciiString.cached("Content-Security-Policy");
  private static final AsciiString NOTHING =
      AsciiString.cached("default-src 'none'; frame-ancestors 'none'");
  private static final AsciiString RESOURCE_POLICY =
      AsciiString.cached("Cross-Origin-Resource-Policy");
  private static final AsciiString SAME_ORIGIN = AsciiString.cached("same-origin");
  private static final AsciiString TRANSPORT_SECURITY =
      AsciiString.cached("Strict-Transport-Security");
  private static final AsciiString ONE_YEAR = AsciiString.cached("max-age=31536000");
  private static final AsciiString NO_STORE = AsciiString.cached("no-store");
  private static final AsciiString ORIGIN = AsciiString.cached("Origin");
  private static final AsciiString ACCEPT_ENCODING = AsciiString.cached("Accept-Encoding");
  private static final AsciiString BOTH = AsciiString.cached("Origin, Accept-Encoding");

  private final CorsPolicy cors;
  private final boolean https;
  private final DateHeader date = new DateHeader();

  public ResponseHeaders(CorsPolicy cors, boolean https) {
    this.cors = cors;
    this.https = https;
  }

  /// @param origin the `Origin` of the request
  /// @param preflightAllow the methods of the path for a preflight request, else null
  /// @param variesByEncoding whether the body depends on `Accept-Encoding`
  /// @throws IllegalArgumentException if a header of the reply has an invalid character such as a
  ///   line break
  public void write(
      MultiMap headers,
      Reply reply,
      String requestId,
      @Nullable String origin,
      @Nullable String preflightAllow,
      boolean variesByEncoding,
      boolean close) {
    headers.set(HttpHeaderNames.DATE, date.now());
    headers.set(REQUEST_ID, requestId);
    headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.set(REFERRER_POLICY, NO_REFERRER);
    headers.set(FRAME_OPTIONS, DENY);
    headers.set(SECURITY_POLICY, NOTHING);
    headers.set(RESOURCE_POLICY, SAME_ORIGIN);
    headers.set(HttpHeaderNames.CACHE_CONTROL, NO_STORE);
    if (https) {
      headers.set(TRANSPORT_SECURITY, ONE_YEAR);
    }
    String contentType = reply.contentType();
    if (contentType != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    for (Reply.Header header : reply.headers()) {
      if (HttpHeaderNames.SET_COOKIE.contentEqualsIgnoreCase(header.name())) {
        headers.add((CharSequence) header.name(), header.value());
      } else {
        headers.set((CharSequence) header.name(), header.value());
      }
    }
    if (cors.isOn()) {
      headers.add(HttpHeaderNames.VARY, variesByEncoding ? BOTH : ORIGIN);
      cors.write(origin, preflightAllow, headers);
    } else if (variesByEncoding) {
      headers.add(HttpHeaderNames.VARY, ACCEPT_ENCODING);
    }
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  /// The `Date` header (RFC 9110 section 6.6.1), formatted once per second. One instance per event
  /// loop.
  static final class DateHeader {
    private static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private long second = -1;
    private AsciiString text = AsciiString.EMPTY_STRING;

    AsciiString now() {
      long now = System.currentTimeMillis() / 1000;
      if (now != second) {
        second = now;
        text = AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(now)));
      }
      return text;
    }
  }
}
