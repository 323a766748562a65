package dev.freehold.audit.defect;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP/1.1 messages as bytes (RFC 9112), as far as a proxy needs them that changes nothing by
/// itself.
final class Http1Codec {
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 64 << 20;
  private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+) (\\S+) HTTP/1\\.1");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}).*");

  private Http1Codec() {}

  /// The bytes up to and including the empty line. Without one: all bytes until the end of the
  /// stream or the maximum length.
  static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      if (matched == 4 || head.size() == MAX_HEAD_BYTES) {
        break;
      }
    }
    return head.toByteArray();
  }

  /// The request, if its framing is unambiguous. Empty if not: the server itself then answers it.
  static Optional<ProxiedRequest> request(byte[] head, InputStream in) throws IOException {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Optional<List<HeaderLine>> headers = headers(text);
    Matcher line = REQUEST_LINE.matcher(text.lines().findFirst().orElse(""));
    if (headers.isEmpty() || !line.matches() || !isUnambiguous(headers.get())) {
      return Optional.empty();
    }
    String length = HeaderLine.find(headers.get(), "Content-Length").orElse("0");
    if (!length.matches("\\d{1,9}") || Integer.parseInt(length) > MAX_BODY_BYTES) {
      return Optional.empty();
    }
    Buffer body = Buffer.buffer(in.readNBytes(Integer.parseInt(length)));
    return Optional.of(new ProxiedRequest(line.group(1), line.group(2), headers.get(), body));
  }

  private static boolean isUnambiguous(List<HeaderLine> headers) {
    return headers.stream().filter(h -> h.name().equalsIgnoreCase("Content-Length")).count() <= 1
        && headers.stream().filter(h -> h.name().equalsIgnoreCase("Host")).count() == 1
        && List.of("Transfer-Encoding", "Expect", "Upgrade").stream()
            .allMatch(name -> HeaderLine.find(headers, name).isEmpty());
  }

  private static Optional<List<HeaderLine>> headers(String head) {
    if (!head.endsWith("\r\n\r\n")) {
      return Optional.empty();
    }
    List<HeaderLine> headers = new ArrayList<>();
    String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1
          || !lines[i].substring(0, colon).matches("[!-~]+")
          || lines[i].indexOf('\n') >= 0) {
        return Optional.empty();
      }
      headers.add(
          new HeaderLine(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    return Optional.of(headers);
  }

  static void write(OutputStream out, ProxiedRequest request) throws IOException {
    List<HeaderLine> headers =
        new ArrayList<>(HeaderLine.without(request.headers(), "Content-Length"));
    if (request.body().length() > 0 || request.header("Content-Length").isPresent()) {
      headers.add(new HeaderLine("Content-Length", Integer.toString(request.body().length())));
    }
    write(out, request.method() + " " + request.target() + " HTTP/1.1", headers, request.body());
  }

  /// Reads the response to a request of this method.
  static ProxiedResponse answer(InputStream in, String method) throws IOException {
    String head = new String(head(in), StandardCharsets.ISO_8859_1);
    Matcher line = STATUS_LINE.matcher(head.lines().findFirst().orElse(""));
    List<HeaderLine> headers = headers(head).orElseThrow(() -> new EOFException("no answer"));
    if (!line.matches()) {
      throw new EOFException("no status line");
    }
    int status = Integer.parseInt(line.group(1));
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new ProxiedResponse(status, headers, Buffer.buffer());
    }
    Optional<String> length = HeaderLine.find(headers, "Content-Length");
    byte[] body =
        length.isPresent()
            ? in.readNBytes(Integer.parseInt(length.get()))
            : HeaderLine.find(headers, "Transfer-Encoding").isPresent()
                ? chunks(in)
                : in.readAllBytes();
    return new ProxiedResponse(
        status, HeaderLine.without(headers, "Transfer-Encoding"), Buffer.buffer(body));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      body.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  static void write(OutputStream out, ProxiedResponse answer, String method) throws IOException {
    List<HeaderLine> headers = new ArrayList<>(answer.headers());
    boolean bodiless = method.equals("HEAD") || answer.status() == 204 || answer.status() == 304;
    if (!bodiless) {
      headers = new ArrayList<>(HeaderLine.without(headers, "Content-Length"));
      headers.add(new HeaderLine("Content-Length", Integer.toString(answer.body().length())));
    }
    write(
        out,
        "HTTP/1.1 " + answer.status() + " ",
        headers,
        bodiless ? Buffer.buffer() : answer.body());
  }

  private static void write(OutputStream out, String first, List<HeaderLine> headers, Buffer body)
      throws IOException {
    StringBuilder head = new StringBuilder(first).append("\r\n");
    headers.forEach(h -> head.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body.getBytes());
    out.flush();
  }

  /// A header line as sent.
  record HeaderLine(String name, String value) {

    static Optional<String> find(List<HeaderLine> headers, String name) {
      return headers.stream()
          .filter(h -> h.name.equalsIgnoreCase(name))
          .map(HeaderLine::value)
          .findFirst();
    }

    /// Replaces all lines of this name by one with this value.
    static List<HeaderLine> with(List<HeaderLine> headers, String name, String value) {
      List<HeaderLine> changed = new ArrayList<>(without(headers, name));
      changed.add(new HeaderLine(name, value));
      return changed;
    }

    static List<HeaderLine> without(List<HeaderLine> headers, String name) {
      return headers.stream().filter(h -> !h.name.equalsIgnoreCase(name)).toList();
    }
  }
}
