package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// A row as one caller sees it: by its id, and in the list.
///
/// @param isReadable whether there is a read by id that shows the row to its owner
/// @param isListed whether there is a list that shows the row to its owner
/// @param read the row as the caller reads it; empty if it does not
/// @param listed the row in the caller's list; empty if it is not in it
record RowSight(
    boolean isReadable, boolean isListed, Optional<JsonObject> read, Optional<JsonObject> listed) {

  static RowSight of(Site site, AuditRow row, AuditUser caller) {
    boolean canRead = row.collection().read().isPresent() && row.target().isPresent();
    boolean canList = row.collection().list().isPresent();
    return new RowSight(
        canRead && read(site, row, row.owner()).isPresent(),
        canList && listed(site, row, row.owner()).isPresent(),
        canRead ? read(site, row, caller) : Optional.empty(),
        canList ? listed(site, row, caller) : Optional.empty());
  }

  private static Optional<JsonObject> read(Site site, AuditRow row, AuditUser caller) {
    String target = row.target(row.collection().read().orElseThrow());
    AuditExchange exchange = site.send(caller, ClientRequest.get(target));
    return exchange.isSuccess() && RowLeakDetector.find(row, exchange).isPresent()
        ? EnvelopeReader.row(exchange.answer())
        : Optional.empty();
  }

  private static Optional<JsonObject> listed(Site site, AuditRow row, AuditUser caller) {
    AuditExchange exchange = site.send(caller, ClientRequest.get(row.listTarget()));
    return exchange.isSuccess()
        ? EnvelopeReader.rows(exchange.answer()).stream()
            .filter(each -> shows(row, each))
            .findFirst()
        : Optional.empty();
  }

  private static boolean shows(AuditRow row, JsonObject each) {
    return RowLeakDetector.isRow(row, each)
        || (!row.marker().isEmpty() && each.encode().contains(row.marker()));
  }

  /// Whether the caller sees the row in each way in which the owner sees it, and there is one.
  boolean isConsistent() {
    return (isReadable || isListed)
        && (!isReadable || read.isPresent())
        && (!isListed || listed.isPresent());
  }

  boolean isInList() {
    return listed.isPresent();
  }

  /// The names of the properties that the caller sees.
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    read.ifPresent(row -> names.addAll(row.fieldNames()));
    listed.ifPresent(row -> names.addAll(row.fieldNames()));
    return names;
  }

  /// The names of the properties that only the read by id shows.
  Set<String> namesOfReadOnly() {
    Set<String> names = new LinkedHashSet<>();
    read.ifPresent(row -> names.addAll(row.fieldNames()));
    listed.ifPresent(row -> names.removeAll(row.fieldNames()));
    return names;
  }
}
