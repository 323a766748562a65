package dev.freehold.audit.limits;

import dev.freehold.call.Answer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What an answer says of the size of its page.
final class Limits {
  private static final List<String> NAMES =
      List.of("limit", "per_page", "page_size", "pageSize", "size", "perPage");

  private Limits() {}

  static OptionalLong saidLimit(Answer answer) {
    return found(answer.json().orElse(null), 3);
  }

  private static OptionalLong found(@Nullable Object json, int depth) {
    if (!(json instanceof JsonObject object) || depth == 0) {
      return OptionalLong.empty();
    }
    for (String name : NAMES) {
      if (object.getValue(name) instanceof Number number) {
        return OptionalLong.of(number.longValue());
      }
    }
    return object.fieldNames().stream()
        .map(name -> found(object.getValue(name), depth - 1))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }
}
