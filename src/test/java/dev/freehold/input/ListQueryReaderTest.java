package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.spec.Spec;
import dev.freehold.testing.Specs;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListQueryReaderTest {
  private static final ListQueryReader TASKS = new ListQueryReader(Specs.resource(Specs.tasks()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1|20|0",
        "page=2|2|20|0",
        "page=1000000&limit=100|1000000|100|0",
        "limit=1&status=pending|1|1|1",
        "status=completed|1|20|2",
        "status=all|1|20|0",
      })
  void reads(String query, int page, int limit, int option) {
    assertThat(read(query)).isEqualTo(new ListQuery(page, limit, List.of(option)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page=0|page out_of_range",
        "page=1000001|page out_of_range",
        "page=99999999999999999999|page out_of_range",
        "page=000000000001|page out_of_range",
        "page=007|page type",
        "page=-1|page type",
        "page=+1|page type",
        "page=1.0|page type",
        "page=1e3|page type",
        "page=٣|page type",
        "page=|page type",
        "limit=101|limit out_of_range",
        "limit=0|limit out_of_range",
        "limit=all|limit type",
        "status=|status not_one_of",
        "status=Pending|status not_one_of",
        "status=all&status=all|status repeated",
        "page=1&page=2|page repeated",
        "stat=all|stat unknown",
        "=x|' unknown'",
        "page[gt]=1|page[gt] unknown",
        "page=0&limit=0&x=1|page out_of_range,limit out_of_range,x unknown",
      })
  void refuses(String query, String faults) {
    assertThat(faults(query)).containsExactly(faults.split(",", -1));
  }

  @Test
  void namesTheNearest() {
    ProblemException thrown =
        catchThrowableOfType(ProblemException.class, () -> read("statis=all"));

    assertThat(thrown.problem())
        .isEqualTo(
            Problem.Invalid.of("statis", "unknown", "statis is not known; did you mean 'status'?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "+1",
        "007",
        "1e3",
        "1.0",
        "",
        " 1",
        "1 ",
        "x",
        "٣",
        "9223372036854775808",
        "9999999999999999999",
        "18446744073709551617",
        "99999999999999999999999999",
        "1;2",
        "null"
      })
  void refusesWhatIsNoIntegerId(String segment) {
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class, () -> PathId.read(Spec.IdType.INTEGER, segment));

    assertThat(((Problem.Invalid) thrown.problem()).violations().getFirst().field())
        .isEqualTo("id");
  }

  @Test
  void readsIds() {
    UUID id = UUID.randomUUID();

    assertThat(PathId.read(Spec.IdType.INTEGER, "1")).isEqualTo(1L);
    assertThat(PathId.read(Spec.IdType.INTEGER, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(PathId.read(Spec.IdType.UUID, id.toString())).isEqualTo(id);
    for (String segment : List.of("1", "", "1-1-1-1-1", "{" + id + "}", id + "0")) {
      assertThat(
              catchThrowableOfType(
                  ProblemException.class, () -> PathId.read(Spec.IdType.UUID, segment)))
          .isNotNull();
    }
  }

  private static List<String> faults(String query) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> read(query));
    return ((Problem.Invalid) thrown.problem())
        .violations().stream().map(v -> v.field() + " " + v.code()).toList();
  }

  private static ListQuery read(String query) {
    ListQueryReader.Reading reading = TASKS.begin();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        reading.take(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return reading.end();
  }
}
