package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Checks that log-out revokes the access token and the refresh token.
public final class LogoutProbe extends AbstractProbe {
  /// A server may take two seconds to propagate the revocation to all nodes.
  private static final int MAX_TRIES = 6;

  private static final Duration RETRY_DELAY = Duration.ofMillis(400);
  private static final Weakness SESSION_TERMINATION = new Weakness("API2:2023", "7.4.1", null);

  public LogoutProbe() {
    super(
        "token.logout",
        "log-out revokes the tokens of the session",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    if (site.userA().placement().isBasic()) {
      return findings.verdict("name and password sign in, there is no session");
    }
    Optional<DescribedOperation> logout = site.authentication().logout();
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (logout.isEmpty() || endpoint.isEmpty()) {
      return findings.verdict("no log-out operation");
    }
    Optional<AuditUser> user = site.authentication().signUpAnother();
    if (user.isEmpty() || !ProtectedEndpoint.isAccepted(endpoint.get().send(user.get()))) {
      return findings.verdict(
          "no additional account could be created that can call a protected operation");
    }
    AuditUser session = user.get();
    ClientRequest call =
        ClientRequest.of(logout.get().method(), site.target(logout.get(), Map.of()));
    if (logout.get().body().isPresent()) {
      call = call.json(new JsonObject().put("refresh_token", session.refreshToken()));
    }
    AuditExchange out = site.send(session, call);
    if (!out.isSuccess()) {
      return findings.verdict("log-out returned " + out.status());
    }
    checkAccessToken(endpoint.get(), session, logout.get(), findings);
    checkRefreshToken(site, session, logout.get(), findings);
    return findings.verdict("");
  }

  private static void checkAccessToken(
      ProtectedEndpoint endpoint,
      AuditUser session,
      DescribedOperation logout,
      FindingCollector findings) {
    AuditExchange exchange = endpoint.send(session);
    for (int i = 1; i < MAX_TRIES && ProtectedEndpoint.isAccepted(exchange); i++) {
      LockSupport.parkNanos(RETRY_DELAY.toNanos());
      exchange = endpoint.send(session);
    }
    if (!ProtectedEndpoint.isAccepted(exchange)) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Broken authentication: an access token stays valid after log-out",
        logout,
        exchange.status() + " two seconds after log-out, for an access token of that session",
        exchange,
        SESSION_TERMINATION,
        "Store the session on the server and check it on each request, with a cache of at most"
            + " one second.");
  }

  private static void checkRefreshToken(
      Site site, AuditUser session, DescribedOperation logout, FindingCollector findings) {
    String token = session.refreshToken();
    Optional<ClientRequest> call =
        token == null ? Optional.empty() : site.authentication().refreshCall(token);
    if (call.isEmpty()) {
      return;
    }
    AuditExchange exchange = site.send(site.anonymous(), call.get());
    if (!exchange.isSuccess() || site.authentication().accessToken(exchange.answer()).isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.HIGH,
        "Broken authentication: a refresh token stays valid after log-out",
        logout,
        exchange.status() + " for a refresh token of the ended session",
        exchange,
        SESSION_TERMINATION,
        "Delete the session on log-out, so that its refresh token is refused.");
  }
}
