package dev.freehold.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.SchemaMonitor.ExpectedColumn;
import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

final class AccountTablesTest {
  @Test
  void columnsAreThoseOfTheSchema() {
    try (TestDatabase database = TestDatabase.fresh();
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      AuthSchemaDdl.statements().forEach(connection::execute);
      assertThat(AccountTables.columns())
          .containsExactlyInAnyOrderElementsOf(
              connection
                  .query(
                      """
                      select r.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
                        from pg_class r join pg_attribute a on a.attrelid = r.oid
                        where r.relnamespace = $1::regnamespace and r.relkind = 'r'
                          and a.attnum > 0 and not a.attisdropped\
                      """,
                      Tuple.of(AccountTables.SCHEMA))
                  .stream()
                  .map(
                      row ->
                          new ExpectedColumn(row.getString(0), row.getString(1), row.getString(2)))
                  .toList());
    }
  }
}
