package dev.freehold.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// An HTTP client that sends exactly the given bytes, so that a test can send invalid requests.
public final class RawHttpTestClient implements AutoCloseable {

  /// A response.
  ///
  /// @param headers by lower-case name
  public record Response(String statusLine, Map<String, List<String>> headers, Buffer bytes) {
    public int status() {
      return Integer.parseInt(statusLine.substring(9, 12));
    }

    public String body() {
      return bytes.toString();
    }

    /// The value of a header that occurs at most once.
    public @Nullable String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      if (values.size() > 1) {
        throw new AssertionError(name + " stands more than once: " + values);
      }
      return values.isEmpty() ? null : values.getFirst();
    }

    public String gunzipped() throws IOException {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes.getBytes()))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    /// The `error.code` of the body; also checks the error format.
    public String errorCode() throws IOException {
      String code = "";
      List<String> top = new ArrayList<>();
      List<String> error = new ArrayList<>();
      try (JsonParser json = new JsonFactory().createParser(bytes.getBytes())) {
        int depth = 0;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
          if (token == JsonToken.FIELD_NAME && depth == 1) {
            top.add(json.currentName());
          } else if (token == JsonToken.FIELD_NAME && depth == 2) {
            error.add(json.currentName());
          } else if (depth == 2 && "code".equals(json.currentName())) {
            code = json.getText();
          }
        }
      }
      if (!top.subList(0, 2).equals(List.of("success", "error"))
          || !error.equals(List.of("code", "message", "details", "requestId"))) {
        throw new AssertionError("Not the one format: " + body());
      }
      return code;
    }
  }

  private final Socket socket;
  private final InputStream in;

  public RawHttpTestClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawHttpTestClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawHttpTestClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  public Response read() throws IOException {
    return read(false);
  }

  /// The next response; a response to HEAD has no body, whatever Content-Length is.
  public Response read(boolean head) throws IOException {
    String statusLine = line();
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(": ");
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 2));
    }
    List<String> length = headers.getOrDefault("content-length", List.of("0"));
    int count = head ? 0 : Integer.parseInt(length.getFirst());
    byte[] body = in.readNBytes(count);
    if (body.length < count) {
      throw new EOFException("The body ended early");
    }
    return new Response(statusLine, headers, Buffer.buffer(body));
  }

  /// Whether the server has closed the connection without sending more.
  public boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException _) {
      return true;
    }
  }

  /// The next byte; -1 after the last.
  public int readByte() throws IOException {
    try {
      return in.read();
    } catch (java.net.SocketException _) {
      return -1;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The connection ended");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
