package dev.freehold.migrate;

import dev.freehold.db.DbFailure;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Set;

/// What PostgreSQL's own refusals mean during a migration (SQLSTATE, PostgreSQL manual, appendix A).
final class Refusals {
  /// Two nodes made the same thing at once, or got in each other's way: the other one is through now.
  private static final Set<String> RACES =
      Set.of("23505", "42P06", "42P07", "42710", "40001", "40P01", "XX000");

  private Refusals() {}

  static boolean isRace(DbFailure failure) {
    return failure.getCause() instanceof PgException e && RACES.contains(e.getSqlState());
  }

  static RuntimeException of(DbFailure failure, Server server) {
    if (!(failure.getCause() instanceof PgException e)) {
      return failure;
    }
    String remedy =
        switch (e.getSqlState()) {
          case "42501" ->
              "The login %s lacks a privilege: it must own what Freehold made before, and may need CREATE on database %s."
                  .formatted(server.login(), server.database());
          case "55P03" ->
              "Something else holds a lock on the tables or another node is at work; start again"
                  + " when it is done.";
          case "23503" ->
              "Nothing was changed. Rows that are there point at others than the spec would let"
                  + " them; put the access of the resource that they point at back, or mend these"
                  + " rows.";
          case "23514" ->
              "Nothing was changed. Rows that are there do not keep to a rule that the spec asks"
                  + " for; mend them, or change the rule.";
          default -> "Nothing was changed; see the server's log.";
        };
    return new MigrationRefused(
        "The database could not be brought to what the spec asks.",
        List.of("PostgreSQL: " + e.getErrorMessage() + " (" + e.getSqlState() + ")"),
        remedy,
        failure);
  }
}
