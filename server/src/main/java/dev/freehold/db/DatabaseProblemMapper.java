package dev.freehold.db;

import dev.freehold.problem.Problem;
import java.util.List;

/// The problem for a failed statement, if the operation has no more specific one.
public final class DatabaseProblemMapper {
  private static final int RETRY_AFTER_SECONDS = 1;

  /// Room is made by a person, not within a second.
  private static final int STORAGE_RETRY_AFTER_SECONDS = 30;

  private DatabaseProblemMapper() {}

  /// A write that needs room which the database does not have.
  public static Problem storageFull() {
    return new Problem.Unavailable(
        STORAGE_RETRY_AFTER_SECONDS,
        Problem.Outcome.NONE,
        "The storage of the service is full: nothing was changed. Reads go on; try again in "
            + STORAGE_RETRY_AFTER_SECONDS
            + " s.");
  }

  public static Problem toProblem(DatabaseException failure) {
    return switch (failure.kind()) {
      case UNIQUE -> new Problem.Conflict(List.of());
      case UNAVAILABLE, LOCKED, TIMEOUT ->
          new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE);
      case UNKNOWN_OUTCOME -> new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.UNKNOWN);
      case STORAGE -> storageFull();
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
      case UNIQUE, UNAVAILABLE, LOCKED, TIMEOUT, UNKNOWN_OUTCOME, STORAGE ->
          toProblem(db).toException();
      case FOREIGN_KEY, CHECK, DEFECT -> db;
    };
  }
}
