package dev.freehold.sql;

import dev.freehold.db.AdminConnection;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestSpecs;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A table with random rows and a field of every type, and the same values in memory. There are few
/// distinct values, so that rows share them, many nulls, and texts with pattern characters.
final class EveryTypeFixture implements AutoCloseable {
  static final UUID USER = new UUID(7, 1);
  static final RowScope SCOPE = SharedRowsFixture.own(USER);
  static final ApiPlan API = TestSpecs.plan(TestSpecs.everyType());
  static final ResourcePlan PLAN = API.resources().getFirst();
  static final ResourceView VIEW = new ApiView(API, true, Set.of(), null).resource(PLAN);
  static final List<String> TEXTS =
      List.of(
          "", "a", "A", "ab", "b%", "%", "_", "\\", "a_b\\%", "É", "é", "ß", "日本", "𝒳y", "'\"");

  final Map<UUID, Map<String, Object>> rows = new HashMap<>();
  private final TestDatabase database = TestDatabase.fresh();
  private final AdminConnection connection;
  private final Random random;

  EveryTypeFixture(Random random, int count) {
    this.random = random;
    TestDatabase.execute(
        database.target(),
        SchemaModel.of(API, DatabaseRoleNames.single("postgres")).script()
            + "insert into auth.users (id, password_hash) values ('"
            + USER
            + "', '$argon2id$x')");
    connection = AdminConnection.open(TestDatabase.vertx(), database.target());
    for (int i = 0; i < count; i++) {
      add(i);
    }
  }

  private void add(int n) {
    UUID id = new UUID(random.nextInt(3), n);
    Map<String, Object> row = new HashMap<>();
    FieldValues values = new FieldValues(VIEW.createFields().size());
    for (int i = 0; i < VIEW.createFields().size(); i++) {
      ColumnPlan column = VIEW.createFields().get(i).column();
      Object value =
          column.name().equals("code")
              ? "c" + (char) ('a' + n / 26) + (char) ('a' + n % 26)
              : column.name().startsWith("f_") || column.name().equals("a_string")
                  ? value(column)
                  : null;
      if (value != null || column.nullable()) {
        values.set(i, value);
      }
      if (value != null) {
        row.put(column.name(), value);
      }
    }
    row.put("id", id);
    rows.put(id, row);
    run(new InsertSql(API, VIEW, () -> id).of(SCOPE, values));
  }

  /// A value of a tested column; null one time in three.
  private @Nullable Object value(ColumnPlan column) {
    return random.nextInt(3) == 0 ? null : any(column);
  }

  /// One of a few values of the column's type.
  @Nullable Object any(ColumnPlan column) {
    if (column.type().array()) {
      List<String> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(text());
      }
      return list;
    }
    return switch (column.type().scalar()) {
      case STRING, TEXT -> text();
      case INTEGER -> random.nextInt(4) - 1;
      case BIGINT, INTEGER_ID -> (long) random.nextInt(4) << 40;
      case NUMBER -> random.nextInt(4) / 4.0;
      case DECIMAL -> new BigDecimal(random.nextInt(4)).movePointLeft(random.nextInt(3));
      case BOOLEAN -> random.nextBoolean();
      case DATE -> LocalDate.of(2026, 1, 1 + random.nextInt(4));
      case DATETIME ->
          OffsetDateTime.of(2026, 1, 1, 0, 0, 0, random.nextInt(4) * 1000, ZoneOffset.UTC);
      case UUID -> new UUID(random.nextInt(2), random.nextInt(2));
      case TIME, EMAIL, URL, ENUM, JSON -> null;
    };
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  List<Row> run(SqlStatement statement) {
    return SharedRowsFixture.run(connection, statement);
  }

  @Override
  public void close() {
    connection.close();
    database.close();
  }
}
