package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;
import dev.freehold.client.RawHttpClient;
import dev.freehold.client.RawHttpClient.RawResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends the requests of an audit: rate limited, counted, shown to passive probes, with a
/// deadline.
public final class AuditClient {
  private static final Duration LISTEN = Duration.ofSeconds(2);
  private static final int RAW_CAP = 1 << 20;
  private static final int MAX_WAITS = 3;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private final ApiClient client;
  private final URI base;
  private final RequestPacer pace;
  private final TokenHeader form;
  private final AtomicInteger count = new AtomicInteger();
  private final List<PassiveProbe> observers = new CopyOnWriteArrayList<>();
  private volatile long end;
  private volatile String why = "";

  /// @param rate requests a second at most; 0 sets no limit
  /// @param time after which every send throws [AuditStoppedException]
  public AuditClient(ApiClient client, int rate, TokenHeader form, Duration time) {
    this.client = client;
    this.base = URI.create(client.base());
    this.pace = new RequestPacer(rate);
    this.form = form;
    this.end = System.nanoTime() + time.toNanos();
  }

  /// Scheme, host and port.
  public String base() {
    return client.base();
  }

  /// Requests so far.
  public int count() {
    return count.get();
  }

  public void observe(PassiveProbe observer) {
    observers.add(observer);
  }

  /// Every send from now on throws [AuditStoppedException].
  public void stop(String reason) {
    why = reason;
    end = System.nanoTime();
  }

  /// As [#stop], but with a last span of time, for the clean-up; nobody observes it.
  public void restartForCleanUp(Duration time) {
    observers.clear();
    end = System.nanoTime() + time.toNanos();
  }

  /// Sends; 429 is an answer like any other.
  public AuditExchange sendWithoutRetry(AuditUser person, ClientRequest call) {
    checkTime();
    pace.await();
    ClientRequest sent = signed(person, call);
    count.incrementAndGet();
    AuditExchange exchange = new AuditExchange(client.base(), person, sent, client.send(sent));
    observers.forEach(each -> each.onExchange(exchange));
    return exchange;
  }

  /// Waits where the server says 429.
  public AuditExchange send(AuditUser person, ClientRequest call) {
    AuditExchange exchange = sendWithoutRetry(person, call);
    for (int i = 0; i < MAX_WAITS && exchange.status() == 429; i++) {
      RequestPacer.pause(retryAfter(exchange));
      exchange = sendWithoutRetry(person, call);
    }
    return exchange;
  }

  private static Duration retryAfter(AuditExchange exchange) {
    String text = exchange.answer().header("retry-after").orElse("2");
    try {
      Duration asked = Duration.ofSeconds(Math.max(1, Long.parseLong(text.strip())));
      return asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked;
    } catch (NumberFormatException _) {
      return Duration.ofSeconds(2);
    }
  }

  RawResponse raw(String request) {
    checkTime();
    pace.await();
    count.incrementAndGet();
    return RawHttpClient.send(base, request, LISTEN, RAW_CAP);
  }

  private void checkTime() {
    if (System.nanoTime() - end >= 0) {
      throw new AuditStoppedException(why.isEmpty() ? "the time is over" : why);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new RequestFailedException(RequestFailedException.Reason.CLOSED, "interrupted");
    }
  }

  private ClientRequest signed(AuditUser person, ClientRequest call) {
    if (person.token() == null || has(call, form.name())) {
      return call;
    }
    return call.header(
        new RequestHeader(
            form.name(), form.value(person.token()), form.value(person.shellVariable())));
  }

  private static boolean has(ClientRequest call, String name) {
    return call.headers().stream().anyMatch(each -> each.name().equalsIgnoreCase(name));
  }

  /// Waits a little, such as for a server that may come back.
  public static void pause(Duration time) {
    RequestPacer.pause(time);
  }

  /// Spaces requests evenly, so that a server under audit keeps its breath.
  static final class RequestPacer {
    private final long gap;
    private long next = System.nanoTime();

    /// @param perSecond requests; 0 sets no limit
    RequestPacer(int perSecond) {
      gap = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
    }

    /// Waits for the turn of one request.
    void await() {
      long now = System.nanoTime();
      long turn;
      synchronized (this) {
        turn = Math.max(next, now);
        next = turn + gap;
      }
      pause(Duration.ofNanos(turn - now));
    }

    /// Waits, or less where the thread is interrupted.
    static void pause(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos();
          left > 0 && !Thread.currentThread().isInterrupted();
          left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /// No more requests: the time is over, or somebody wants an end.
  public static final class AuditStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AuditStoppedException(String why) {
      super(why);
    }
  }

  /// How a token is sent.
  ///
  /// @param name of the header
  /// @param template of its value, with `{token}` in it
  public record TokenHeader(String name, String template) {
    static final TokenHeader BEARER = new TokenHeader("Authorization", "Bearer {token}");

    String value(String token) {
      return template.replace("{token}", token);
    }
  }
}
