package dev.freehold.audit.site;

import dev.freehold.audit.Exchange;
import dev.freehold.audit.Observer;
import dev.freehold.audit.Person;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import dev.freehold.call.Client;
import dev.freehold.call.Header;
import dev.freehold.call.RawCall;
import dev.freehold.call.Received;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// The one way to the server: slowed, counted, seen by the observers, and closed when the time is over.
public final class Sender {
  private static final Duration LISTEN = Duration.ofSeconds(2);
  private static final int RAW_CAP = 1 << 20;
  private static final int MAX_WAITS = 3;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private final Client client;
  private final URI base;
  private final Pace pace;
  private final TokenForm form;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private volatile long end;
  private volatile String why = "";

  /// @param rate requests a second at most; 0 sets no limit
  /// @param time after which every send throws [Stopped]
  public Sender(Client client, int rate, TokenForm form, Duration time) {
    this.client = client;
    this.base = URI.create(client.base());
    this.pace = new Pace(rate);
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

  public void observe(Observer observer) {
    observers.add(observer);
  }

  /// Every send from now on throws [Stopped].
  public void stop(String reason) {
    why = reason;
    end = System.nanoTime();
  }

  /// As [#stop], but with a last span of time, for the clean-up; nobody observes it.
  public void reopen(Duration time) {
    observers.clear();
    end = System.nanoTime() + time.toNanos();
  }

  /// Sends; 429 is an answer like any other.
  public Exchange once(Person person, Call call) {
    checkTime();
    pace.await();
    Call sent = signed(person, call);
    count.incrementAndGet();
    Exchange exchange = new Exchange(client.base(), person, sent, client.send(sent));
    observers.forEach(each -> each.see(exchange));
    return exchange;
  }

  /// Waits where the server says 429.
  public Exchange send(Person person, Call call) {
    Exchange exchange = once(person, call);
    for (int i = 0; i < MAX_WAITS && exchange.status() == 429; i++) {
      Pace.pause(retryAfter(exchange));
      exchange = once(person, call);
    }
    return exchange;
  }

  private static Duration retryAfter(Exchange exchange) {
    String text = exchange.answer().header("retry-after").orElse("2");
    try {
      Duration asked = Duration.ofSeconds(Math.max(1, Long.parseLong(text.strip())));
      return asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked;
    } catch (NumberFormatException _) {
      return Duration.ofSeconds(2);
    }
  }

  Received raw(String request) {
    checkTime();
    pace.await();
    count.incrementAndGet();
    return RawCall.send(base, request, LISTEN, RAW_CAP);
  }

  private void checkTime() {
    if (System.nanoTime() - end >= 0) {
      throw new Stopped(why.isEmpty() ? "the time is over" : why);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CallFailed(CallFailed.Reason.CLOSED, "interrupted");
    }
  }

  private Call signed(Person person, Call call) {
    if (person.token() == null || has(call, form.name())) {
      return call;
    }
    return call.header(
        new Header(form.name(), form.value(person.token()), form.value(person.variable())));
  }

  private static boolean has(Call call, String name) {
    return call.headers().stream().anyMatch(each -> each.name().equalsIgnoreCase(name));
  }

  /// Waits a little, such as for a server that may come back.
  public static void pause(Duration time) {
    Pace.pause(time);
  }
}
