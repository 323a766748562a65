package dev.freehold.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DdlGoldenTest {
  private static final DatabaseRoleNames ROLES =
      new DatabaseRoleNames("golden_owner", "golden_api", "golden_auth");

  @Test
  void theScriptMatchesTheGoldenFile() {
    for (Path folder : cases()) {
      GoldenFiles.check(folder, "ddl.sql", model(folder).script());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aServerTakesItAndEveryTableOfResourcesIsWalled(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server);
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      for (Path folder : cases()) {
        // Rolled back, because roles are global to the server.
        connection.execute(
            "begin; create role golden_owner; create role golden_api; create role golden_auth");
        connection.execute(model(folder).script());
        String open =
            """
            select count(*) filter (where not (relrowsecurity and relforcerowsecurity
                     and exists (select from pg_policy p where p.polrelid = c.oid))) as open,
                   count(*) as tables
              from pg_class c where relnamespace = 'app'::regnamespace and relkind = 'r'\
            """;
        var row = connection.query(open, Tuple.tuple()).getFirst();
        assertThat(row.getLong("open")).as(folder.toString()).isZero();
        assertThat(row.getLong("tables")).as(folder.toString()).isPositive();
        connection.execute("rollback");
      }
    }
  }

  private static List<Path> cases() {
    return Stream.of("plan", "tables")
        .flatMap(family -> GoldenFiles.cases(family).stream())
        .toList();
  }

  private static SchemaModel model(Path folder) {
    return SchemaModel.of(SampleSpecs.golden(folder), ROLES);
  }
}
