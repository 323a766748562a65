package dev.freehold.audit.probe;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.Site;
import java.util.Optional;

/// Whether the response to a log-in lets the caller in.
public final class LogInResponse {
  private LogInResponse() {}

  /// Somebody with the token or the session of the response; empty if it gives neither.
  public static Optional<AuditUser> signedIn(Site site, AuditExchange exchange) {
    AuditUser nobody = new AuditUser("N", null, null, null, null, null);
    return Optional.of(exchange)
        .filter(AuditExchange::isSuccess)
        .map(each -> site.authentication().signedIn(nobody, each.answer()))
        .filter(each -> each.token() != null);
  }
}
