package dev.freehold.audit.stranger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/// What [StrangerApi] answers, in the manner of FastAPI.
record Reply(int status, String body, Map<String, String> headers) {
  /// Ends the handling of a request with a reply.
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Reply reply;

    Refusal(Reply reply) {
      super(null, null, false, false);
      this.reply = reply;
    }

    Reply reply() {
      return reply;
    }
  }

  static Reply of(int status, Object json) {
    String body = json instanceof JsonObject object ? object.encode() : ((JsonArray) json).encode();
    return new Reply(status, body, Map.of("Content-Type", "application/json"));
  }

  static Reply empty() {
    return new Reply(204, "", Map.of());
  }

  static Refusal refusal(int status, String detail) {
    return new Refusal(of(status, new JsonObject().put("detail", detail)));
  }

  static Refusal unprocessable(String field, String message) {
    JsonObject fault = new JsonObject().put("loc", new JsonArray().add(field)).put("msg", message);
    return new Refusal(of(422, new JsonObject().put("detail", new JsonArray().add(fault))));
  }

  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, body, more);
  }
}
