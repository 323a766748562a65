package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// CHECK rules are added, changed and dropped with the spec if all rows satisfy them.
class CheckConstraintMigrationTest {
  private static final String ROW =
      """
      insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
      insert into app.trips (id, user_id, starts, ends) select id, id, 1, 1 from auth.users\
      """;

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void checksAreAddedChangedAndDropped(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, trips(""));
      assertThat(StartupMigratorTest.prepare(database, trips("ends >= starts")).changes())
          .startsWith("new rule trips.trips_order_rule: ends >= starts");
      assertThat(StartupMigratorTest.prepare(database, trips("ends > starts")).changes())
          .first()
          .asString()
          .contains("ends > starts");
      assertThatThrownBy(() -> TestDatabase.execute(database.target(), ROW))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.constraint()).isEqualTo("trips_order_rule"));
      assertThat(StartupMigratorTest.prepare(database, trips("")).changes())
          .first()
          .asString()
          .startsWith("no more rule trips.trips_order_rule");
      TestDatabase.execute(database.target(), ROW);
      String before = SpecEvolutionTest.catalog(database);
      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, trips("ends > starts")))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("Nothing was changed");
      assertThat(SpecEvolutionTest.catalog(database)).isEqualTo(before);
      assertThat(StartupMigratorTest.prepare(database, trips("ends >= starts")).changes())
          .isNotEmpty();
      assertThat(StartupMigratorTest.prepare(database, trips("ends >= starts")).changes())
          .isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  /// @param rule the rule; empty for none
  private static ApiPlan trips(String rule) {
    String checks = "    checks: [{ name: order, rule: '" + rule + "', message: is in order }]\n";
    return SampleSpecs.plan(
        """
        freehold: 1
        name: Trips
        resources:
          trips:
            fields: { starts: integer, ends: integer }
        """
            + (rule.isEmpty() ? "" : checks));
  }
}
