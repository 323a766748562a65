package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.SessionCookies;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.client.RawHttpClient;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.client.ServerTrust;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends the requests of an audit: rate limited, counted, shown to passive probes, with a deadline.
public final class AuditClient {
  private static final Duration LISTEN = Duration.ofSeconds(2);
  private static final int RAW_CAP = 1 << 20;
  private static final int TOO_MANY_REQUESTS = 429;

  /// The longest wait for a server that limits requests, and the part of the audit that it may take.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(65);

  private static final int PART_TO_WAIT = 8;

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  /// Why there is no response although the request arrived, or may have.
  private static final Set<RequestFailedException.Reason> REACHED =
      Set.of(
          RequestFailedException.Reason.TIMEOUT,
          RequestFailedException.Reason.CLOSED,
          RequestFailedException.Reason.TOO_LARGE,
          RequestFailedException.Reason.NOT_HTTP);

  private final ApiClient client;
  private final URI base;
  private final ServerTrust trust;
  private final RequestPacer pace;
  private final Duration wait;
  private final Set<String> limited = ConcurrentHashMap.newKeySet();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final List<PassiveProbe> observers = new CopyOnWriteArrayList<>();
  private final Map<AuditUser, AuditUser> renewed = new ConcurrentHashMap<>();
  private volatile @Nullable UserTeams teams;
  private volatile SessionCookies visitor = SessionCookies.NONE;
  private volatile long end;
  private volatile String why = "";

  /// @param rate the maximum requests per second; 0 sets no limit
  /// @param time the time after which every send throws [AuditStoppedException]
  /// @param trust that of `client`, for raw requests
  public AuditClient(ApiClient client, ServerTrust trust, int rate, Duration time) {
    this.trust = trust;
    this.client = client;
    this.base = URI.create(client.base());
    this.pace = new RequestPacer(rate);
    this.end = System.nanoTime() + time.toNanos();
    Duration part = time.dividedBy(PART_TO_WAIT);
    this.wait = part.compareTo(LONGEST_WAIT) < 0 ? part : LONGEST_WAIT;
  }

  /// Scheme, host and port.
  public String base() {
    return client.base();
  }

  /// The number of requests so far.
  public int count() {
    return count.get();
  }

  /// Sends each later request in the team of its user, unless it names a team.
  void useTeams(UserTeams of) {
    teams = of;
  }

  /// Sends later requests of a user with other credentials, for example after another sign-in.
  public void renew(AuditUser user, AuditUser fresh) {
    AuditUser old = current(user);
    // A sign-in can give the credentials that the user has or had: no user leads to itself.
    renewed.remove(fresh);
    if (!old.equals(fresh)) {
      renewed.put(old, fresh);
    }
  }

  /// The user with its newest credentials.
  public AuditUser current(AuditUser user) {
    AuditUser newest = user;
    for (AuditUser next = user; next != null; next = renewed.get(next)) {
      newest = next;
    }
    return newest;
  }

  public void observe(PassiveProbe observer) {
    observers.add(observer);
  }

  /// Makes every later send throw [AuditStoppedException].
  public void stop(String reason) {
    why = reason;
    end = System.nanoTime();
  }

  /// Like [#stop], but allows a last period for the clean-up, without passive probes.
  public void restartForCleanUp(Duration time) {
    observers.clear();
    end = System.nanoTime() + time.toNanos();
  }

  /// Sends a request and returns a 429 response like any other.
  public AuditExchange sendWithoutRetry(AuditUser of, ClientRequest call) {
    AuditUser user = current(of);
    UserTeams open = teams;
    ClientRequest sent = asVisitor(user, user.sign(open == null ? call : open.in(user, call)));
    checkTime();
    pace.await();
    count.incrementAndGet();
    AuditExchange exchange = new AuditExchange(client.base(), user, sent, answer(sent));
    observers.forEach(each -> each.onExchange(exchange));
    return exchange;
  }

  /// A CSRF token signs nobody in: without one, a server would refuse nobody for its want.
  private ClientRequest asVisitor(AuditUser user, ClientRequest call) {
    boolean hasCredentials =
        call.headers().stream()
            .anyMatch(each -> CREDENTIALS.contains(each.name().toLowerCase(Locale.ROOT)));
    return user.equals(AuditUser.ANONYMOUS) && !READS.contains(call.method()) && !hasCredentials
        ? visitor.sign(call, user.label())
        : call;
  }

  /// Changes of the anonymous client have these cookies and CSRF headers from now on.
  ///
  /// @param cookies that the server gave to nobody, for no other use
  public void visitWith(SessionCookies cookies) {
    visitor = cookies;
  }

  /// The server may have created a row whose id is in the response that did not arrive.
  private ClientResponse answer(ClientRequest sent) {
    try {
      return client.send(sent);
    } catch (RequestFailedException e) {
      if (sent.method().equals("POST") && REACHED.contains(e.reason())) {
        lost.add("POST " + sent.target().replaceFirst("[?#].*", ""));
      }
      throw e;
    }
  }

  /// The requests that may have created a row and got no complete response, such as `POST /tasks`.
  public List<String> lostCreates() {
    return lost.stream().sorted().toList();
  }

  /// Sends a request; waits and retries on 429. A server that has refused a request for the whole wait
  /// is not waited for again at that operation, until it answers.
  ///
  /// @throws RequestFailedException if the server limits the request for longer: the response says nothing
  ///     about the operation
  public AuditExchange send(AuditUser user, ClientRequest call) {
    String operation = call.method() + " " + call.target().replaceFirst("[?#].*", "");
    AuditExchange exchange = sendWithoutRetry(user, call);
    Duration left = limited.contains(operation) ? Duration.ZERO : wait;
    for (int i = 0; exchange.status() == TOO_MANY_REQUESTS; i++) {
      Duration delay = RetryDelay.of(exchange.answer(), i, Instant.now());
      if (delay.compareTo(left) > 0) {
        limited.add(operation);
        throw new RequestFailedException(
            RequestFailedException.Reason.RATE_LIMITED,
            operation
                + ": the server limits requests (429); lift the limit for the audit, or slow it"
                + " down with --rate");
      }
      left = left.minus(delay);
      RequestPacer.pause(delay);
      exchange = sendWithoutRetry(user, call);
    }
    limited.remove(operation);
    return exchange;
  }

  RawResponse raw(String request) {
    checkTime();
    pace.await();
    count.incrementAndGet();
    return RawHttpClient.send(base, request, LISTEN, RAW_CAP, trust);
  }

  private void checkTime() {
    if (System.nanoTime() - end >= 0) {
      throw new AuditStoppedException(
          why.isEmpty() ? "the time limit of the audit is reached" : why);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new RequestFailedException(RequestFailedException.Reason.CLOSED, "interrupted");
    }
  }

  /// Waits, for example for a server that may recover.
  public static void pause(Duration time) {
    RequestPacer.pause(time);
  }

  /// Spaces requests evenly, to limit the load on the server.
  static final class RequestPacer {
    private final long gap;
    private long next = System.nanoTime();

    /// @param perSecond the maximum requests per second; 0 sets no limit
    RequestPacer(int perSecond) {
      gap = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
    }

    /// Waits until one more request is allowed.
    void await() {
      long now = System.nanoTime();
      long turn;
      synchronized (this) {
        turn = Math.max(next, now);
        next = turn + gap;
      }
      pause(Duration.ofNanos(turn - now));
    }

    /// Waits; returns early if the thread is interrupted.
    static void pause(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      for (long left = time.toNanos();
          left > 0 && !Thread.currentThread().isInterrupted();
          left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /// No more requests: the time limit is reached, or the audit was stopped.
  public static final class AuditStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AuditStoppedException(String why) {
      super(why);
    }
  }
}
