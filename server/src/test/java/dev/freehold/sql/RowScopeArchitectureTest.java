package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.Database;
import dev.freehold.query.ApiView;
import dev.freehold.query.RowScope;
import dev.freehold.testing.ClassFiles;
import org.junit.jupiter.api.Test;

/// Tests access rules that Java's visibility cannot express, on the compiled classes.
final class RowScopeArchitectureTest {
  @Test
  void onlyAuthorizerCreatesAScope() {
    assertThat(ClassFiles.callersOf(RowScope.OwnRows.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorizer");
    assertThat(ClassFiles.callersOf(RowScope.AllRows.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorizer");
  }

  @Test
  void onlyAuthorizerCreatesAView() {
    assertThat(ClassFiles.callersOf(ApiView.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorizer");
  }

  @Test
  void onlyOnePlaceRunsStatementsOnResources() {
    assertThat(ClassFiles.callersOf(Database.class, "run"))
        .contains("dev.freehold.api.StatementRunner")
        .filteredOn(
            name -> name.startsWith("dev.freehold.api.") || name.startsWith("dev.freehold.sql."))
        // The sweeper deletes expired keys of all users, and policies let it see no other row. The
        // others pass on a statement of the runner.
        .containsExactlyInAnyOrder(
            "dev.freehold.api.IdempotencyKeySweeper",
            "dev.freehold.api.StatementRunner",
            "dev.freehold.api.PerCallerBulkhead$CallerDatabase",
            "dev.freehold.api.SingleWrites",
            "dev.freehold.api.WrittenRows");
  }

  @Test
  void onlyThisPackageCreatesAStatement() {
    assertThat(ClassFiles.callersOf(SqlStatement.class, "<init>"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("dev.freehold.sql."));
  }
}
