package dev.freehold.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends requests to one server over HTTP/1.1. Follows no redirect, keeps no cookie and limits the
/// size of a response body. Thread-safe.
public final class ApiClient implements AutoCloseable {
  /// The maximum size of a response body in bytes.
  public static final int MAX_BODY = 8 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final String base;
  private final Duration deadline;
  private final int cap;
  private final HttpClient http;

  /// @param base scheme, host and port, such as `http://localhost:8000`; the rest is ignored
  /// @param deadline of one request, from its first byte to the last one of the response
  public ApiClient(URI base, Duration deadline) {
    this(base, deadline, MAX_BODY, ServerTrust.SYSTEM);
  }

  /// @param cap the largest response body in bytes
  public ApiClient(URI base, Duration deadline, int cap) {
    this(base, deadline, cap, ServerTrust.SYSTEM);
  }

  /// @param cap the largest response body in bytes
  public ApiClient(URI base, Duration deadline, int cap, ServerTrust trust) {
    this.base = origin(base);
    this.deadline = deadline;
    this.cap = cap;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(trust.context())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  private static String origin(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }

  /// Scheme, host and port.
  public String base() {
    return base;
  }

  public Duration deadline() {
    return deadline;
  }

  /// Sends a request and waits for the whole response.
  ///
  /// @throws RequestFailedException if there is no whole response
  /// @throws IllegalArgumentException if this client cannot send the request: the target is not a
  ///   URI, or a header belongs to the connection. [RawHttpClient] sends those
  public ClientResponse send(ClientRequest call) {
    HttpRequest request = request(call);
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(request, _ -> new CappedBodySubscriber(cap));
    try {
      HttpResponse<byte[]> response = sent.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new ClientResponse(
          response.statusCode(), response.headers().map(), response.body(), time);
    } catch (TimeoutException _) {
      sent.cancel(true);
      throw timeout(call);
    } catch (InterruptedException _) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new RequestFailedException(
          RequestFailedException.Reason.CLOSED, call + ": interrupted");
    } catch (ExecutionException e) {
      throw failed(call, e.getCause() == null ? e : e.getCause());
    }
  }

  private HttpRequest request(ClientRequest call) {
    byte[] body = call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + call.target()))
            .timeout(deadline)
            .method(
                call.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    call.headers().forEach(header -> request.header(header.name(), header.value()));
    return request.build();
  }

  private RequestFailedException timeout(ClientRequest call) {
    return new RequestFailedException(
        RequestFailedException.Reason.TIMEOUT,
        call + ": no complete response within " + seconds(deadline));
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private RequestFailedException failed(ClientRequest call, Throwable cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return switch (cause) {
      case CappedBodySubscriber.BodyTooLargeException _ ->
          new RequestFailedException(
              RequestFailedException.Reason.TOO_LARGE,
              call + ": the response is larger than " + cap + " bytes");
      case ConnectException connect when unresolved(connect) ->
          new RequestFailedException(
              RequestFailedException.Reason.UNKNOWN_HOST, base + ": no such host");
      case ConnectException _ ->
          new RequestFailedException(
              RequestFailedException.Reason.UNREACHABLE, base + ": no server responds");
      case HttpTimeoutException _ -> timeout(call);
      case SSLException _ ->
          new RequestFailedException(RequestFailedException.Reason.TLS, base + ": TLS: " + why);
      case ProtocolException _ ->
          new RequestFailedException(
              RequestFailedException.Reason.NOT_HTTP, call + ": the response is not HTTP: " + why);
      case IOException _ when why.contains("parsing HTTP/1.1") ->
          new RequestFailedException(
              RequestFailedException.Reason.NOT_HTTP, call + ": the response is not HTTP");
      default ->
          new RequestFailedException(
              RequestFailedException.Reason.CLOSED, call + ": the connection was closed: " + why);
    };
  }

  private static boolean unresolved(ConnectException fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /// A request without a whole response. The message names the server.
  public static final class RequestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The reason of the failure.
    public enum Reason {
      /// The connection was refused or the host is unreachable.
      UNREACHABLE,
      /// The host name does not resolve.
      UNKNOWN_HOST,
      /// The TLS handshake failed, or the certificate is not trusted.
      TLS,
      /// The deadline passed.
      TIMEOUT,
      /// The connection was closed before the response ended.
      CLOSED,
      /// The body exceeds the limit.
      TOO_LARGE,
      /// The response is not HTTP.
      NOT_HTTP,
      /// The server answers 429 for longer than the caller waits.
      RATE_LIMITED
    }

    private final Reason reason;

    public RequestFailedException(Reason reason, String message) {
      super(message);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /// Collects a response body up to a limit; a larger one fails the request.
  static final class CappedBodySubscriber implements BodySubscriber<byte[]> {
    private final int cap;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    CappedBodySubscriber(int cap) {
      this.cap = cap;
    }

    /// The body exceeds the limit.
    static final class BodyTooLargeException extends IOException {
      private static final long serialVersionUID = 1;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      Flow.Subscription from = Objects.requireNonNull(subscription);
      for (ByteBuffer buffer : buffers) {
        if (buffer.remaining() > cap - bytes.size()) {
          from.cancel();
          whole.completeExceptionally(new BodyTooLargeException());
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
      }
      from.request(1);
    }

    @Override
    public void onError(Throwable fault) {
      whole.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
