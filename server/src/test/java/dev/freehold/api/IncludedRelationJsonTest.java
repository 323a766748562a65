package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Spec;
import dev.freehold.sql.InsertSql;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.SqlStatement;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.sql.TextCollation;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestSpecs;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// PostgreSQL writes an included row with the same JSON values as the server, for every type.
final class IncludedRelationJsonTest {
  private static final UUID USER = new UUID(7, 1);
  private static final RowScope SCOPE = new RowScope.OwnRows(USER, Set.of(), null);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Things and boxes: each box references one thing, and many things reference a box.
  private static ApiPlan api() {
    Spec.Resource things = TestSpecs.everyType().resources().getFirst();
    List<Spec.Field> fields = new ArrayList<>(things.fields());
    fields.add(ref("box", "boxes", ScalarType.INTEGER_ID));
    Spec.Resource boxed =
        Spec.Resource.builder(things.name(), fields)
            .id(things.id())
            .sort(things.sort())
            .limit(things.limit())
            .build();
    Spec.Resource boxes =
        Spec.Resource.builder("boxes", List.of(ref("thing", "things", ScalarType.UUID)))
            .id(Spec.IdType.INTEGER)
            .sort(List.of(new Spec.SortKey("id", false)))
            .build();
    return ApiPlanner.plan(
        new Spec("Boxes", "1.0.0", null, Spec.Auth.DEFAULT, List.of(boxed, boxes)));
  }

  private static Spec.Field ref(String name, String to, ScalarType id) {
    return Spec.Field.builder(name + "_id", FieldType.of(id))
        .ref(new Spec.Ref(name, to, Spec.OnDelete.SET_NULL))
        .build();
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void anIncludedRowIsWrittenAsARow(DatabaseTarget server) throws IOException {
    ApiPlan api = api();
    ResourcePlan plan = api.resource("things");
    ApiView sight = new ApiView(api, true, Set.of(), null);
    ResourceView things = sight.resource(plan);
    try (TestDatabase database = TestDatabase.fresh(server)) {
      TestDatabase.execute(
          database.target(),
          SchemaModel.of(api, DatabaseRoleNames.single("postgres")).script()
              + "insert into auth.users (id, password_hash) values ('"
              + USER
              + "', '$argon2id$x')");
      try (AdminConnection connection =
          AdminConnection.open(TestDatabase.vertx(), database.target())) {
        // Session settings that change how PostgreSQL writes values.
        connection.execute("set timezone = 'Asia/Kathmandu'; set datestyle = 'German'");
        for (int choice = 0; choice < 6; choice++) {
          UUID id = new UUID(0xABCDEF, choice);
          run(connection, new InsertSql(api, things, () -> id).of(SCOPE, values(things, choice)));
          FieldValues box = new FieldValues(1);
          box.set(0, id);
          ResourceView boxes = sight.resource(api.resource("boxes"));
          long boxed =
              run(connection, new InsertSql(api, boxes, UUID::randomUUID).of(SCOPE, box))
                  .getLong(0);
          connection.execute(
              "update app.things set box_id = " + boxed + " where id = '" + id + "'");

          Row row =
              run(
                  connection,
                  new ReadSql(api, plan, new StatementTextCache(TextCollation.STANDARD))
                      .of(SCOPE, Selection.allColumns(things), id));
          JsonNode expected = JSON.readTree(written(things, row));
          Selection selection =
              new Selection(
                  boxes,
                  boxes.readColumns(),
                  sight.visibleRelations(boxes).stream()
                      .map(
                          h ->
                              new Selection.IncludedRelation(
                                  h.relation(), Selection.allColumns(things), 2))
                      .toList());
          Row including =
              run(
                  connection,
                  new ReadSql(api, boxes.plan(), new StatementTextCache(TextCollation.STANDARD))
                      .of(SCOPE, selection, boxed));
          int first = boxes.readColumns().size();
          same(JSON.readTree(including.getString(first)), expected);
          JsonNode many = JSON.readTree(including.getString(first + 1));
          same(many.get("data").get(0), expected);
          assertThat(many.get("data")).hasSize(1);
          assertThat(many.get("hasMore").isBoolean()).isTrue();
          assertThat(many.get("hasMore").asBoolean()).isFalse();
          assertThat(many.get("url").asString()).isEqualTo("/api/v1/boxes/" + boxed + "/things");
        }
      }
    }
  }

  /// Compares numbers by value: PostgreSQL writes the double 5 as `5`.
  private static void same(JsonNode included, JsonNode expected) {
    assertThat(included.properties().stream().map(e -> e.getKey()).toList())
        .isEqualTo(expected.properties().stream().map(e -> e.getKey()).toList());
    assertThat(
            expected.equals(
                (a, b) ->
                    a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                included))
        .as("%s%nis%n%s", included, expected)
        .isTrue();
  }

  private static String written(ResourceView view, Row row) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      new JsonRowWriter(Selection.allColumns(view), 0).write(out, row);
    }
    return text.toString();
  }

  private static FieldValues values(ResourceView view, int choice) {
    FieldValues values = new FieldValues(view.createFields().size());
    for (int i = 0; i < view.createFields().size(); i++) {
      var column = view.createFields().get(i).column();
      Object value =
          switch (column.name()) {
            case "code" -> "code" + (char) ('a' + choice);
            case "rank" -> 3;
            case "price" -> new BigDecimal("1.50");
            case "box_id" -> null;
            default -> value(column.type(), choice);
          };
      values.set(i, value);
    }
    return values;
  }

  /// Choice 0 is null, or an array without elements. The other choices are edge values.
  private static @Nullable Object value(FieldType type, int choice) {
    List<?> edges = edges(type.scalar());
    if (!type.array()) {
      return choice == 0 ? null : edges.get(choice % edges.size());
    }
    return choice == 1 ? null : choice == 0 ? List.of() : edges;
  }

  private static List<?> edges(ScalarType scalar) {
    return switch (scalar) {
      case STRING, TEXT ->
          List.of("", "\"\\/\b\f\n\r\t\u0001\u007f", "null", "\u2028é𝒳 {a,\"b\"}", "NULL");
      case EMAIL -> List.of("a@b.c");
      case URL -> List.of("https://example.org/?a=b&c");
      case ENUM -> List.of("low", "it's \"high\"", "müde");
      case INTEGER -> List.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT -> List.of(0L, (1L << 53) + 1, Long.MIN_VALUE, Long.MAX_VALUE);
      case INTEGER_ID -> List.of(1L, ScalarType.MAX_INTEGER_ID);
      case NUMBER -> List.of(5.0, -0.1, Double.MIN_VALUE, Double.MAX_VALUE, 1e21, 0.1 + 0.2);
      case DECIMAL ->
          List.of(
              new BigDecimal("0"),
              new BigDecimal("-1.50"),
              new BigDecimal("99999999999999999999.999999999999999999"),
              new BigDecimal("0.000000000000000001"));
      case BOOLEAN -> List.of(true, false);
      case DATE ->
          List.of(LocalDate.of(1, 1, 1), LocalDate.of(999, 2, 3), LocalDate.of(9999, 12, 31));
      case TIME ->
          List.of(
              LocalTime.MIDNIGHT,
              LocalTime.of(23, 59, 59, 999_999_000),
              LocalTime.of(1, 2, 3, 500_000_000));
      case DATETIME ->
          List.of(
              OffsetDateTime.parse("0001-01-01T00:00:00Z"),
              OffsetDateTime.parse("2026-12-31T14:30:00.5Z"),
              OffsetDateTime.parse("1969-12-31T23:59:59.000001Z"),
              OffsetDateTime.parse("9999-12-31T23:59:59.999999Z"));
      case UUID -> List.of(new UUID(0, 0), new UUID(0xABCDEF0123456789L, -1));
      case JSON ->
          List.of("{\"b\": [1, 2.50, null], \"a\": \"\\u00e9\"}", "[]", "\"x\"", "1e3", "false");
    };
  }

  private static Row run(AdminConnection connection, SqlStatement statement) {
    return connection.query(statement.text(), statement.arguments()).getFirst();
  }
}
