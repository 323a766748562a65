package dev.freehold.testing;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationTimeouts;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.util.function.Consumer;

/// Migrators of the databases of tests.
public final class TestMigrator {
  private TestMigrator() {}

  /// @param owner the database, and the role that owns its tables
  /// @param secret of the server that serves the database
  public static DatabaseMigrator of(
      DatabaseTarget owner, Secret secret, Consumer<MigrationProgress> progress) {
    return new DatabaseMigrator(
        TestDatabase.vertx(),
        owner,
        SigningSecrets.of(secret),
        "0.0.0-test",
        MigrationTimeouts.STANDARD,
        progress);
  }

  /// Receives each step after it ran; what it throws interrupts the migration.
  public static Consumer<MigrationProgress> finishedSteps(Consumer<MigrationStep> steps) {
    return progress -> {
      if (progress instanceof MigrationProgress.StepFinished(var _, var _, var step, var _)) {
        steps.accept(step);
      }
    };
  }
}
