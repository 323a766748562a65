package dev.freehold.call;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bytes that came over one connection, and the answers in them.
public final class Received {
  private final byte[] bytes;
  private final boolean closed;
  private final Duration time;
  private final List<Answer> answers;

  Received(byte[] bytes, boolean closed, Duration time) {
    this.bytes = bytes.clone();
    this.closed = closed;
    this.time = time;
    this.answers = read();
  }

  /// Whether the server ended the connection.
  public boolean isClosed() {
    return closed;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// Every answer that is there whole, in order.
  public List<Answer> answers() {
    return answers;
  }

  public Optional<Answer> first() {
    return answers.stream().findFirst();
  }

  private List<Answer> read() {
    List<Answer> all = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      Head head = head(at);
      if (head == null) {
        break;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      at = body(head, body);
      if (at < 0) {
        break;
      }
      all.add(new Answer(head.status, head.headers, body.toByteArray(), time));
    }
    return List.copyOf(all);
  }

  private record Head(int status, Map<String, List<String>> headers, int end) {
    String one(String name) {
      List<String> values = headers.getOrDefault(name, List.of());
      return values.isEmpty() ? "" : values.getLast();
    }
  }

  private @Nullable Head head(int from) {
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
      return new Head(status, headers, from + end + 4);
    } catch (NumberFormatException | StringIndexOutOfBoundsException _) {
      return null;
    }
  }

  /// @return where the next answer begins; -1 where this one is not whole
  private int body(Head head, ByteArrayOutputStream into) {
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
