package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// A row as its owner reads it. Probes compare it before and after an attack.
public final class RowSnapshot {
  private final Site site;
  private final AuditRow row;
  private final Optional<String> before;

  private RowSnapshot(Site site, AuditRow row) {
    this.site = site;
    this.row = row;
    this.before = now();
  }

  public static RowSnapshot of(Site site, AuditRow row) {
    return new RowSnapshot(site, row);
  }

  public AuditRow row() {
    return row;
  }

  /// Whether the owner can read the row: only then can a change be detected.
  public boolean isReadable() {
    return before.isPresent();
  }

  /// How the row differs from the snapshot, such as `the row was deleted`; empty if it is unchanged
  /// to the byte.
  public Optional<String> damage() {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> after = now();
    if (after.isEmpty()) {
      return Optional.of("the row was deleted");
    }
    return after.equals(before) ? Optional.empty() : Optional.of("the row was changed");
  }

  private Optional<String> now() {
    if (row.target().isPresent() && row.collection().read().isPresent()) {
      AuditExchange exchange = site.send(row.owner(), ClientRequest.get(row.target().get()));
      return exchange.answer().isSuccess()
          ? EnvelopeReader.row(exchange.answer()).map(JsonObject::encode)
          : Optional.empty();
    }
    AuditExchange exchange = site.send(row.owner(), ClientRequest.get(row.listTarget()));
    return EnvelopeReader.rows(exchange.answer()).stream()
        .filter(each -> RowLeakDetector.isRow(row, each))
        .findFirst()
        .map(JsonObject::encode);
  }
}
