package dev.freehold.audit;

import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.Optional;

/// How people get in: what the description (or the profile) tells of it.
public interface Accounts {
  Optional<Operation> signup();

  Optional<Operation> login();

  Optional<Operation> refresh();

  Optional<Operation> logout();

  /// Who the token is of.
  Optional<Operation> me();

  /// A sign-up with every field that it needs.
  Optional<Call> signupCall(String email, String password);

  /// In the form that the server takes: JSON, or a form of OAuth 2.
  Optional<Call> loginCall(String email, String password);

  Optional<Call> refreshCall(String refreshToken);

  /// Signs up one more person; empty where that cannot be done or is not allowed (`--safe`, or only tokens were given).
  Optional<Person> another();

  /// The access token in an answer of sign-up, log-in or refresh.
  Optional<String> accessToken(Answer answer);

  Optional<String> refreshToken(Answer answer);
}
