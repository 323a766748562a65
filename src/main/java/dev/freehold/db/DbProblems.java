package dev.freehold.db;

import dev.freehold.problem.Problem;
import java.util.List;

/// What a failed statement is to the client, where the operation has no better answer of its own.
public final class DbProblems {
  private static final int RETRY_AFTER_SECONDS = 1;

  private DbProblems() {}

  public static Problem of(DbFailure failure) {
    return switch (failure.kind()) {
      case UNIQUE -> new Problem.Conflict(List.of());
      case UNAVAILABLE, LOCKED, TIMEOUT ->
          new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE);
      case UNKNOWN_OUTCOME -> new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.UNKNOWN);
      case FOREIGN_KEY, CHECK, DEFECT -> new Problem.Internal(Problem.Outcome.NONE);
    };
  }

  /// `failure` as what a request fails with: a known weakness of the database as its problem; a defect as itself, so that
  /// the server reports its cause and answers `INTERNAL_ERROR`.
  public static Throwable failure(Throwable failure) {
    if (!(failure instanceof DbFailure db)) {
      return failure;
    }
    return switch (db.kind()) {
      case UNIQUE, UNAVAILABLE, LOCKED, TIMEOUT, UNKNOWN_OUTCOME -> of(db).failure();
      case FOREIGN_KEY, CHECK, DEFECT -> db;
    };
  }
}
