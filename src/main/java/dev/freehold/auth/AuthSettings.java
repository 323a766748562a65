package dev.freehold.auth;

import dev.freehold.password.PasswordRules;
import dev.freehold.people.SessionLife;
import dev.freehold.token.TokenSettings;
import java.util.List;

/// What sign-in is told by the spec and by configuration.
///
/// @param signupOpen false: the route to sign up does not exist (K21)
/// @param roles those of the spec, at most 20; none: no token and no answer speaks of roles
public record AuthSettings(
    TokenSettings tokens,
    PasswordRules passwords,
    SessionLife sessions,
    AuthLimits limits,
    boolean signupOpen,
    List<String> roles) {
  public AuthSettings {
    roles = List.copyOf(roles);
  }
}
