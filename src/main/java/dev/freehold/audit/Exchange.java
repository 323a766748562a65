package dev.freehold.audit;

import dev.freehold.call.Answer;
import dev.freehold.call.Call;

/// A request that was sent, by whom, and its answer.
///
/// @param base scheme, host and port
/// @param call as it was sent, the token included
public record Exchange(String base, Person person, Call call, Answer answer) {
  /// Shows `$TOKEN_A` in the place of a token.
  public String curl() {
    return call.curl(base);
  }

  public int status() {
    return answer.status();
  }
}
