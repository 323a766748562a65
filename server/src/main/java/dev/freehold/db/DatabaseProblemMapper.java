package dev.freehold.db;

import dev.freehold.problem.Problem;
import java.util.List;

/// The problem for a failed statement, if the operation has no more specific one.
public final class DatabaseProblemMapper {
  private static final int RETRY_AFTER_SECONDS = 1;

  private DatabaseProblemMapper() {}

  public static Problem toProblem(DatabaseException failure) {
    return switch (failure.kind()) {
      case UNIQUE -> new Problem.Conflict(List.of());
      case UNAVAILABLE, LOCKED, TIMEOUT ->
          new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE);
      case UNKNOWN_OUTCOME -> new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.UNKNOWN);
      case FOREIGN_KEY, CHECK, DEFECT -> new Problem.Internal(Problem.Outcome.NONE);
    };
  }

  /// Maps a known failure of the database to its problem. Returns a bug unchanged, so that the
  /// server reports its cause and answers `INTERNAL_ERROR`.
  public static Throwable toRequestFailure(Throwable failure) {
    if (!(failure instanceof DatabaseException db)) {
      return failure;
    }
    return switch (db.kind()) {
      case UNIQUE, UNAVAILABLE, LOCKED, TIMEOUT, UNKNOWN_OUTCOME -> toProblem(db).toException();
      case FOREIGN_KEY, CHECK, DEFECT -> db;
    };
  }
}
