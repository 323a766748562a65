package dev.freehold.audit;

import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;

/// One request of the audit with its sender and the response.
///
/// @param base scheme, host and port
/// @param call the request as sent, including the token
public record AuditExchange(
    String base, AuditUser user, ClientRequest call, ClientResponse answer) {
  /// The request as a `curl` command, with `$TOKEN_A` in place of a token.
  public String curl() {
    return call.curl(base);
  }

  /// Whether the status is 2xx and the body does not say that the request failed.
  public boolean isSuccess() {
    return ResponseOutcome.isSuccess(answer);
  }

  public int status() {
    return answer.status();
  }
}
