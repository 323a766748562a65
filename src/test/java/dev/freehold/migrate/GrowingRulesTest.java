package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.RelatedSpecs;
import dev.freehold.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A rule comes, changes and goes with the spec, as long as every row keeps to it.
class GrowingRulesTest {
  private static final String ROW =
      """
      insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x');
      insert into app.trips (id, user_id, starts, ends) select id, id, 1, 1 from auth.users\
      """;

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.Servers#all")
  void rulesOfWholeRowsComeAndChangeAndGo(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      MigratorTest.prepare(database, trips(""));
      assertThat(MigratorTest.prepare(database, trips("ends >= starts")).changes())
          .startsWith("new rule trips.trips_order_rule: ends >= starts");
      assertThat(MigratorTest.prepare(database, trips("ends > starts")).changes())
          .first()
          .asString()
          .contains("ends > starts");
      assertThatThrownBy(() -> TestDatabase.execute(database.target(), ROW))
          .isInstanceOfSatisfying(
              DbFailure.class, e -> assertThat(e.constraint()).isEqualTo("trips_order_rule"));
      assertThat(MigratorTest.prepare(database, trips("")).changes())
          .first()
          .asString()
          .startsWith("no more rule trips.trips_order_rule");
      TestDatabase.execute(database.target(), ROW);
      String before = GrowingSpecTest.catalog(database);
      assertThatThrownBy(() -> MigratorTest.prepare(database, trips("ends > starts")))
          .isInstanceOf(MigrationRefused.class)
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("Nothing was changed");
      assertThat(GrowingSpecTest.catalog(database)).isEqualTo(before);
      assertThat(MigratorTest.prepare(database, trips("ends >= starts")).changes()).isNotEmpty();
      assertThat(MigratorTest.prepare(database, trips("ends >= starts")).changes()).isEmpty();
      MigratorTest.drop(database);
    }
  }

  /// @param rule empty for none
  private static ApiPlan trips(String rule) {
    String checks = "    checks: [{ name: order, rule: '" + rule + "', message: is in order }]\n";
    return RelatedSpecs.plan(
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
