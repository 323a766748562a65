package dev.freehold.audit.site;

import dev.freehold.audit.BodyEnvelope;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Puts the row in a body into the envelope that its operation expects, so that probes need not know
/// it. A body that is no JSON object stays as it is.
final class EnvelopeWriter {
  private final OperationMatcher routes;
  private final Map<DescribedOperation, BodyEnvelope> envelopes = new HashMap<>();

  EnvelopeWriter(ApiDescription description) {
    this.routes = new OperationMatcher(description);
    for (DescribedOperation operation : description.operations()) {
      BodyEnvelope.of(operation).ifPresent(each -> envelopes.put(operation, each));
    }
  }

  ClientRequest in(ClientRequest call) {
    if (envelopes.isEmpty() || call.body() == null || !isJson(call)) {
      return call;
    }
    Optional<BodyEnvelope> envelope =
        routes.operation(call.method(), call.target()).map(envelopes::get);
    try {
      return envelope.isEmpty()
          ? call
          : call.json(envelope.get().wrap(new JsonObject(call.bodyText())));
    } catch (DecodeException | ClassCastException _) {
      return call;
    }
  }

  private static boolean isJson(ClientRequest call) {
    return call.headers().stream()
        .anyMatch(
            each ->
                each.name().equalsIgnoreCase("content-type")
                    && each.value().equals("application/json"));
  }
}
