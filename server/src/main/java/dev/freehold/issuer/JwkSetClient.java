package dev.freehold.issuer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/// Fetches JWK Sets from the addresses of the spec (K14). Follows no redirect, takes at most
/// [#MAX_BYTES] and [#LONGEST], and reads no compressed body.
final class JwkSetClient implements AutoCloseable {
  static final int MAX_BYTES = 256 * 1024;
  static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int OK = 200;

  private final Vertx vertx;
  private final HttpClient http;

  JwkSetClient(Vertx vertx) {
    this(vertx, new HttpClientOptions());
  }

  /// @param options that tell whom to trust
  JwkSetClient(Vertx vertx, HttpClientOptions options) {
    this.vertx = vertx;
    this.http =
        vertx.createHttpClient(
            options
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxRedirects(0)
                .setConnectTimeout((int) LONGEST.toMillis()));
  }

  /// Why a set could not be fetched, in words.
  static final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
      super(message, null, false, false);
    }
  }

  /// @param url of the spec, never of a request
  Future<byte[]> fetch(String url) {
    Promise<byte[]> result = Promise.promise();
    // All handlers are set in one turn of one event loop, so that no part of the answer comes
    // before.
    vertx.runOnContext(_ -> send(url, result));
    return result.future();
  }

  private void send(String url, Promise<byte[]> result) {
    Future<HttpClientRequest> opened =
        http.request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setFollowRedirects(false)
                .putHeader("Accept", "application/jwk-set+json, application/json"));
    long deadline =
        vertx.setTimer(
            LONGEST.toMillis(),
            _ -> {
              if (result.tryFail(new FetchException("no answer within 3 s"))) {
                opened.onSuccess(HttpClientRequest::reset);
              }
            });
    result.future().onComplete(_ -> vertx.cancelTimer(deadline));
    opened
        .compose(HttpClientRequest::send)
        .onSuccess(response -> read(response, result))
        .onFailure(result::tryFail);
  }

  private static void read(HttpClientResponse response, Promise<byte[]> result) {
    response.exceptionHandler(result::tryFail);
    if (response.statusCode() != OK) {
      refuse(response, result, "status " + response.statusCode());
      return;
    }
    Buffer body = Buffer.buffer();
    response
        .handler(
            part -> {
              if (body.length() + part.length() > MAX_BYTES) {
                refuse(response, result, "more than 256 KiB");
              } else {
                body.appendBuffer(part);
              }
            })
        .endHandler(_ -> result.tryComplete(body.getBytes()));
  }

  private static void refuse(HttpClientResponse response, Promise<byte[]> result, String reason) {
    if (result.tryFail(new FetchException(reason))) {
      response.request().reset();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
