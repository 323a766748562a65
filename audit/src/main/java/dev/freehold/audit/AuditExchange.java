package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;

/// One request of the audit with its sender and the response.
///
/// @param base scheme, host and port
/// @param call as it was sent, the token included
public record AuditExchange(
    String base, AuditUser user, ClientRequest call, ClientResponse answer) {
  /// Shows `$TOKEN_A` in the place of a token.
  public String curl() {
    return call.curl(base);
  }

  public int status() {
    return answer.status();
  }
}
