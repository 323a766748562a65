package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.probe.ResponseContent;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientRequest.RequestHeader;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `GET` operation that needs a valid token. Other probes use it to test tokens.
final class ProtectedEndpoint {
  private final Site site;
  private final Object operation;
  private final ClientRequest call;

  private ProtectedEndpoint(Site site, Object operation, ClientRequest call) {
    this.site = site;
    this.operation = operation;
    this.call = call;
  }

  /// Returns empty if the server has none.
  static Optional<ProtectedEndpoint> of(Site site) {
    List<ProtectedEndpoint> candidates = new ArrayList<>();
    // Operations that any user may call come first, so that user B can call them too.
    for (DescribedOperation operation : site.description().operations()) {
      if (operation.method().equals("GET")
          && !operation.path().contains("{")
          && site.mayCall(operation, site.userA())) {
        candidates.add(
            new ProtectedEndpoint(
                site, operation, ClientRequest.get(site.target(operation, Map.of()))));
      }
    }
    for (ResourceCollection collection : site.collections()) {
      Optional<AuditRow> row =
          collection.read().isPresent() ? site.anyRow(collection, site.userA()) : Optional.empty();
      row.flatMap(AuditRow::target)
          .ifPresent(
              t ->
                  candidates.add(
                      new ProtectedEndpoint(site, collection.read().get(), ClientRequest.get(t))));
    }
    return site.authentication()
        .me()
        .map(me -> new ProtectedEndpoint(site, me, ClientRequest.get(site.target(me, Map.of()))))
        .filter(ProtectedEndpoint::needsToken)
        .or(() -> candidates.stream().filter(ProtectedEndpoint::needsToken).findFirst());
  }

  private boolean needsToken() {
    return site.send(site.userA(), call).isSuccess()
        && !isAccepted(site.send(site.anonymous(), call));
  }

  /// Whether the response is that to a user: no page for signing in takes its place.
  static boolean isAccepted(AuditExchange exchange) {
    return exchange.isSuccess() && !ResponseContent.isPage(exchange.answer());
  }

  Object operation() {
    return operation;
  }

  /// Sends the request without a token.
  ClientRequest call() {
    return call;
  }

  AuditExchange send() {
    return send(call);
  }

  /// Sends the request anonymously, with only the headers that it has.
  AuditExchange send(ClientRequest other) {
    return site.send(site.anonymous(), other);
  }

  AuditExchange send(AuditUser user) {
    return site.send(user, call);
  }

  /// Sends the request with this token where user A has its own.
  AuditExchange send(String token) {
    return send(site.userA().placement().place(call, token, token));
  }

  /// Sends the request with a header that contains the user's own token; reports show the variable
  /// instead.
  ///
  /// @param form the header value with a placeholder, such as `Basic %s`
  AuditExchange send(AuditUser user, String form) {
    return send(call.header(header(user, form)));
  }

  static RequestHeader header(AuditUser user, String form) {
    return new RequestHeader(
        "Authorization", form.formatted(user.bearer()), form.formatted(user.shellVariable()));
  }
}
