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

/// Checks refresh tokens: they are not access tokens, and each can be used once (RFC 9700 section
/// 4.14). A server may accept a token again shortly after its use and return the newest token of
/// the session, for browser tabs that refresh at once. It must not start a second token family.
public final class RefreshTokenProbe extends AbstractProbe {
  private static final Weakness ROTATION = new Weakness("API2:2023", "10.4.5", null);

  public RefreshTokenProbe() {
    super(
        "token.refresh",
        "a refresh token is not an access token and can be used once",
        false,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> refresh = site.authentication().refresh();
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (refresh.isEmpty() || endpoint.isEmpty()) {
      return findings.verdict("no refresh operation");
    }
    // Uses a separate session, because the probe may end it.
    Optional<AuditUser> user = site.authentication().signUpAnother();
    String first = user.map(AuditUser::refreshToken).orElse(null);
    if (user.isEmpty() || first == null) {
      return findings.verdict("no additional account could be created, or it has no refresh token");
    }
    checkRefreshAsAccess(endpoint.get(), first, findings);
    checkAccessAsRefresh(site, refresh.get(), user.get(), findings);
    checkReuse(site, refresh.get(), first, findings);
    return findings.verdict("");
  }

  private static void checkRefreshAsAccess(
      ProtectedEndpoint endpoint, String refreshToken, FindingCollector findings) {
    AuditExchange exchange = endpoint.send(refreshToken);
    if (!ProtectedEndpoint.isAccepted(exchange)) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.HIGH,
        "Token confusion: a refresh token is accepted as an access token",
        endpoint.operation(),
        exchange.status() + " for the refresh token as a bearer token",
        exchange,
        Weakness.FORGED_TOKEN,
        "Give each kind of token its own type and audience, and check both on verification.");
  }

  private static void checkAccessAsRefresh(
      Site site, DescribedOperation refresh, AuditUser user, FindingCollector findings) {
    Optional<AuditExchange> exchange = send(site, user.bearer());
    if (exchange.isEmpty()
        || !exchange.get().isSuccess()
        || site.authentication().accessToken(exchange.get().answer()).isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.HIGH,
        "Token confusion: an access token is accepted as a refresh token",
        refresh,
        exchange.get().status() + " for an access token, which extends the session without end",
        exchange.get(),
        Weakness.FORGED_TOKEN,
        "Give each kind of token its own type, and check it on verification.");
  }

  private static void checkReuse(
      Site site, DescribedOperation refresh, String first, FindingCollector findings) {
    Optional<String> second = next(site, first);
    Optional<String> third = second.flatMap(token -> next(site, token));
    if (third.isEmpty()) {
      return;
    }
    // Both the token and its successor were used.
    Optional<AuditExchange> again = send(site, first);
    boolean refused = again.isEmpty() || !again.get().isSuccess();
    boolean rotated = !third.get().equals(first);
    if (refused || (rotated && token(site, again.get(), first).equals(third.get()))) {
      findings.countCheck();
      return;
    }
    boolean rotates = !second.get().equals(first);
    findings.addFinding(
        Severity.MEDIUM,
        rotates
            ? "Missing reuse detection: a used refresh token is accepted again"
            : "Missing rotation of refresh tokens",
        refresh,
        again.get().status() + " for a refresh token whose successor was used",
        again.get(),
        ROTATION,
        "Issue a new refresh token on each refresh, keep a counter per session, and end the"
            + " session if an old token is used again.");
  }

  private static Optional<String> next(Site site, String token) {
    return send(site, token)
        .filter(exchange -> exchange.isSuccess())
        .map(exchange -> token(site, exchange, token));
  }

  /// The new refresh token. If the server returns only an access token, `used` stays in use.
  private static String token(Site site, AuditExchange exchange, String used) {
    return site.authentication().refreshToken(exchange.answer()).orElse(used);
  }

  private static Optional<AuditExchange> send(Site site, String token) {
    Optional<ClientRequest> call = site.authentication().refreshCall(token);
    return call.map(each -> site.send(site.anonymous(), each));
  }
}
