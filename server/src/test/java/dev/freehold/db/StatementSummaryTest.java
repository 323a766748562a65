package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementSummaryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select t.* from set_config('freehold.user_id', $1, true) as c(uid), lateral (select * from"
            + " \"app\".\"tasks\") t|SELECT app.tasks",
        "insert into \"app\".\"tasks\" as r (\"a\") select $1 from set_config('freehold.user_id',"
            + " $2, true)|INSERT app.tasks",
        "with next as (select id from auth.outbox) update auth.outbox o set a = 1|UPDATE"
            + " auth.outbox",
        "with u as (insert into auth.users (id) values ($1)) select * from auth.emails|INSERT"
            + " auth.users",
        "delete from auth.events where id in (select id from auth.events)|DELETE auth.events",
        "select id from freehold.ledger|SELECT freehold.ledger",
        "select 1|SELECT",
        "|SELECT"
      })
  void theVerbAndTheTable(String sql, String summary) {
    assertThat(StatementSummary.of(sql == null ? "" : sql)).isEqualTo(summary);
  }
}
