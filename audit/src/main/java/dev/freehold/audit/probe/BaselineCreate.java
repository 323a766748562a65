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
/// @param body the accepted body
public record BaselineCreate(
    Site site,
    ResourceCollection collection,
    DescribedOperation operation,
    JsonSchema schema,
    String target,
    JsonObject body) {

  /// One baseline for each collection in which user A can create rows.
  public static List<BaselineCreate> all(Site site) {
    return site.collections().stream().flatMap(each -> of(site, each).stream()).toList();
  }

  private static Optional<BaselineCreate> of(Site site, ResourceCollection collection) {
    if (collection.create().isEmpty() || collection.body().isEmpty()) {
      return Optional.empty();
    }
    // Proves that the user has permission and that the server accepts such bodies.
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

  /// A new body of the same form, with new unique values.
  public JsonObject fresh() {
    return site.sampleBody(collection, site.userA(), false).orElse(body).copy();
  }

  /// Sends a request as user A and registers a row that it creates.
  public AuditExchange send(Function<ClientRequest, ClientRequest> filled) {
    AuditExchange exchange =
        site.send(site.userA(), filled.apply(ClientRequest.of("POST", target)));
    site.trackCreatedRow(collection, exchange);
    return exchange;
  }
}
