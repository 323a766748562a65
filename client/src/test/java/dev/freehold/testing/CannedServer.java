package dev.freehold.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A server that sends the same bytes on each connection after the first received byte, and then
/// nothing.
public final class CannedServer implements AutoCloseable {
  private final ServerSocket socket;

  private CannedServer(ServerSocket socket) {
    this.socket = socket;
  }

  /// @param closes whether it closes its side of the connection after the bytes
  public static CannedServer of(String answer, boolean closes) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(socket, answer, closes));
    return new CannedServer(socket);
  }

  private static void serve(ServerSocket socket, String answer, boolean closes) {
    try {
      while (true) {
        Socket client = socket.accept();
        client.getInputStream().read(new byte[8192]);
        OutputStream out = client.getOutputStream();
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (closes) {
          client.shutdownOutput();
        }
      }
    } catch (IOException _) {
      // The test has ended.
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
