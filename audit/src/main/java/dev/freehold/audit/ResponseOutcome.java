package dev.freehold.audit;

import dev.freehold.client.ClientResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a response says that the request succeeded: by its status, and by its body where a
/// server answers every request with 200.
public final class ResponseOutcome {
  private static final List<String> FLAGS = List.of("success", "ok", "succeeded", "isSuccess");
  private static final List<String> ERRORS = List.of("error", "errors", "exception");
  private static final List<String> CODES = List.of("status", "statusCode", "status_code", "code");
  private static final Set<String> FAILURES =
      Set.of("fail", "failed", "failure", "error", "unauthorized", "forbidden", "denied");

  private ResponseOutcome() {}

  /// Whether the status is 2xx and the body does not say that the request failed.
  public static boolean isSuccess(ClientResponse answer) {
    return answer.isSuccess()
        && !(answer.json().orElse(null) instanceof JsonObject body && saysFailure(body));
  }

  /// Whether the status is 2xx, but the body says that the request failed.
  public static boolean isDisguisedFailure(ClientResponse answer) {
    return answer.isSuccess() && !isSuccess(answer);
  }

  static boolean saysFailure(JsonObject body) {
    return FLAGS.stream().anyMatch(name -> Boolean.FALSE.equals(body.getValue(name)))
        || (!body.containsKey("id")
            && ERRORS.stream().anyMatch(name -> isError(body.getValue(name))))
        || CODES.stream().anyMatch(name -> isFailure(body.getValue(name)) && isShort(body));
  }

  /// A row can have an error of its own, such as a job that failed. `"error": false` and `"errors": []` say that there is none.
  private static boolean isError(@Nullable Object value) {
    return switch (value) {
      case String text -> !text.isBlank();
      case JsonObject object -> !object.isEmpty();
      case JsonArray array -> !array.isEmpty();
      case Boolean flag -> flag;
      case null, default -> false;
    };
  }

  private static boolean isFailure(@Nullable Object value) {
    return switch (value) {
      case String text ->
          FAILURES.contains(text.toLowerCase(Locale.ROOT)) || text.matches("[45]\\d\\d");
      case Number number -> number.intValue() >= 400 && number.intValue() < 600;
      case null, default -> false;
    };
  }

  /// A row may have a status or a code of its own; a report of a failure has little else.
  private static boolean isShort(JsonObject body) {
    return body.size() <= 4 && !body.containsKey("id");
  }
}
