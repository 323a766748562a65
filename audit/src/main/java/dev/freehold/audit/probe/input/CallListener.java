package dev.freehold.audit.probe.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Listens for calls of the audited server, and remembers the request lines. It answers each with
/// an empty 204.
final class CallListener implements AutoCloseable {
  private static final int BACKLOG = 50;
  private static final int MAX_LINE = 4_000;
  private static final Duration READ = Duration.ofSeconds(2);
  private static final long POLL_NANOS = 20_000_000;

  private final ServerSocket socket;
  private final String host;
  private final Set<String> lines = ConcurrentHashMap.newKeySet();

  /// @param address port 0 for any
  /// @throws UncheckedIOException if the address is not one of this machine, or in use
  CallListener(InetSocketAddress address) {
    try {
      this.socket = new ServerSocket();
      socket.bind(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen at " + address, e);
    }
    InetAddress bound = socket.getInetAddress();
    String name = bound.isLoopbackAddress() ? bound.getHostAddress() : address.getHostString();
    this.host = name.indexOf(':') < 0 ? name : "[" + name + "]";
    Thread.ofVirtual().name("audit-listener").start(this::accept);
  }

  /// An address with a path of this word.
  String url(String word) {
    return "http://" + host + ":" + socket.getLocalPort() + "/" + word;
  }

  /// The same by the name of the loopback interface, which some servers do not look up.
  String urlByName(String word) {
    return socket.getInetAddress().isLoopbackAddress()
        ? "http://localhost:" + socket.getLocalPort() + "/" + word
        : url(word);
  }

  /// Whether the path of this word is called within the time.
  boolean isCalled(String word, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    boolean isCalled = isCalled(word);
    while (!isCalled && System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(POLL_NANOS);
      isCalled = isCalled(word);
    }
    return isCalled;
  }

  private boolean isCalled(String word) {
    return lines.stream().anyMatch(line -> line.contains("/" + word));
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> answer(caller));
      } catch (IOException _) {
        // Closed, or a caller that went away: the loop ends or goes on.
      }
    }
  }

  private void answer(Socket caller) {
    try (caller) {
      caller.setSoTimeout((int) READ.toMillis());
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      if (line != null) {
        lines.add(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
      }
      caller
          .getOutputStream()
          .write(
              "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      // A caller that sends no request line, or reads no answer: its call counts if it has a line.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
