package dev.freehold.auth;

import dev.freehold.password.PasswordRules;
import dev.freehold.people.SessionLife;
import dev.freehold.token.TokenSettings;

/// What sign-in is told by the spec and by configuration.
///
/// @param signupOpen false: the route to sign up does not exist (K21)
public record AuthSettings(
    TokenSettings tokens,
    PasswordRules passwords,
    SessionLife sessions,
    AuthLimits limits,
    boolean signupOpen) {}
