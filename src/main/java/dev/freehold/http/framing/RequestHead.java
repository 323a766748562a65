package dev.freehold.http.framing;

import dev.freehold.http.Ascii;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of RFC 9112 for a header section that parses and still must not be served.
public final class RequestHead {
  /// Of two, a proxy in front may have judged the one and the endpoint the other (RFC 9110 section 5.3).
  private static final List<CharSequence> ONCE =
      List.of(HttpHeaderNames.AUTHORIZATION, HttpHeaderNames.CONTENT_TYPE);

  private RequestHead() {}

  /// Whether the protocol is spelled as it must be: the decoder gives these constants for nothing
  /// else, though others may equal them.
  @SuppressWarnings("ReferenceEquality")
  private static boolean is(HttpVersion version, HttpVersion exact) {
    return version == exact;
  }

  /// What is wrong, in a sentence for a person; null where nothing is.
  public static @Nullable String fault(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    boolean http11 = is(version, HttpVersion.HTTP_1_1);
    if (!http11 && !is(version, HttpVersion.HTTP_1_0)) {
      // The answer is written in the version of the request.
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      return "This server speaks HTTP/1.1.";
    }
    HttpHeaders headers = request.headers();
    if (headers.contains("")) {
      return "A header must have a name.";
    }
    String host = only(headers, HttpHeaderNames.HOST);
    if (host == null ? http11 || headers.contains(HttpHeaderNames.HOST) : !isAuthority(host)) {
      return "The request must have exactly one valid Host header.";
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      String coding = only(headers, HttpHeaderNames.TRANSFER_ENCODING);
      if (coding == null || !coding.equalsIgnoreCase("chunked")) {
        return "The only transfer coding is chunked.";
      }
    }
    for (CharSequence name : ONCE) {
      if (headers.contains(name) && only(headers, name) == null) {
        return "The header " + name + " must stand only once.";
      }
    }
    String target = request.uri();
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return "The address holds a character that must be percent-encoded.";
      }
    }
    return isTarget(request.method().name(), target)
        ? null
        : "The address must be a path that starts with a slash.";
  }

  /// The value of a header that stands exactly once; null where it is absent or repeated.
  public static @Nullable String only(HttpHeaders headers, CharSequence name) {
    Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
    if (!values.hasNext()) {
      return null;
    }
    String value = values.next().toString();
    return values.hasNext() ? null : value;
  }

  /// The path and query of a target in origin form or absolute form (RFC 9112 section 3.2); `*` as
  /// it is.
  public static String origin(String target) {
    if (target.startsWith("/") || target.equals("*")) {
      return target;
    }
    int slash = target.indexOf('/', target.indexOf("://") + 3);
    int query = target.indexOf('?');
    if (slash >= 0 && (query < 0 || slash < query)) {
      return target.substring(slash);
    }
    return query < 0 ? "/" : "/" + target.substring(query);
  }

  private static boolean isTarget(String method, String target) {
    return target.startsWith("/")
        || (target.equals("*") && method.equals("OPTIONS"))
        || target.regionMatches(true, 0, "http://", 0, 7)
        || target.regionMatches(true, 0, "https://", 0, 8);
  }

  /// A host and maybe a port (RFC 3986 section 3.2), by its characters: it is compared with nothing
  /// and looked up nowhere.
  private static boolean isAuthority(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!(Ascii.isLetterOrDigit(c) || "-._~:[]%!$&'()*+;=".indexOf(c) >= 0)) {
        return false;
      }
    }
    return !host.isEmpty();
  }
}
