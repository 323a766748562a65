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
import java.util.Optional;

/// Checks refresh tokens: they are not access tokens, and each is good for one use (RFC 9700
/// section 4.14). A server may answer a token that was used a moment ago with its successor, for
/// two tabs that refresh at once; once the successor was used, the first must be refused.
public final class RefreshTokenProbe extends AbstractProbe {
  private static final Weakness ROTATION = new Weakness("API2:2023", "10.4.5", null);

  public RefreshTokenProbe() {
    super("token.refresh", "a refresh token refreshes, once", false, ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> refresh = site.authentication().refresh();
    Optional<ProtectedEndpoint> door = ProtectedEndpoint.of(site);
    if (refresh.isEmpty() || door.isEmpty()) {
      return findings.verdict("no operation that refreshes tokens");
    }
    // A session of its own: what is tried here may end it.
    Optional<AuditUser> person = site.authentication().signUpAnother();
    String first = person.map(AuditUser::refreshToken).orElse(null);
    if (person.isEmpty() || first == null) {
      return findings.verdict("no further account can be made, or it has no refresh token");
    }
    asAccess(door.get(), first, findings);
    accessAsRefresh(site, refresh.get(), person.get(), findings);
    reuse(site, refresh.get(), first, findings);
    return findings.verdict("");
  }

  private static void asAccess(
      ProtectedEndpoint endpoint, String refreshToken, FindingCollector findings) {
    AuditExchange exchange = endpoint.send(refreshToken);
    if (!ProtectedEndpoint.isAccepted(exchange)) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.HIGH,
        "a refresh token is believed as an access token",
        endpoint.operation(),
        exchange.status() + " for the refresh token as a bearer",
        exchange,
        Weakness.FORGED_TOKEN,
        "Give each kind of token a type and an audience of its own, and ask for it where one is"
            + " verified.");
  }

  private static void accessAsRefresh(
      Site site, DescribedOperation refresh, AuditUser person, FindingCollector findings) {
    Optional<AuditExchange> exchange = send(site, person.bearer());
    if (exchange.isEmpty() || !exchange.get().answer().isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.HIGH,
        "an access token is taken as a refresh token",
        refresh,
        exchange.get().status() + " for an access token: whoever has it keeps the session for ever",
        exchange.get(),
        Weakness.FORGED_TOKEN,
        "Give each kind of token a type of its own, and ask for it where one is verified.");
  }

  private static void reuse(
      Site site, DescribedOperation refresh, String first, FindingCollector findings) {
    Optional<String> second = next(site, first);
    Optional<String> third = second.flatMap(token -> next(site, token));
    if (third.isEmpty()) {
      return;
    }
    // Used, its successor used: nobody honest has it any more.
    Optional<AuditExchange> again = send(site, first);
    if (again.isEmpty() || !again.get().answer().isSuccess()) {
      findings.countCheck();
      return;
    }
    boolean rotates = !second.get().equals(first);
    findings.addFinding(
        Severity.MEDIUM,
        rotates ? "a used refresh token is taken again" : "refresh tokens are not rotated",
        refresh,
        again.get().status() + " for a refresh token whose successor was used",
        again.get(),
        ROTATION,
        "Give a new refresh token each time, keep one counter for a session, and end the session"
            + " where an old token comes back.");
  }

  private static Optional<String> next(Site site, String token) {
    return send(site, token)
        .filter(exchange -> exchange.answer().isSuccess())
        .map(
            exchange ->
                // A server that answers with an access token alone goes on with the same refresh
                // token.
                site.authentication().refreshToken(exchange.answer()).orElse(token));
  }

  private static Optional<AuditExchange> send(Site site, String token) {
    Optional<ClientRequest> call = site.authentication().refreshCall(token);
    return call.map(each -> site.send(site.anonymous(), each));
  }
}
