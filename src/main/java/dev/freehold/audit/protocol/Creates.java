package dev.freehold.audit.protocol;

import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Site;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A create that succeeds, to be sent again with one thing wrong.
///
/// @param body as it succeeded
public record Creates(
    Site site,
    Collection collection,
    Operation operation,
    Schema schema,
    String target,
    JsonObject body) {

  /// Of each collection in which A can make rows.
  public static List<Creates> all(Site site) {
    return site.collections().stream().flatMap(each -> of(site, each).stream()).toList();
  }

  private static Optional<Creates> of(Site site, Collection collection) {
    if (collection.create().isEmpty() || collection.body().isEmpty()) {
      return Optional.empty();
    }
    // Proves that the person may, and that such bodies are taken.
    return site.make(collection, site.a())
        .map(
            row ->
                new Creates(
                    site,
                    collection,
                    collection.create().get(),
                    collection.body().get(),
                    site.target(collection.create().get(), row.pathValues()),
                    row.sent()));
  }

  /// A new body of the same form, so that unique values are new ones.
  public JsonObject fresh() {
    return site.sample(collection, site.a(), false).orElse(body).copy();
  }

  /// Sends as A; a row that is made after all is remembered.
  public Exchange send(Function<Call, Call> filled) {
    Exchange exchange = site.send(site.a(), filled.apply(Call.of("POST", target)));
    site.made(collection, exchange);
    return exchange;
  }
}
