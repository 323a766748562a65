package dev.freehold.audit.probe;

import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Site;
import dev.freehold.call.Call;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// A row as its owner sees it at one moment, to be looked at again after an attack.
public final class Kept {
  private final Site site;
  private final Row row;
  private final Optional<String> before;

  private Kept(Site site, Row row) {
    this.site = site;
    this.row = row;
    this.before = now();
  }

  public static Kept of(Site site, Row row) {
    return new Kept(site, row);
  }

  public Row row() {
    return row;
  }

  /// Whether its owner can see it at all: only then can it be told whether it changed.
  public boolean isSeen() {
    return before.isPresent();
  }

  /// What became of it, such as `is gone`; empty where it is to the byte what it was.
  public Optional<String> harm() {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> after = now();
    if (after.isEmpty()) {
      return Optional.of("is gone");
    }
    return after.equals(before) ? Optional.empty() : Optional.of("has changed");
  }

  private Optional<String> now() {
    if (row.target().isPresent() && row.collection().read().isPresent()) {
      Exchange exchange = site.send(row.owner(), Call.get(row.target().get()));
      return exchange.answer().isSuccess()
          ? Envelope.row(exchange.answer()).map(JsonObject::encode)
          : Optional.empty();
    }
    Exchange exchange = site.send(row.owner(), Call.get(row.listTarget()));
    return Envelope.rows(exchange.answer()).stream()
        .filter(each -> Trace.isRow(row, each))
        .findFirst()
        .map(JsonObject::encode);
  }
}
