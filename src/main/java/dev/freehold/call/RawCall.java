package dev.freehold.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Sends exactly the bytes that it is given over a connection of its own: what an HTTP client would refuse to send.
public final class RawCall {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int CHUNK = 8192;

  private RawCall() {}

  /// Writes `request` and reads until the server ends the connection, the time is over or the cap is reached.
  ///
  /// @param base scheme, host and port
  /// @param request in ISO 8859-1, so that each character is a byte
  /// @param time how long to listen; a server that keeps the connection open is listened to until then
  /// @param cap bytes that are read at most
  /// @throws CallFailed where there is no connection; never for what is said over it
  public static Received send(URI base, String request, Duration time, int cap) {
    long start = System.nanoTime();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    boolean closed = false;
    try (Socket socket = connect(base)) {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        closed = read(socket, read, start + time.toNanos(), cap);
      } catch (SocketTimeoutException _) {
        closed = false;
      } catch (IOException _) {
        // A server that refuses what it reads may reset the connection: that is its answer.
        closed = true;
      }
    } catch (UnknownHostException _) {
      throw new CallFailed(CallFailed.Reason.UNKNOWN_HOST, base + ": no such host");
    } catch (SSLException e) {
      throw new CallFailed(CallFailed.Reason.TLS, base + ": TLS: " + e.getMessage());
    } catch (IOException _) {
      throw new CallFailed(CallFailed.Reason.UNREACHABLE, base + ": nobody answers there");
    }
    return new Received(read.toByteArray(), closed, Duration.ofNanos(System.nanoTime() - start));
  }

  /// @return whether the server ended the connection
  private static boolean read(Socket socket, ByteArrayOutputStream into, long end, int cap)
      throws IOException {
    InputStream in = socket.getInputStream();
    byte[] chunk = new byte[CHUNK];
    while (into.size() < cap) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      int count = in.read(chunk, 0, Math.min(chunk.length, cap - into.size()));
      if (count < 0) {
        return true;
      }
      into.write(chunk, 0, count);
    }
    return false;
  }

  private static Socket connect(URI base) throws IOException {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host(base), port), CONNECT_MILLIS);
      plain.setSoTimeout(CONNECT_MILLIS);
      return secure ? secured(plain, host(base), port) : plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static String host(URI base) throws UnknownHostException {
    String host = base.getHost();
    if (host == null) {
      throw new UnknownHostException(base.toString());
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    // A socket checks the chain by itself, but not whose certificate it is.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
