package dev.freehold.audit.defect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands before a server and hands each request to a [Fault]. What is not of the plain form goes
/// on byte for byte, so that the server's own framing is what a client meets.
final class FaultInjectingProxy implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  /// Answers a request, in whatever wrong way.
  interface RequestInterceptor {
    ProxiedResponse answer(ProxiedRequest request) throws IOException;
  }

  private final ServerSocket door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int server;
  private final RequestInterceptor handler;

  /// @param server the port that what cannot be read in one way is passed on to
  FaultInjectingProxy(int server, RequestInterceptor handler) throws IOException {
    this.server = server;
    this.handler = handler;
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        byte[] head = Http1Codec.head(in);
        if (head.length == 0) {
          return;
        }
        Optional<ProxiedRequest> ask = Http1Codec.request(head, in);
        if (ask.isEmpty()) {
          tunnel(head, in, client);
          return;
        }
        ProxiedResponse answer = handler.answer(ask.get());
        Http1Codec.write(client.getOutputStream(), answer, ask.get().method());
        if (isLast(answer.header("Connection")) || isLast(ask.get().header("Connection"))) {
          return;
        }
      }
    } catch (IOException gone) {
      // One of the two ended the connection; the other one learns it by this one's end.
    }
  }

  private static boolean isLast(Optional<String> connection) {
    return connection.filter(value -> value.equalsIgnoreCase("close")).isPresent();
  }

  private void tunnel(byte[] begun, InputStream in, Socket client) throws IOException {
    try (Socket back = new Socket(InetAddress.getLoopbackAddress(), server)) {
      threads.execute(
          () -> {
            try {
              OutputStream out = back.getOutputStream();
              out.write(begun);
              out.flush();
              pump(in, out);
              back.shutdownOutput();
            } catch (IOException gone) {
              // The answer, if there is one, is on its way the other way.
            }
          });
      pump(back.getInputStream(), client.getOutputStream());
    }
  }

  private static void pump(InputStream from, OutputStream to) throws IOException {
    byte[] some = new byte[8192];
    for (int n = from.read(some); n >= 0; n = from.read(some)) {
      to.write(some, 0, n);
      to.flush();
    }
  }

  /// One request on a connection of its own.
  static ProxiedResponse send(int port, ProxiedRequest request) throws IOException {
    try (Socket back = new Socket(InetAddress.getLoopbackAddress(), port)) {
      back.setSoTimeout(PATIENCE_MILLIS);
      back.setTcpNoDelay(true);
      // A server answers what is too long before it has come, and then reads no further.
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  Http1Codec.write(back.getOutputStream(), request);
                } catch (IOException refused) {
                  // Its answer says why.
                }
              });
      ProxiedResponse answer =
          Http1Codec.answer(new BufferedInputStream(back.getInputStream()), request.method());
      writer.interrupt();
      return answer;
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
