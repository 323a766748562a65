package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a search may name is there in PostgreSQL, and what it may hold fits.
final class SearchLanguagesTest {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void postgresHasEveryLanguage() {
    String names =
        StreamSupport.stream(SearchChecker.languages().spliterator(), false)
            .map(name -> "('" + name + "')")
            .collect(Collectors.joining(", "));
    assertThat(
            TestDatabase.query(
                database.target(),
                "select coalesce(string_agg(name, ' '), '') from (values "
                    + names
                    + ") l (name) where not exists (select from pg_ts_config where cfgname ="
                    + " name)"))
        .isEmpty();
  }

  /// Words that the parser of PostgreSQL takes to pieces and keeps whole as well are the dearest.
  @Test
  void theLongestTextFitsItsVector() {
    for (String word :
        List.of("chr(131072 + i) || '-' || chr(160000 + i)", "'a' || i || '.io/x' || i")) {
      String text =
          "substr((select string_agg(%s, ' ') from generate_series(1, 40000) i), 1, %d)"
              .formatted(word, SearchChecker.MAX_CHARACTERS);
      String length = "select char_length(%s)::text".formatted(text);
      assertThat(TestDatabase.query(database.target(), length))
          .isEqualTo(Integer.toString(SearchChecker.MAX_CHARACTERS));
      String lexemes = "select length(to_tsvector('simple', %s))::text".formatted(text);
      assertThat(TestDatabase.query(database.target(), lexemes).length()).isEqualTo(5);
    }
  }
}
