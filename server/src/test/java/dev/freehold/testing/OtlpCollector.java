package dev.freehold.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// A collector of traces on a real socket, by OTLP over HTTP in the binary format of Protocol Buffers.
public final class OtlpCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<CollectedSpan> spans = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> heads = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  /// A span as it was sent.
  ///
  /// @param kind 2 server, 3 client
  /// @param status 2 error
  /// @param resource attributes of the service
  public record CollectedSpan(
      String traceId,
      String spanId,
      String parentSpanId,
      String name,
      long kind,
      long begin,
      long end,
      Map<String, String> attributes,
      long status,
      Map<String, String> resource) {}

  public OtlpCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Answers with another status from now on.
  public void answer(int code) {
    status = code;
  }

  public List<CollectedSpan> spans() {
    return List.copyOf(spans);
  }

  /// The headers of each request.
  public List<Map<String, List<String>>> heads() {
    return List.copyOf(heads);
  }

  /// Waits for a span.
  public CollectedSpan await(Predicate<CollectedSpan> wanted) {
    for (int i = 0; i < 300; i++) {
      for (CollectedSpan span : spans) {
        if (wanted.test(span)) {
          return span;
        }
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("no such span among " + spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      heads.add(Map.copyOf(exchange.getRequestHeaders()));
      InputStream body = exchange.getRequestBody();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] bytes = (zipped ? new GZIPInputStream(body) : body).readAllBytes();
      if (status == 200) {
        Message.of(bytes).each(1).forEach(this::resourceSpans);
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  // opentelemetry/proto/trace/v1/trace.proto
  private void resourceSpans(Message all) {
    Map<String, String> resource = attributes(all.each(1).getFirst(), 1);
    for (Message scope : all.each(2)) {
      for (Message span : scope.each(2)) {
        spans.add(
            new CollectedSpan(
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                span.number(6),
                span.number(7),
                span.number(8),
                attributes(span, 9),
                span.each(15).stream().mapToLong(m -> m.number(3)).sum(),
                resource));
      }
    }
  }

  private static Map<String, String> attributes(Message of, int field) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Message pair : of.each(field)) {
      Message value = pair.each(2).getFirst();
      attributes.put(pair.text(1), value.has(1) ? value.text(1) : Long.toString(value.number(3)));
    }
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// The fields of a message of Protocol Buffers, by number: `Long` or `byte[]`.
  private record Message(Map<Integer, List<Object>> fields) {
    static Message of(byte[] bytes) {
      Map<Integer, List<Object>> fields = new LinkedHashMap<>();
      ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      while (in.available() > 0) {
        long tag = varint(in);
        Object value =
            switch ((int) (tag & 7)) {
              case 0 -> varint(in);
              case 1 -> fixed(in, 8);
              case 2 -> take(in, (int) varint(in));
              case 5 -> fixed(in, 4);
              default -> throw new IllegalStateException("wire type " + (tag & 7));
            };
        fields.computeIfAbsent((int) (tag >>> 3), _ -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(InputStream in) {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte[] next = take(in, 1);
        value |= (long) (next[0] & 0x7f) << shift;
        if (next[0] >= 0) {
          return value;
        }
      }
      throw new IllegalStateException("a number without an end");
    }

    private static long fixed(InputStream in, int bytes) {
      ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      buffer.put(take(in, bytes));
      return buffer.getLong(0);
    }

    private static byte[] take(InputStream in, int length) {
      try {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
          throw new IllegalStateException("cut");
        }
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    List<Message> each(int field) {
      return fields.getOrDefault(field, List.of()).stream()
          .map(value -> of((byte[]) value))
          .toList();
    }

    private byte[] bytes(int field) {
      List<Object> values = fields.get(field);
      return values == null ? new byte[0] : (byte[]) values.getLast();
    }

    String text(int field) {
      return new String(bytes(field), StandardCharsets.UTF_8);
    }

    String hex(int field) {
      return HexFormat.of().formatHex(bytes(field));
    }

    long number(int field) {
      List<Object> values = fields.get(field);
      return values == null ? 0 : (Long) values.getLast();
    }
  }
}
