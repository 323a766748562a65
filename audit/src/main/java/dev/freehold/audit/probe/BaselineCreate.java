package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A create request that succeeds. Probes repeat it with one part changed.
///
/// @param body as it succeeded
public record BaselineCreate(
    Site site,
    ResourceCollection collection,
    DescribedOperation operation,
    JsonSchema schema,
    String target,
    JsonObject body) {

  /// Of each collection in which A can make rows.
  public static List<BaselineCreate> all(Site site) {
    return site.collections().stream().flatMap(each -> of(site, each).stream()).toList();
  }

  private static Optional<BaselineCreate> of(Site site, ResourceCollection collection) {
    if (collection.create().isEmpty() || collection.body().isEmpty()) {
      return Optional.empty();
    }
    // Proves that the person may, and that such bodies are taken.
    return site.createRow(collection, site.userA())
        .map(
            row ->
                new BaselineCreate(
                    site,
                    collection,
                    collection.create().get(),
                    collection.body().get(),
                    site.target(collection.create().get(), row.pathValues()),
                    row.requestBody()));
  }

  /// A new body of the same form, so that unique values are new ones.
  public JsonObject fresh() {
    return site.sampleBody(collection, site.userA(), false).orElse(body).copy();
  }

  /// Sends as A; a row that is made after all is remembered.
  public AuditExchange send(Function<ClientRequest, ClientRequest> filled) {
    AuditExchange exchange =
        site.send(site.userA(), filled.apply(ClientRequest.of("POST", target)));
    site.trackCreatedRow(collection, exchange);
    return exchange;
  }
}
