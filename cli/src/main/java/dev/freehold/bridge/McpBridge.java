package dev.freehold.bridge;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientResponse;
import dev.freehold.mcp.JsonRpcException;
import dev.freehold.mcp.JsonRpcMessage;
import dev.freehold.mcp.JsonText;
import dev.freehold.mcp.Revision;
import dev.freehold.type.BoundedJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Passes each line of standard input, one message, on to the server, and each answer to standard
/// output. What the server refuses before it reads the message becomes an error of the protocol.
public final class McpBridge {
  /// The longest line. The server refuses less.
  private static final int MAX_LINE = 16 << 20;

  private static final int MAX_CONCURRENT = 8;
  private static final int INTERNAL_ERROR = -32603;
  private static final String NOT_FREEHOLD =
      BridgeSettings.URL + " must be that of a Freehold server, whose MCP is on.";
  private static final String CANCELLED = "notifications/cancelled";

  private final BridgeSession session;
  private final PrintWriter out;
  private final Semaphore room = new Semaphore(MAX_CONCURRENT);

  /// The ids of the requests that wait for an answer.
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /// The revision of the handshake; null without one.
  private volatile @Nullable String chosen;

  /// @param out written to from several threads, a line at a time
  public McpBridge(BridgeSession session, PrintWriter out) {
    this.session = session;
    this.out = out;
  }

  /// Runs until the end of the input, and until the last answer was written.
  public void run(InputStream in) throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (true) {
        Optional<byte[]> line = line(in);
        if (line.isEmpty()) {
          return;
        }
        if (line.get().length > 0) {
          accept(line.get(), threads);
        }
      }
    }
  }

  private void accept(byte[] line, ExecutorService threads) {
    JsonRpcMessage message;
    try {
      message = JsonRpcMessage.read(line);
    } catch (JsonRpcException e) {
      write(error(null, e.code(), e.text()));
      return;
    }
    JsonText id = message.id();
    if (id != null) {
      waiting.add(id.json());
    } else if (message.method().equals(CANCELLED)) {
      JsonText request = message.params().get("requestId");
      if (request != null) {
        waiting.remove(request.json());
      }
    }
    room.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            answer(message, line);
          } finally {
            room.release();
          }
        });
  }

  private void answer(JsonRpcMessage message, byte[] line) {
    JsonText id = message.id();
    String answer;
    try {
      ClientResponse response = session.post(line, Revision.headers(message, chosen));
      answer = id == null ? "" : answer(id, response);
      if (message.method().equals(Revision.INITIALIZE)) {
        chosen = revision(answer);
      }
    } catch (RequestFailedException e) {
      answer = error(id, INTERNAL_ERROR, String.valueOf(e.getMessage()));
    } catch (DecodeException | ClassCastException _) {
      answer = error(id, INTERNAL_ERROR, NOT_FREEHOLD);
    } catch (BridgeSession.SignInRefusedException e) {
      answer =
          error(
              id,
              INTERNAL_ERROR,
              "Sign-in with "
                  + BridgeSettings.EMAIL
                  + " and "
                  + BridgeSettings.PASSWORD
                  + " was refused: "
                  + reason(e.response()));
    }
    // A notification has no answer, and a cancelled request gets none.
    if (id != null && waiting.remove(id.json())) {
      write(answer);
    }
  }

  /// The message in the response of the server, or an error with the reason of another response.
  private static String answer(JsonText id, ClientResponse response) {
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return isMessage(body) ? body : error(id, INTERNAL_ERROR, reason(response));
  }

  private static boolean isMessage(String body) {
    try {
      JsonObject object = new JsonObject(body);
      return "2.0".equals(object.getValue("jsonrpc"))
          && (object.containsKey("result") || object.containsKey("error"))
          && body.indexOf('\n') < 0;
    } catch (DecodeException _) {
      return false;
    }
  }

  private static @Nullable String revision(String answer) {
    return new JsonObject(answer)
                .getJsonObject("result", new JsonObject())
                .getValue("protocolVersion")
            instanceof String version
        ? version
        : null;
  }

  /// The error of the server in words.
  private static String reason(ClientResponse response) {
    String status = "the server answered " + response.status();
    try {
      JsonObject error =
          new JsonObject(new String(response.body(), StandardCharsets.UTF_8))
              .getJsonObject("error", new JsonObject());
      return error.getValue("message") instanceof String message ? status + ": " + message : status;
    } catch (DecodeException | ClassCastException _) {
      return status + "; " + NOT_FREEHOLD;
    }
  }

  private static String error(@Nullable JsonText id, int code, String text) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = BoundedJson.FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("jsonrpc", "2.0");
      if (id != null) {
        json.writeFieldName("id");
        json.writeRawValue(id.json());
      }
      json.writeObjectFieldStart("error");
      json.writeNumberField("code", code);
      json.writeStringField("message", text);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString();
  }

  private synchronized void write(String line) {
    out.print(line + "\n");
    out.flush();
  }

  /// The next line without its end; empty at the end of the input.
  private static Optional<byte[]> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0 && next != '\n') {
      if (line.size() == MAX_LINE) {
        throw new IOException("a message is longer than " + MAX_LINE + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    return Optional.of(line.toByteArray());
  }
}
