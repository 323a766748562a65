package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.ResponseOutcome;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request that proves the session of a user: its credentials open it, and without credentials it
/// is refused.
///
/// @param request empty if nothing is known that only a signed-in user can do
/// @param refusal the first response that refused the user
record SessionProof(Optional<ClientRequest> request, Optional<AuditExchange> refusal) {
  /// The requests that are tried at most.
  private static final int MOST = 25;

  private static final Set<Integer> REFUSALS = Set.of(401, 403);

  /// Searches for a proof: the operation that shows the user, operations without a parameter, rows
  /// of the user.
  static SessionProof find(Site site, AuditUser user) {
    return new Search(site, user).run();
  }

  /// Whether the credentials open nothing: then the refusal says why.
  boolean isDead() {
    return request.isEmpty() && refusal.isPresent();
  }

  /// Whether a response refuses a session: neither success nor a failure that says nothing of it.
  static boolean isRefused(AuditExchange exchange) {
    int status = exchange.status();
    return ResponseOutcome.isDisguisedFailure(exchange.answer())
        || (status >= 300 && status < 500 && status != 429);
  }

  private static final class Search {
    private final Site site;
    private final AuditUser user;
    private @Nullable AuditExchange refusal;
    private boolean opened;

    private Search(Site site, AuditUser user) {
      this.site = site;
      this.user = user;
    }

    private SessionProof run() {
      for (ClientRequest call : fixed()) {
        AuditExchange exchange = site.send(user, call);
        if (exchange.isSuccess()) {
          opened = true;
          if (isRefused(site.send(site.anonymous(), call))) {
            return proof(call);
          }
        } else {
          note(exchange);
        }
      }
      Optional<ClientRequest> row = ofRows();
      if (row.isPresent()) {
        return proof(row.get());
      }
      // 403 may be about a role, 401 is about the credentials.
      boolean refused = refusal != null && (!opened || refusal.status() == 401);
      return new SessionProof(
          Optional.empty(), refused ? Optional.ofNullable(refusal) : Optional.empty());
    }

    private static SessionProof proof(ClientRequest call) {
      return new SessionProof(Optional.of(call), Optional.empty());
    }

    private void note(AuditExchange exchange) {
      boolean redirect = exchange.status() >= 300 && exchange.status() < 400;
      boolean better = refusal == null || (refusal.status() != 401 && exchange.status() == 401);
      if (better && (redirect || REFUSALS.contains(exchange.status()))) {
        refusal = exchange;
      }
    }

    private List<ClientRequest> fixed() {
      Set<DescribedOperation> operations = new LinkedHashSet<>();
      site.authentication().me().ifPresent(operations::add);
      operations.addAll(site.description().operations());
      List<ClientRequest> calls = new ArrayList<>();
      for (DescribedOperation each : operations) {
        boolean simple =
            each.method().equals("GET")
                && !each.path().contains("{")
                && each.parameters(Parameter.Location.QUERY).stream()
                    .noneMatch(Parameter::required);
        if (simple && site.mayCall(each, user) && calls.size() < MOST) {
          calls.add(ClientRequest.get(site.target(each, Map.of())));
        }
      }
      return calls;
    }

    /// A row that the user could create and nobody can read, or in a collection in which nobody may
    /// create.
    private Optional<ClientRequest> ofRows() {
      for (ResourceCollection collection : site.collections()) {
        Optional<AuditRow> row =
            collection.read().isPresent() ? site.anyRow(collection, user) : Optional.empty();
        Optional<ClientRequest> call = row.flatMap(AuditRow::target).map(ClientRequest::get);
        if (call.isEmpty() || !site.send(user, call.get()).isSuccess()) {
          continue;
        }
        opened = true;
        if (isRefused(site.send(site.anonymous(), call.get())) || isClosed(collection)) {
          return call;
        }
      }
      return Optional.empty();
    }

    private boolean isClosed(ResourceCollection collection) {
      DescribedOperation create = collection.create().orElseThrow();
      ClientRequest call =
          ClientRequest.of("POST", site.target(create, site.pathValues(create, user)))
              .json(new JsonObject());
      AuditExchange exchange = site.send(site.anonymous(), call);
      site.trackCreatedRow(collection, exchange);
      return REFUSALS.contains(exchange.status());
    }
  }
}
