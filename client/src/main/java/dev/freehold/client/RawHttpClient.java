package dev.freehold.client;

import dev.freehold.client.ApiClient.RequestFailedException;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Sends raw bytes on a new connection: requests that an HTTP client would refuse to send.
public final class RawHttpClient {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int CHUNK = 8192;

  private RawHttpClient() {}

  /// Writes `request` and reads until the server closes the connection, the time has passed or the
  /// limit is reached.
  ///
  /// @param base scheme, host and port
  /// @param request in ISO 8859-1, so that each character is a byte
  /// @param time how long to read if the server keeps the connection open
  /// @param cap the bytes to read at most
  /// @throws RequestFailedException if there is no connection; never for the response
  public static RawResponse send(URI base, String request, Duration time, int cap) {
    return send(base, request, time, cap, ServerTrust.SYSTEM);
  }

  /// @throws RequestFailedException as above
  public static RawResponse send(
      URI base, String request, Duration time, int cap, ServerTrust trust) {
    long start = System.nanoTime();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    boolean closed = false;
    try (Socket socket = connect(base, trust)) {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        closed = read(socket, read, start + time.toNanos(), cap);
      } catch (SocketTimeoutException _) {
        closed = false;
      } catch (IOException _) {
        // A server that rejects the request may reset the connection: that is its response.
        closed = true;
      }
    } catch (UnknownHostException _) {
      throw new RequestFailedException(
          RequestFailedException.Reason.UNKNOWN_HOST, base + ": no such host");
    } catch (SSLException e) {
      throw new RequestFailedException(
          RequestFailedException.Reason.TLS, base + ": TLS: " + e.getMessage());
    } catch (IOException _) {
      throw new RequestFailedException(
          RequestFailedException.Reason.UNREACHABLE, base + ": no server responds");
    }
    return new RawResponse(read.toByteArray(), closed, Duration.ofNanos(System.nanoTime() - start));
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

  private static Socket connect(URI base, ServerTrust trust) throws IOException {
    boolean secure = "https".equals(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(host(base), port), CONNECT_MILLIS);
      plain.setSoTimeout(CONNECT_MILLIS);
      return secure ? secured(plain, host(base), port, trust) : plain;
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

  private static Socket secured(Socket plain, String host, int port, ServerTrust trust)
      throws IOException {
    SSLSocketFactory factory = trust.context().getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    if (trust.checksName()) {
      SSLParameters parameters = socket.getSSLParameters();
      // An SSLSocket verifies the certificate chain, but not the host name.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  /// The bytes received on one connection, and the responses in them.
  public static final class RawResponse {
    private final byte[] bytes;
    private final boolean closed;
    private final Duration time;
    private final List<ClientResponse> responses;

    RawResponse(byte[] bytes, boolean closed, Duration time) {
      this.bytes = bytes.clone();
      this.closed = closed;
      this.time = time;
      this.responses = read();
    }

    /// Whether the server ended the connection.
    public boolean isClosed() {
      return closed;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    /// The complete responses, in order.
    public List<ClientResponse> responses() {
      return responses;
    }

    public Optional<ClientResponse> firstResponse() {
      return responses.stream().findFirst();
    }

    private List<ClientResponse> read() {
      List<ClientResponse> all = new ArrayList<>();
      int at = 0;
      while (at < bytes.length) {
        ResponseHead head = head(at);
        if (head == null) {
          break;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        at = body(head, body);
        if (at < 0) {
          break;
        }
        all.add(new ClientResponse(head.status, head.headers, body.toByteArray(), time));
      }
      return List.copyOf(all);
    }

    private record ResponseHead(int status, Map<String, List<String>> headers, int end) {
      String one(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getLast();
      }
    }

    private @Nullable ResponseHead head(int from) {
      String text = new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 || !text.startsWith("HTTP/1.") || text.length() < 12) {
        return null;
      }
      List<String> lines = text.substring(0, end).lines().toList();
      Map<String, List<String>> headers = new LinkedHashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers
              .computeIfAbsent(
                  line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
              .add(line.substring(colon + 1).strip());
        }
      }
      try {
        int status = Integer.parseInt(lines.getFirst().substring(9, 12));
        return new ResponseHead(status, headers, from + end + 4);
      } catch (NumberFormatException | StringIndexOutOfBoundsException _) {
        return null;
      }
    }

    /// @return where the next response begins; -1 if this one is incomplete
    private int body(ResponseHead head, ByteArrayOutputStream into) {
      if (head.status < 200 || head.status == 204 || head.status == 304) {
        return head.end;
      }
      if (head.one("transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
        return chunks(head.end, into);
      }
      int length = number(head.one("content-length"), 10);
      int count = length >= 0 ? length : closed ? bytes.length - head.end : -1;
      if (count < 0 || count > bytes.length - head.end) {
        return -1;
      }
      into.write(bytes, head.end, count);
      return head.end + count;
    }

    private int chunks(int from, ByteArrayOutputStream into) {
      int at = from;
      while (true) {
        int line = lineEnd(at);
        if (line < 0) {
          return -1;
        }
        String size = new String(bytes, at, line - at, StandardCharsets.ISO_8859_1);
        int count = number(size.split(";", 2)[0].strip(), 16);
        int next = line + 2;
        if (count < 0 || count > bytes.length - next - 2) {
          return -1;
        }
        into.write(bytes, next, count);
        at = next + count + 2;
        if (count == 0) {
          return at;
        }
      }
    }

    private int lineEnd(int from) {
      for (int i = from; i + 1 < bytes.length; i++) {
        if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
          return i;
        }
      }
      return -1;
    }

    private static int number(String text, int radix) {
      try {
        return text.startsWith("+") ? -1 : Integer.parseInt(text, radix);
      } catch (NumberFormatException _) {
        return -1;
      }
    }
  }
}
