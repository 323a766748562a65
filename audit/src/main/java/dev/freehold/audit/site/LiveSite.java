package dev.freehold.audit.site;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The audited server, over HTTP.
public final class LiveSite implements Site {
  private final ApiDescription description;
  private final List<ResourceCollection> collections;
  private final AuthenticationFlow accounts;
  private final AuditClient sender;
  private final PathTemplateExpander targets;
  private final AuditRowFactory rows;
  private final AuditUser a;
  private final AuditUser b;
  private final boolean safe;

  public LiveSite(
      ApiDescription description,
      AuthenticationFlow accounts,
      AuditClient sender,
      AuditUser a,
      AuditUser b,
      boolean safe) {
    this.description = description;
    this.accounts = accounts;
    this.sender = sender;
    this.a = a;
    this.b = b;
    this.safe = safe;
    this.targets = new PathTemplateExpander(description);
    this.collections = CollectionDiscovery.collections(description, accounts);
    this.rows = new AuditRowFactory(sender, collections, targets, safe);
  }

  /// Every row that was made, in order.
  public List<AuditRow> rows() {
    return rows.rows();
  }

  /// Why rows could not be made, by collection and person.
  public Map<String, String> refusals() {
    return rows.refusals();
  }

  @Override
  public String base() {
    return sender.base();
  }

  @Override
  public ApiDescription description() {
    return description;
  }

  @Override
  public List<ResourceCollection> collections() {
    return collections;
  }

  @Override
  public Optional<ResourceCollection> collection(String name) {
    return rows.collection(name);
  }

  @Override
  public AuthenticationFlow authentication() {
    return accounts;
  }

  @Override
  public AuditUser userA() {
    return a;
  }

  @Override
  public AuditUser userB() {
    return b;
  }

  @Override
  public boolean isSafe() {
    return safe;
  }

  @Override
  public AuditExchange send(AuditUser person, ClientRequest call) {
    return sender.send(person, call);
  }

  @Override
  public AuditExchange sendWithoutRetry(AuditUser person, ClientRequest call) {
    return sender.sendWithoutRetry(person, call);
  }

  @Override
  public RawResponse sendRaw(String request) {
    return sender.raw(request);
  }

  @Override
  public String target(DescribedOperation operation, Map<String, String> pathValues) {
    return targets.of(operation, pathValues);
  }

  @Override
  public Map<String, String> pathValues(DescribedOperation operation, AuditUser person) {
    return rows.pathValues(operation, person);
  }

  @Override
  public Optional<JsonObject> sampleBody(
      ResourceCollection collection, AuditUser person, boolean full) {
    if (full) {
      // A row that is there tells what a body of this person's may not have.
      rows.anyRow(collection, person);
    }
    return rows.sample(collection, person, full, RandomIdentifiers.marker());
  }

  @Override
  public Optional<AuditRow> createRow(ResourceCollection collection, AuditUser person) {
    return createRow(collection, person, new JsonObject());
  }

  @Override
  public Optional<AuditRow> createRow(
      ResourceCollection collection, AuditUser person, JsonObject changes) {
    return rows.createRow(collection, person, changes);
  }

  @Override
  public Optional<AuditRow> anyRow(ResourceCollection collection, AuditUser person) {
    return rows.anyRow(collection, person);
  }

  @Override
  public Optional<AuditRow> trackCreatedRow(ResourceCollection collection, AuditExchange exchange) {
    return rows.trackCreatedRows(collection, exchange, sent(exchange), "", Map.of());
  }

  private static JsonObject sent(AuditExchange exchange) {
    try {
      return new JsonObject(exchange.call().bodyText());
    } catch (DecodeException | ClassCastException _) {
      return new JsonObject();
    }
  }

  /// Request targets from templates of paths.
  static final class PathTemplateExpander {
    private final String base;

    PathTemplateExpander(ApiDescription description) {
      this.base = description.base();
    }

    String of(DescribedOperation operation, Map<String, String> values) {
      return of(operation.path(), values);
    }

    /// @throws IllegalArgumentException where a parameter has no value
    String of(String template, Map<String, String> values) {
      StringBuilder target = new StringBuilder(base);
      int at = 0;
      for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
        int close = template.indexOf('}', open);
        if (close < 0) {
          break;
        }
        String value = values.get(template.substring(open + 1, close));
        if (value == null) {
          throw new IllegalArgumentException("no value for a parameter of " + template);
        }
        target.append(template, at, open).append(ClientRequest.encode(value));
        at = close + 1;
      }
      return target.append(template.substring(at)).toString();
    }
  }
}
