package dev.freehold.auth;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// One database per test class, and for each test a new node without accounts.
abstract class SignInFixture {
  static SignInDatabase database;
  SignInNode node;

  @BeforeAll
  static void start() {
    database = new SignInDatabase();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void fresh() {
    database.unavailable = false;
    database.sql("delete from auth.users");
    database.sql("delete from auth.sessions");
    database.sql("delete from auth.failed_logins");
    node = new SignInNode(database);
  }

  @AfterEach
  void close() {
    node.close();
  }

  static SignInNode node(Argon2Cost cost, AuthRateLimits limits, boolean open) {
    return new SignInNode(database, cost, limits, open);
  }
}
