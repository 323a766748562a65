package dev.freehold.suite.run;

import java.util.List;

/// Where people come from. Any number of threads may ask.
public interface People {
  /// A new account with these roles, signed in.
  ///
  /// @param name the person's in the case
  Person signedIn(String name, List<String> roles);

  record Person(String id, String email, String token) {}
}
