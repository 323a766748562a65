package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Detects data of a row in a response that must not show it.
public final class RowLeakDetector {
  private static final List<String> OWNERS =
      List.of(
          "user_id",
          "owner_id",
          "userId",
          "ownerId",
          "author_id",
          "account_id",
          "created_by",
          "owner",
          "user",
          "tenant_id");

  /// Never changed, and telling: rows of two kinds may share id and owner.
  private static final List<String> MADE = List.of("created_at", "createdAt", "created");

  /// A text of this length that is the same in two rows with one id is no accident: a time, an id, a title.
  private static final int TELLING = 8;

  private RowLeakDetector() {}

  /// What of the row is there, in words; empty where nothing is. What the request itself said and the answer only repeats does
  /// not count.
  public static Optional<String> find(AuditRow row, AuditExchange exchange) {
    String marker = row.marker();
    boolean asked =
        marker.isEmpty()
            || exchange.call().target().contains(ClientRequest.encode(marker))
            || exchange.call().bodyText().contains(marker);
    if (!asked && exchange.answer().text().contains(marker)) {
      return Optional.of("the answer has the text \"" + marker + "\" of " + row);
    }
    if (!asked && exchange.answer().headers().toString().contains(marker)) {
      return Optional.of("a header has the text \"" + marker + "\" of " + row);
    }
    if (!exchange.answer().isSuccess()) {
      return Optional.empty();
    }
    return exchange
        .answer()
        .json()
        .filter(json -> objects(json).anyMatch(object -> isRow(row, object)))
        .map(_ -> "the answer has the row " + row);
  }

  /// Whether an object is this row. Two people may have rows with one id where each person's are counted from 1, so a small id
  /// alone proves nothing.
  public static boolean isRow(AuditRow row, JsonObject object) {
    if (!EnvelopeReader.id(object).equals(Optional.of(row.id()))) {
      return false;
    }
    for (String made : MADE) {
      if (row.responseBody().containsKey(made) && object.containsKey(made)) {
        return same(row.responseBody().getValue(made), object.getValue(made));
      }
    }
    for (String owner : OWNERS) {
      if (row.responseBody().containsKey(owner) && object.containsKey(owner)) {
        return same(row.responseBody().getValue(owner), object.getValue(owner));
      }
    }
    if (row.id().length() > TELLING) {
      return true;
    }
    return object.fieldNames().stream()
        .filter(row.responseBody()::containsKey)
        .anyMatch(
            name ->
                object.getValue(name) instanceof String text
                    && text.length() >= TELLING
                    && same(row.responseBody().getValue(name), text));
  }

  /// The name of the property that says whose a row is.
  public static Optional<String> ownerName(JsonObject row) {
    return OWNERS.stream().filter(name -> isScalar(row.getValue(name))).findFirst();
  }

  /// Such names as servers use.
  public static List<String> ownerNames() {
    return OWNERS;
  }

  private static boolean isScalar(@Nullable Object value) {
    return value instanceof String || value instanceof Number;
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return one != null && other != null && one.toString().equals(other.toString());
  }

  private static Stream<JsonObject> objects(@Nullable Object json) {
    return switch (json) {
      case JsonObject object ->
          Stream.concat(
              Stream.of(object),
              object.fieldNames().stream().flatMap(name -> objects(object.getValue(name))));
      case JsonArray array ->
          Stream.iterate(0, i -> i < array.size(), i -> i + 1)
              .flatMap(i -> objects(array.getValue(i)));
      case null, default -> Stream.empty();
    };
  }
}
