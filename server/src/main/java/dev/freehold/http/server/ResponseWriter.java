package dev.freehold.http.server;

import dev.freehold.http.Reply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/// Writes a [Reply] to its connection.
final class ResponseWriter {
  private ResponseWriter() {}

  /// @return completes when the response was passed to the operating system, or the connection was
  ///   lost
  /// @throws IllegalArgumentException if a header is invalid; nothing was sent then
  static Future<Void> write(
      HttpServerVerticle verticle,
      HttpServerRequest request,
      String requestId,
      Reply reply,
      @Nullable String preflightAllow,
      boolean close) {
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    Buffer body = reply.body();
    boolean compressible = body != null && isCompressible(reply, body);
    verticle.responseHeaders.write(
        headers,
        reply,
        requestId,
        request.getHeader(HttpHeaderNames.ORIGIN),
        preflightAllow,
        compressible,
        close);
    if (compressible
        && body != null
        && Gzip.isAccepted(request.getHeader(HttpHeaderNames.ACCEPT_ENCODING))) {
      body = verticle.gzip.compress(body);
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    response.setStatusCode(reply.status());
    if (body == null) {
      if (reply.status() >= 200 && reply.status() != 204 && reply.status() != 304) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
      }
      return response.end();
    }
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
    return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
  }

  /// Writes the head of a reply whose body follows in parts (RFC 9112 section 7.1). The caller writes
  /// the parts, and ends the response.
  static void writeHead(
      HttpServerVerticle verticle,
      HttpServerRequest request,
      String requestId,
      Reply reply,
      boolean close) {
    HttpServerResponse response = request.response();
    verticle.responseHeaders.write(
        response.headers(),
        reply,
        requestId,
        request.getHeader(HttpHeaderNames.ORIGIN),
        null,
        false,
        close);
    response.setStatusCode(reply.status()).setChunked(true);
  }

  /// A response with an `ETag` is not compressed: a strong tag identifies exact bytes (RFC 9110
  /// section 8.8.3), and a weak one could not be used in `If-Match`.
  private static boolean isCompressible(Reply reply, Buffer body) {
    if (body.length() < Gzip.MIN_BYTES || !Gzip.isCompressible(reply.contentType())) {
      return false;
    }
    for (Reply.Header header : reply.headers()) {
      if (header.name().equalsIgnoreCase("ETag")
          || header.name().equalsIgnoreCase("Content-Encoding")) {
        return false;
      }
    }
    return true;
  }
}
