package dev.freehold.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.testing.TestDatabase;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShortestDecimalTest {
  private static final List<Double> EDGES =
      Stream.of(
              "0",
              "-0",
              "1",
              "-1.5",
              "0.1",
              "0.30000000000000004",
              "2e23",
              "-2e23",
              "9e22",
              "5e-324",
              "4.9e-322",
              "1e-323",
              "2.2250738585072014e-308",
              "1.7976931348623157e308",
              "9007199254740992",
              "9007199254740991",
              "18014398509481988",
              "1e15",
              "1e16",
              "1e17",
              "1e21",
              "1e22",
              "1e23",
              "123456789012345680")
          .map(Double::valueOf)
          .toList();

  @Test
  void isWhatPostgresqlWrites() {
    long seed = Long.getLong("rule.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>(EDGES);
    for (int i = -1_074; i < 1_024; i++) {
      values.add(Math.scalb(1.0, i));
    }
    while (values.size() < 20_000) {
      double any = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(any)) {
        values.add(any);
      }
      values.add(random.nextInt(100_000) / 100.0);
      values.add(random.nextInt(1, 100) * Math.pow(10, random.nextInt(-30, 30)));
    }
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), TestDatabase.embedded())) {
      List<Row> rows =
          connection.query(
              "select v::text::numeric::text from unnest($1::float8[]) with ordinality u(v, n)"
                  + " order by n",
              Tuple.of(values.toArray(Double[]::new)));
      for (int i = 0; i < values.size(); i++) {
        assertThat(ShortestDecimal.of(values.get(i)))
            .as("%s, seed %d", values.get(i), seed)
            .isEqualByComparingTo(new BigDecimal(rows.get(i).getString(0)));
      }
    }
  }
}
