package dev.freehold.migrate.run;

import dev.freehold.db.DbFailure;
import dev.freehold.migrate.ledger.MigrationRefused;
import io.vertx.pgclient.PgException;
import java.util.List;

/// What PostgreSQL's own refusals mean during a migration (SQLSTATE, PostgreSQL manual, appendix A).
public final class Refusals {
  private Refusals() {}

  /// @param matter what could not be done, as a sentence
  /// @param done what was done before and stays, as a sentence
  public static RuntimeException of(DbFailure failure, String matter, String done) {
    if (!(failure.getCause() instanceof PgException e)) {
      return failure;
    }
    return new MigrationRefused(
        matter,
        List.of("PostgreSQL: " + e.getErrorMessage() + " (" + e.getSqlState() + ")"),
        done + " " + remedy(e.getSqlState()),
        failure);
  }

  private static String remedy(String state) {
    return switch (state) {
      case "42501" ->
          "The login lacks a privilege: it must own what Freehold made before, and may need CREATE"
              + " on the database.";
      case "55P03" ->
          "Something else holds a lock on the tables; run it again when that is done, and it goes"
              + " on from here.";
      case "23503" ->
          "Rows that are there point at others than the spec would let them; mend these rows, or"
              + " put back in the spec what they rely on.";
      case "23514" ->
          "Rows that are there do not keep to a rule that the spec asks for; mend them, or change"
              + " the rule.";
      case "23505" ->
          "Rows that are there have a value in common that the spec wants unique; mend them, or"
              + " take the rule away.";
      case "23502" ->
          "Rows that are there lack a value that the spec requires; give them one, or make the"
              + " field optional.";
      default -> "See the server's log.";
    };
  }
}
