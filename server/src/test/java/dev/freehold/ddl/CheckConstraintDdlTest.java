package dev.freehold.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that the tables reject invalid values from any writer.
class CheckConstraintDdlTest {
  private static final List<String> REFUSED =
      List.of(
          "a_string: 'a'",
          "a_text: '123456'",
          "a_email: ''",
          "a_url: '123456'",
          "a_enum: 'high'",
          "a_enum: ''",
          "a_enums: '{low,high}'",
          "a_integer: -6",
          "a_integer: 11",
          "a_integers: '{1,11}'",
          "a_integers: '{-6,1}'",
          "a_bigint: 11",
          "a_bigints: '{-6}'",
          "a_number: 'NaN'",
          "a_number: 'Infinity'",
          "a_number: '-Infinity'",
          "a_number: 2e300",
          "a_numbers: '{1,NaN}'",
          "a_numbers: '{-0.6}'",
          "a_decimal: 'NaN'",
          "a_decimal: '-Infinity'",
          "a_decimal: 10.01",
          "a_decimal: 0.1234567890123456789",
          "a_decimals: '{NaN}'",
          "a_decimals: '{11}'",
          "a_date: 'infinity'",
          "a_date: '0001-12-31 BC'",
          "a_date: '10000-01-01'",
          "a_dates: '{2026-01-01,-infinity}'",
          "a_datetime: 'infinity'",
          "a_datetime: '10000-01-01 00:00Z'",
          "a_datetimes: '{-infinity}'",
          "a_time: '24:00'",
          "a_times: '{24:00}'",
          "a_booleans: '{true,null}'",
          "a_uuids: '{null}'",
          "a_jsons: array['1', null]::jsonb[]",
          "a_integers: '{{1},{2}}'",
          "a_strings: array_fill('ab'::text, array[1001])");

  private static final List<String> ACCEPTED =
      List.of(
          "a_string: 'ab'",
          "a_text: '12345'",
          "a_text: '😀😀😀😀😀'",
          "a_enum: 'it''s'",
          "a_enum: E'a\\\\b'",
          "a_enums: '{low,low}'",
          "a_enums: '{}'",
          "a_integer: -5",
          "a_integers: '{10,-5}'",
          "a_integers: '{}'",
          "a_bigint: 10",
          "a_number: 1e300",
          "a_numbers: '{-0.5}'",
          "a_decimal: 9.123456789012345678",
          "a_decimals: '{10}'",
          "a_date: '0001-01-01'",
          "a_date: '9999-12-31'",
          "a_datetime: '9999-12-31 23:59:59.999999Z'",
          "a_datetimes: '{0001-01-01 00:00Z}'",
          "a_time: '23:59:59.999999'",
          "a_jsons: array['1', '{}']::jsonb[]",
          "a_json: 'null'",
          "a_string: null",
          "a_strings: null",
          "a_strings: array_fill('ab'::text, array[1000])");

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void refuseWhatTheSpecRefuses(DatabaseTarget server) {
    try (TestDatabase database = TestDatabase.fresh(server);
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      DatabaseRoleNames names = DatabaseRoleNames.single("postgres");
      connection.execute(SchemaModel.of(SampleSpecs.plan(SampleSpecs.everyType()), names).script());
      connection.execute(
          "insert into auth.users (id, password_hash) values (gen_random_uuid(), '$argon2id$x')");
      for (String refused : REFUSED) {
        assertThatThrownBy(() -> insert(connection, refused))
            .as(refused)
            .isInstanceOfSatisfying(
                DatabaseException.class, e -> assertThat(e.sqlState()).isIn("23514", "0A000"));
      }
      for (String taken : ACCEPTED) {
        assertThatCode(() -> insert(connection, taken)).as(taken).doesNotThrowAnyException();
      }
    }
  }

  private static void insert(AdminConnection connection, String columnAndValue) {
    int colon = columnAndValue.indexOf(':');
    connection.execute(
        "insert into app.things (id, user_id, %s) select gen_random_uuid(), id, %s from auth.users"
            .formatted(columnAndValue.substring(0, colon), columnAndValue.substring(colon + 1)));
  }
}
