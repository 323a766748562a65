package dev.freehold.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The requests of [WarmUpCommand] to a server of the Tasks spec: each kind once, then those of a busy
/// server for some seconds.
final class WarmUpRequests {
  /// One request. The variables `$TOKEN`, `$REFRESH` and `$ID` hold values of earlier responses.
  private record WarmUpRequest(String method, String path, String body) {
    static WarmUpRequest get(String path) {
      return new WarmUpRequest("GET", path, "");
    }
  }

  private static final String CREDENTIALS =
      """
      {"email": "$MAIL@example.com", "password": "$MAIL"}\
      """;
  private static final WarmUpRequest CREATE =
      new WarmUpRequest(
          "POST",
          "/api/v1/tasks",
          """
          {"title": "Buy milk", "description": "two <b>bottles</b>"}\
          """);
  private static final WarmUpRequest READ = WarmUpRequest.get("/api/v1/tasks/$ID");
  private static final WarmUpRequest UPDATE =
      new WarmUpRequest("PATCH", "/api/v1/tasks/$ID", "{\"completed\": true}");
  private static final WarmUpRequest DELETE = new WarmUpRequest("DELETE", "/api/v1/tasks/$ID", "");

  private static final List<WarmUpRequest> ONCE =
      List.of(
          WarmUpRequest.get("/"),
          WarmUpRequest.get("/no-such-page"),
          WarmUpRequest.get("/api/v1/tasks"),
          new WarmUpRequest("POST", "/api/v1/auth/signup", CREDENTIALS),
          new WarmUpRequest("POST", "/api/v1/auth/login", CREDENTIALS),
          new WarmUpRequest(
              "POST",
              "/api/v1/auth/refresh",
              """
              {"refresh_token": "$REFRESH"}\
              """),
          WarmUpRequest.get("/api/v1/auth/me"),
          CREATE,
          new WarmUpRequest("POST", "/api/v1/tasks", "{\"title\": \"\", \"colour\": \"red\"}"),
          new WarmUpRequest("POST", "/api/v1/tasks", "{"),
          WarmUpRequest.get("/api/v1/tasks?page=1&limit=20&status=pending"),
          READ,
          UPDATE,
          DELETE);

  private static final WarmUpRequest LIST = WarmUpRequest.get("/api/v1/tasks");
  private static final WarmUpRequest FILTERED =
      WarmUpRequest.get("/api/v1/tasks?completed=false&sort=-created_at&limit=10");

  /// More reads than writes, as of most applications. The rows that stay fill the lists.
  private static final List<WarmUpRequest> BUSY =
      List.of(CREATE, READ, LIST, READ, UPDATE, READ, FILTERED, CREATE, READ, LIST, READ, DELETE);

  private static final WarmUpRequest LAST =
      new WarmUpRequest("POST", "/api/v1/auth/logout", "{\"refresh_token\": \"$REFRESH\"}");

  private static final int CONNECTIONS = 8;

  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern REFRESH = Pattern.compile("\"refresh_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*([0-9]+)");

  private final URI base;
  private final String mail = "warm-up-" + UUID.randomUUID();
  private String token = "";
  private String refresh = "";

  WarmUpRequests(URI base) {
    this.base = base;
  }

  /// Whether every response was other than 5xx.
  ///
  /// @param busy how long to load the server
  /// @throws IOException if there is no response within ten seconds
  boolean run(Duration busy) throws IOException, InterruptedException {
    boolean fine = true;
    try (Connection first = new Connection()) {
      for (WarmUpRequest step : ONCE) {
        fine &= first.send(step);
      }
      token = first.token;
      refresh = first.refresh;
      long end = System.nanoTime() + busy.toNanos();
      try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
        Callable<Boolean> client = () -> load(end);
        List<Future<Boolean>> results =
            clients.invokeAll(IntStream.range(0, CONNECTIONS).mapToObj(_ -> client).toList());
        for (Future<Boolean> result : results) {
          fine &= result.get();
        }
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      }
      return first.send(LAST) && fine;
    }
  }

  private boolean load(long end) throws IOException {
    boolean fine = true;
    try (Connection connection = new Connection()) {
      while (System.nanoTime() < end) {
        for (WarmUpRequest step : BUSY) {
          fine &= connection.send(step);
        }
      }
    }
    return fine;
  }

  /// One connection. A plain socket: the classes of an HTTP client would be in the cache, and a server
  /// has no use for them.
  private final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private String token = WarmUpRequests.this.token;
    private String refresh = WarmUpRequests.this.refresh;
    private String id = "0";

    Connection() throws IOException {
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    /// Whether the response has another status than 5xx.
    boolean send(WarmUpRequest step) throws IOException {
      byte[] body = filled(step.body()).getBytes(StandardCharsets.UTF_8);
      String head =
          step.method()
              + ' '
              + filled(step.path())
              + " HTTP/1.1\r\nHost: "
              + base.getAuthority()
              + (token.isEmpty() ? "" : "\r\nAuthorization: Bearer " + token)
              + (body.length == 0
                  ? ""
                  : "\r\nContent-Type: application/json\r\nContent-Length: " + body.length)
              + "\r\n\r\n";
      byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
      byte[] all = new byte[bytes.length + body.length];
      System.arraycopy(bytes, 0, all, 0, bytes.length);
      System.arraycopy(body, 0, all, bytes.length, body.length);
      socket.getOutputStream().write(all);

      int status = Integer.parseInt(line().split(" ", 3)[1]);
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        String header = line.toLowerCase(Locale.ROOT);
        if (header.startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
        }
      }
      String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      token = found(TOKEN, answer, token);
      refresh = found(REFRESH, answer, refresh);
      if (!step.method().equals("GET")) {
        id = found(ID, answer, id);
      }
      return status < 500;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private String filled(String text) {
      return text.replace("$MAIL", mail).replace("$REFRESH", refresh).replace("$ID", id);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String found(Pattern pattern, String text, String otherwise) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : otherwise;
  }
}
