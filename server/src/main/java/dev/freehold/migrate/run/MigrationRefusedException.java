package dev.freehold.migrate.run;

import dev.freehold.db.DatabaseException;
import io.vertx.pgclient.PgException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refused or failed migration. The message is for the operator: one line with the problem, one
/// line for each difference, and one line with the remedy and whether anything was changed.
public final class MigrationRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> differences;

  public MigrationRefusedException(
      String matter, List<String> differences, String remedy, @Nullable Throwable cause) {
    super(text(matter, differences, remedy), cause);
    this.differences = List.copyOf(differences);
  }

  public MigrationRefusedException(String matter, String remedy) {
    this(matter, List.of(), remedy, null);
  }

  /// The differences, one sentence each: `tasks.title: maxLength 200 → 100`. Empty for other
  /// problems.
  public List<String> differences() {
    return differences;
  }

  private static String text(String matter, List<String> differences, String remedy) {
    StringBuilder text = new StringBuilder(matter);
    differences.forEach(d -> text.append("\n  ").append(d));
    return text.append('\n').append(remedy).toString();
  }

  /// The refusal for an error of PostgreSQL during a migration, with a remedy by SQLSTATE
  /// (PostgreSQL manual, appendix A). Returns `failure` itself if PostgreSQL did not report the
  /// error.
  ///
  /// @param matter what failed, as a sentence
  /// @param done the changes that were made before and stay, as a sentence
  public static RuntimeException translate(DatabaseException failure, String matter, String done) {
    if (!(failure.getCause() instanceof PgException e)) {
      return failure;
    }
    return new MigrationRefusedException(
        matter,
        List.of("PostgreSQL: " + e.getErrorMessage() + " (" + e.getSqlState() + ")"),
        done + " " + remedy(e.getSqlState()),
        failure);
  }

  private static String remedy(String state) {
    return switch (state) {
      case "42501" ->
          "The login lacks a privilege: it must own what Freehold made before, and may need"
              + " CREATE on the database.";
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
      case "53100" ->
          "PostgreSQL has no room: make room and run it again, and it goes on from here.";
      default -> "See the server's log.";
    };
  }
}
