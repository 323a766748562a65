package dev.freehold.call;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Sends calls to one server over HTTP/1.1. It follows no redirect, keeps no cookie and holds no more of an answer than the cap.
/// Any number of threads may send at once.
public final class Client implements AutoCloseable {
  /// Of what a server may answer with.
  public static final int MAX_BODY = 8 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final String base;
  private final Duration deadline;
  private final int cap;
  private final HttpClient http;

  /// @param base scheme, host and port, such as `http://localhost:8000`; what follows them is left out
  /// @param deadline of one call, from its first byte to the last of the answer
  public Client(URI base, Duration deadline) {
    this(base, deadline, MAX_BODY);
  }

  /// @param cap bytes of an answer's body
  public Client(URI base, Duration deadline, int cap) {
    this.base = origin(base);
    this.deadline = deadline;
    this.cap = cap;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
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

  /// Sends and waits for the whole answer.
  ///
  /// @throws CallFailed where none came
  /// @throws IllegalArgumentException where this client cannot send such a call: a target that is no URI, or a header that
  ///   belongs to the connection. [RawCall] sends those
  public Answer send(Call call) {
    HttpRequest request = request(call);
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(request, _ -> new CappedBody(cap));
    try {
      HttpResponse<byte[]> response = sent.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new Answer(response.statusCode(), response.headers().map(), response.body(), time);
    } catch (TimeoutException _) {
      sent.cancel(true);
      throw timeout(call);
    } catch (InterruptedException _) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallFailed(CallFailed.Reason.CLOSED, call + ": interrupted");
    } catch (ExecutionException e) {
      throw failed(call, e.getCause() == null ? e : e.getCause());
    }
  }

  private HttpRequest request(Call call) {
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

  private CallFailed timeout(Call call) {
    return new CallFailed(
        CallFailed.Reason.TIMEOUT, call + ": no whole answer within " + seconds(deadline));
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private CallFailed failed(Call call, Throwable cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return switch (cause) {
      case CappedBody.TooLarge _ ->
          new CallFailed(
              CallFailed.Reason.TOO_LARGE, call + ": the answer is larger than " + cap + " bytes");
      case ConnectException connect when unresolved(connect) ->
          new CallFailed(CallFailed.Reason.UNKNOWN_HOST, base + ": no such host");
      case ConnectException _ ->
          new CallFailed(CallFailed.Reason.UNREACHABLE, base + ": nobody answers there");
      case HttpTimeoutException _ -> timeout(call);
      case SSLException _ -> new CallFailed(CallFailed.Reason.TLS, base + ": TLS: " + why);
      case ProtocolException _ ->
          new CallFailed(CallFailed.Reason.NONSENSE, call + ": what came is not HTTP: " + why);
      case IOException _ when why.contains("parsing HTTP/1.1") ->
          new CallFailed(CallFailed.Reason.NONSENSE, call + ": what came is not HTTP");
      default -> new CallFailed(CallFailed.Reason.CLOSED, call + ": the connection ended: " + why);
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
}
