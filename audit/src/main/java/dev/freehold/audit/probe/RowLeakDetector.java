package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
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

  /// Constant and distinctive: rows of two collections may share id and owner.
  private static final List<String> MADE = List.of("created_at", "createdAt", "created");

  /// A text of this length that two rows with one id share is no coincidence: a time, an id, a
  /// title.
  private static final int TELLING = 8;

  private RowLeakDetector() {}

  /// Describes the data of the row in the response; empty if there is none. Data of the request
  /// that the response echoes is ignored.
  public static Optional<String> find(AuditRow row, AuditExchange exchange) {
    String marker = row.marker();
    boolean echoed =
        marker.isEmpty()
            || (exchange.call().target().contains(marker) && !row.id().contains(marker))
            || exchange.call().bodyText().contains(marker);
    // An id with the marker, such as a slug, is often echoed: the marker must stand elsewhere.
    if (!echoed && without(row.id(), exchange.answer().text()).contains(marker)) {
      return Optional.of("the response contains the text \"" + marker + "\" of " + row);
    }
    if (!echoed && without(row.id(), exchange.answer().headers().toString()).contains(marker)) {
      return Optional.of("a header contains the text \"" + marker + "\" of " + row);
    }
    if (!exchange.isSuccess()) {
      return Optional.empty();
    }
    return exchange
        .answer()
        .json()
        .filter(json -> EnvelopeReader.objects(json).anyMatch(object -> isRow(row, object)))
        .map(_ -> "the response contains the row " + row);
  }

  private static String without(String id, String text) {
    return text.replace(id, "").replace(ClientRequest.encode(id), "");
  }

  /// Whether an object is this row. Two users can have rows with the same id if ids are counted per
  /// user, so a small id alone proves nothing.
  public static boolean isRow(AuditRow row, JsonObject object) {
    Object id = object.getValue(row.idProperty());
    boolean hasId =
        id == null
            ? EnvelopeReader.id(object).equals(Optional.of(row.id()))
            : id.toString().equals(row.id());
    if (!hasId) {
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
      // The id alone can be an echo of the request.
      return object.size() > 1;
    }
    return object.fieldNames().stream()
        .filter(row.responseBody()::containsKey)
        .anyMatch(
            name ->
                object.getValue(name) instanceof String text
                    && text.length() >= TELLING
                    && same(row.responseBody().getValue(name), text));
  }

  /// The name of the owner property.
  public static Optional<String> ownerName(JsonObject row) {
    return OWNERS.stream().filter(name -> isScalar(row.getValue(name))).findFirst();
  }

  /// Common names of owner properties.
  public static List<String> ownerNames() {
    return OWNERS;
  }

  private static boolean isScalar(@Nullable Object value) {
    return value instanceof String || value instanceof Number;
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return one != null && other != null && one.toString().equals(other.toString());
  }
}
