package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A row as its owner reads it. Probes compare it before and after an attack.
public final class RowSnapshot {
  /// Statuses that say nothing about the row: no session, no answer in time, a fault of the server.
  private static final Set<Integer> UNTOLD = Set.of(401, 403, 405, 408, 425, 429);

  /// Names of whose a row is; others may put themselves into another one, such as `assignee`.
  private static final Pattern OWNER =
      Pattern.compile("(owner|author|creator|user|account|holder)(id|name|email)?|createdby");

  private final Site site;
  private final AuditRow row;
  private final Optional<JsonObject> before;
  private final Set<String> volatileNames = new HashSet<>();
  private boolean isTold = true;

  private RowSnapshot(Site site, AuditRow row) {
    this.site = site;
    this.row = row;
    this.before = now();
    before.ifPresent(
        first -> now().ifPresent(second -> volatileNames.addAll(differing(first, second))));
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

  /// How the row differs from the snapshot, such as `the row was deleted`; empty if it is unchanged.
  /// What differs between two reads without an attack, such as a counter of reads, is ignored.
  public Optional<String> damage() {
    return damage(_ -> true);
  }

  /// How the row differs in what its owner wrote, and in whose it is. What others may change, such as
  /// the number of comments, is ignored.
  public Optional<String> damageToContent() {
    return damage(name -> row.requestBody().containsKey(name) || namesOwner(name));
  }

  private boolean namesOwner(String name) {
    if (!OWNER.matcher(RowKey.normal(name)).matches()) {
      return false;
    }
    Object value = before.map(shown -> shown.getValue(name)).orElse(null);
    return value != null && site.namesOf(row.owner()).contains(value.toString());
  }

  /// Whether the owner can read the row no longer, for whatever reason.
  public boolean isLost() {
    return isReadable() && now().isEmpty();
  }

  private Optional<String> damage(Predicate<String> counts) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonObject> after = now();
    if (after.isEmpty()) {
      return isTold ? Optional.of("the row was deleted") : Optional.empty();
    }
    List<String> changed =
        differing(before.get(), after.get()).stream()
            .filter(name -> !volatileNames.contains(name) && counts.test(name))
            .toList();
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of("the row was changed: " + String.join(", ", changed));
  }

  private static Set<String> differing(JsonObject one, JsonObject other) {
    Set<String> names = new TreeSet<>(one.fieldNames());
    names.addAll(other.fieldNames());
    names.removeIf(name -> Objects.equals(one.getValue(name), other.getValue(name)));
    return names;
  }

  private Optional<JsonObject> now() {
    boolean isRead = row.target().isPresent() && row.collection().read().isPresent();
    String target = isRead ? row.target(row.collection().read().get()) : row.listTarget();
    AuditExchange exchange = site.send(row.owner(), ClientRequest.get(target));
    isTold = !UNTOLD.contains(exchange.status()) && exchange.status() < 500;
    if (!exchange.isSuccess()) {
      return Optional.empty();
    }
    return isRead
        ? EnvelopeReader.row(exchange.answer())
        : EnvelopeReader.rows(exchange.answer()).stream()
            .filter(each -> RowLeakDetector.isRow(row, each))
            .findFirst();
  }
}
