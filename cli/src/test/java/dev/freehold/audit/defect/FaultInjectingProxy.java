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

/// A proxy in front of a server that lets a [Defect.Fault] answer each request. A request whose
/// framing is ambiguous is forwarded byte for byte, so that the server itself answers it.
final class FaultInjectingProxy implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  /// Answers a request in place of the server.
  interface RequestInterceptor {
    ProxiedResponse answer(ProxiedRequest request) throws IOException;
  }

  private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int server;
  private final RequestInterceptor handler;

  /// @param server the port to which requests with ambiguous framing are forwarded
  FaultInjectingProxy(int server, RequestInterceptor handler) throws IOException {
    this.server = server;
    this.handler = handler;
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(TIMEOUT_MILLIS);
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (true) {
        byte[] head = Http1Codec.head(in);
        if (head.length == 0) {
          return;
        }
        Optional<ProxiedRequest> request = Http1Codec.request(head, in);
        if (request.isEmpty()) {
          tunnel(head, in, client);
          return;
        }
        ProxiedResponse answer = handler.answer(request.get());
        Http1Codec.write(client.getOutputStream(), answer, request.get().method());
        if (isLast(answer.header("Connection")) || isLast(request.get().header("Connection"))) {
          return;
        }
      }
    } catch (IOException gone) {
      // One side closed the connection; closing this socket tells the other side.
    }
  }

  private static boolean isLast(Optional<String> connection) {
    return connection.filter(value -> value.equalsIgnoreCase("close")).isPresent();
  }

  private void tunnel(byte[] head, InputStream in, Socket client) throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      threads.execute(
          () -> {
            try {
              OutputStream out = upstream.getOutputStream();
              out.write(head);
              out.flush();
              pump(in, out);
              upstream.shutdownOutput();
            } catch (IOException gone) {
              // The other direction still delivers the answer, if there is one.
            }
          });
      pump(upstream.getInputStream(), client.getOutputStream());
    }
  }

  private static void pump(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      to.flush();
    }
  }

  /// Sends one request on a new connection.
  static ProxiedResponse send(int port, ProxiedRequest request) throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
      upstream.setSoTimeout(TIMEOUT_MILLIS);
      upstream.setTcpNoDelay(true);
      // The server may answer a body that is too long before it has read all of it.
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  Http1Codec.write(upstream.getOutputStream(), request);
                } catch (IOException refused) {
                  // The answer gives the reason.
                }
              });
      ProxiedResponse answer =
          Http1Codec.answer(new BufferedInputStream(upstream.getInputStream()), request.method());
      writer.interrupt();
      return answer;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
