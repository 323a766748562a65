package dev.freehold.testing;

import dev.freehold.password.PasswordHasher.Argon2Cost;

/// The cost of passwords in tests. At the standard cost, sign-ups would take most of the time of a test.
/// The standard cost is that of every test that starts the program.
public final class TestPasswords {
  public static final Argon2Cost COST = new Argon2Cost(64, 1, 1);

  private TestPasswords() {}
}
