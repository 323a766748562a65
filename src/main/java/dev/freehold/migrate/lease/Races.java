package dev.freehold.migrate.lease;

import dev.freehold.db.DbFailure;
import java.util.Set;

/// Two nodes that made the same thing at once, or got in each other's way (SQLSTATE, PostgreSQL manual, appendix A).
public final class Races {
  /// A node that lost a race finds the winner's work done; more losses than this are no race.
  public static final int ATTEMPTS = 5;

  private static final Set<String> STATES =
      Set.of("23505", "42P06", "42P07", "42701", "42710", "40001", "40P01", "XX000");

  private Races() {}

  public static boolean is(DbFailure failure) {
    String state = failure.sqlState();
    return state != null && STATES.contains(state);
  }
}
