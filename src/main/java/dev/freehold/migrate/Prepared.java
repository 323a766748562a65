package dev.freehold.migrate;

import dev.freehold.db.DatabaseTarget;
import java.util.List;

/// A database that is as the plan asks, and the logins to serve it with.
///
/// @param api for statements on resources
/// @param auth for sign-in
/// @param changes what was applied just now, in words; empty where nothing was to do
/// @param singleRole whether both logins are the one that owns the tables
public record Prepared(
    DatabaseTarget api, DatabaseTarget auth, List<String> changes, boolean singleRole) {
  public Prepared {
    changes = List.copyOf(changes);
  }
}
