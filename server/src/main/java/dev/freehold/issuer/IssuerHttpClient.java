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
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/// Requests to external issuers and providers, at addresses of the spec and of their discovery documents
/// alone (K14). Follows no redirect, takes at most [#MAX_BYTES] and [#LONGEST], and reads no compressed
/// body.
final class IssuerHttpClient implements AutoCloseable {
  static final int MAX_BYTES = 256 * 1024;
  static final Duration LONGEST = Duration.ofSeconds(3);
  private static final int CONNECTIONS = 20;
  private static final int MOST_WAITING = 200;
  private static final int OK = 200;

  private final Vertx vertx;
  private final HttpClient http;

  IssuerHttpClient(Vertx vertx) {
    this(vertx, new HttpClientOptions());
  }

  /// @param options that tell whom to trust
  IssuerHttpClient(Vertx vertx, HttpClientOptions options) {
    this.vertx = vertx;
    this.http =
        vertx.createHttpClient(
            options
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxRedirects(0)
                .setConnectTimeout((int) LONGEST.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(MOST_WAITING));
  }

  /// Why there is no answer, in words without a secret.
  static final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    FetchException(String message) {
      super(message, null, false, false);
    }
  }

  /// An answer of any status.
  record Answer(int status, Buffer body) {}

  /// The document at an address; fails with any other status than 200.
  ///
  /// @param url never of a request
  Future<byte[]> fetch(String url) {
    RequestOptions options =
        to(HttpMethod.GET, url).putHeader("Accept", "application/jwk-set+json, application/json");
    return send(options, Buffer.buffer())
        .compose(
            answer ->
                answer.status == OK
                    ? Future.succeededFuture(answer.body.getBytes())
                    : Future.failedFuture(new FetchException("status " + answer.status)));
  }

  /// Sends a form (RFC 6749 section 4.1.3).
  ///
  /// @param url never of a request
  /// @param authorization the header; empty for none
  Future<Answer> post(String url, String form, String authorization) {
    RequestOptions options =
        to(HttpMethod.POST, url)
            .putHeader("Accept", "application/json")
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    if (!authorization.isEmpty()) {
      options.putHeader("Authorization", authorization);
    }
    return send(options, Buffer.buffer(form));
  }

  private static RequestOptions to(HttpMethod method, String url) {
    return new RequestOptions().setMethod(method).setAbsoluteURI(url).setFollowRedirects(false);
  }

  private Future<Answer> send(RequestOptions options, Buffer body) {
    Promise<Answer> result = Promise.promise();
    // All handlers are set in one turn of one event loop, so that no part of the answer comes
    // before.
    vertx.runOnContext(_ -> send(options, body, result));
    return result.future();
  }

  private void send(RequestOptions options, Buffer body, Promise<Answer> result) {
    Future<HttpClientRequest> opened = http.request(options);
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
        .compose(request -> request.send(body))
        .onSuccess(response -> read(response, result))
        .onFailure(result::tryFail);
  }

  private static void read(HttpClientResponse response, Promise<Answer> result) {
    response.exceptionHandler(result::tryFail);
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
        .endHandler(_ -> result.tryComplete(new Answer(response.statusCode(), body)));
  }

  private static void refuse(HttpClientResponse response, Promise<Answer> result, String reason) {
    if (result.tryFail(new FetchException(reason))) {
      response.request().reset();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
