package dev.freehold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.Database;
import dev.freehold.query.Scope;
import dev.freehold.query.Sight;
import dev.freehold.testing.ClassFiles;
import org.junit.jupiter.api.Test;

/// Holds by the compiled classes what Java's visibility cannot say.
final class ScopeTest {
  @Test
  void onlyAuthorizeMakesAScope() {
    assertThat(ClassFiles.callersOf(Scope.OwnedBy.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorize");
    assertThat(ClassFiles.callersOf(Scope.Everyone.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorize");
  }

  @Test
  void onlyAuthorizeMakesASight() {
    assertThat(ClassFiles.callersOf(Sight.class, "<init>"))
        .containsExactly("dev.freehold.api.Authorize");
  }

  @Test
  void onlyOnePlaceRunsStatementsOnResources() {
    assertThat(ClassFiles.callersOf(Database.class, "run"))
        .contains("dev.freehold.api.Rows")
        .filteredOn(
            name -> name.startsWith("dev.freehold.api.") || name.startsWith("dev.freehold.sql."))
        // The second hands on what the first was given, when it is its turn.
        .containsExactlyInAnyOrder("dev.freehold.api.Rows", "dev.freehold.api.write.Apart$1");
  }

  @Test
  void onlyThisPackageMakesAStatement() {
    assertThat(ClassFiles.callersOf(Statement.class, "<init>"))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("dev.freehold.sql."));
  }
}
