package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// The refusal of every collection to a user who is signed in, because a second factor is missing. What an
/// audit with such users says of a server would be about that refusal alone.
final class SecondFactorDemand {
  /// The collections that are tried at most.
  private static final int MOST = 3;

  private static final int FORBIDDEN = 403;

  private SecondFactorDemand() {}

  /// The first refusal; empty if none says so, or if something is open to the user.
  static Optional<AuditExchange> find(Site site, AuditUser user) {
    AuditExchange refusal = null;
    for (ResourceCollection collection : site.collections().stream().limit(MOST).toList()) {
      Optional<AuditExchange> list =
          collection.list().map(each -> site.send(user, request(site, user, each)));
      // A list that everybody may read says nothing of the user.
      Optional<AuditExchange> create =
          site.isSafe() || list.filter(SecondFactorDemand::isRefusal).isPresent()
              ? Optional.empty()
              : collection.create().map(each -> create(site, user, collection, each));
      for (AuditExchange each : List.of(list, create).stream().flatMap(Optional::stream).toList()) {
        if (isRefusal(each)) {
          refusal = refusal == null ? each : refusal;
        } else if (!each.call().method().equals("GET")
            || (each.isSuccess()
                && SessionProof.isRefused(site.send(site.anonymous(), each.call())))) {
          return Optional.empty();
        }
      }
    }
    return Optional.ofNullable(refusal);
  }

  private static boolean isRefusal(AuditExchange exchange) {
    return exchange.status() == FORBIDDEN
        && SignInObstacle.of(exchange.answer()).equals(Optional.of(SignInObstacle.SECOND_FACTOR));
  }

  private static ClientRequest request(Site site, AuditUser user, DescribedOperation operation) {
    return ClientRequest.of(
        operation.method(), site.target(operation, site.pathValues(operation, user)));
  }

  /// Without a value: a server that wants no second factor mostly refuses that for another reason.
  private static AuditExchange create(
      Site site, AuditUser user, ResourceCollection collection, DescribedOperation operation) {
    AuditExchange exchange =
        site.send(user, site.inTeamOf(user, request(site, user, operation).json(new JsonObject())));
    site.trackCreatedRow(collection, exchange);
    return exchange;
  }
}
