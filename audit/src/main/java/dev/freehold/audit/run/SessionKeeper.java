package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.client.ClientRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Proves that user A and user B are signed in, and signs them in again if they are not.
final class SessionKeeper {
  private final LiveSite site;
  private final AuditUserFactory factory;
  private final Map<String, SessionProof> proofs = new HashMap<>();

  SessionKeeper(LiveSite site, AuditUserFactory factory) {
    this.site = site;
    this.factory = factory;
  }

  private List<AuditUser> users() {
    return List.of(site.userA(), site.userB());
  }

  /// @throws AuditStartException if the credentials of a user open nothing, or no collection without a second
  ///     factor
  void requireBoth() {
    for (AuditUser user : users()) {
      SessionProof proof = SessionProof.find(site, user);
      proofs.put(user.label(), proof);
      if (proof.isDead()) {
        throw new AuditStartException(
            "the credentials of user "
                + user.label()
                + " open nothing: "
                + said(proof.refusal().orElseThrow()));
      }
      Optional<AuditExchange> demand = SecondFactorDemand.find(site, user);
      if (demand.isPresent()) {
        throw new AuditStartException(
            "user "
                + user.label()
                + " is signed in, and can do nothing before a second factor: "
                + said(demand.get())
                + ". Nothing was audited. "
                + SignInObstacle.SECOND_FACTOR.remedy());
      }
    }
  }

  /// The users whose session no request proves.
  List<String> unproved() {
    return users().stream()
        .filter(each -> proofs.containsKey(each.label()) && proof(each).isEmpty())
        .map(AuditUser::toString)
        .toList();
  }

  /// The users that are no longer signed in, with the response that says so.
  Map<AuditUser, String> lost() {
    Map<AuditUser, String> lost = new HashMap<>();
    for (AuditUser user : users()) {
      Optional<ClientRequest> call = proof(user);
      if (call.isEmpty()) {
        continue;
      }
      AuditExchange exchange = site.send(user, call.get());
      if (SessionProof.isRefused(exchange) && !isProvedOtherwise(user)) {
        lost.put(user, said(exchange));
      }
    }
    return lost;
  }

  private Optional<ClientRequest> proof(AuditUser user) {
    return Optional.ofNullable(proofs.get(user.label())).flatMap(SessionProof::request);
  }

  /// The row of the old proof may be gone, and not the session.
  private boolean isProvedOtherwise(AuditUser user) {
    SessionProof other = SessionProof.find(site, user);
    if (other.request().isPresent()) {
      proofs.put(user.label(), other);
    }
    return other.request().isPresent();
  }

  /// Signs a user in again, or signs up another in its place.
  ///
  /// @return what was done; empty if the user stays signed out
  Optional<String> restore(AuditUser user) {
    for (Restoration each : restorations(user)) {
      Optional<AuditUser> fresh = each.attempt().get();
      if (fresh.isPresent()) {
        site.renew(user, fresh.get());
        if (isProvedOtherwise(fresh.get())) {
          return Optional.of(each.words());
        }
      }
    }
    return Optional.empty();
  }

  private record Restoration(String words, Supplier<Optional<AuditUser>> attempt) {}

  private List<Restoration> restorations(AuditUser user) {
    List<Restoration> all = new ArrayList<>();
    all.add(new Restoration("signed in again", () -> factory.signInAgain(user)));
    if (factory.isCreated(user)) {
      all.add(new Restoration("replaced by a new account", () -> factory.replace(user)));
    }
    return all;
  }

  /// Request line, status and the first line of the response, without the credentials.
  private static String said(AuditExchange exchange) {
    return exchange.call() + " returned " + AuditUserFactory.responseText(exchange);
  }
}
