package dev.freehold.input.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.plan.Column;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.Predicate;
import dev.freehold.query.Selection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The queries of one row, of changes of many, and of other writes.
final class OtherQueriesTest {
  @Test
  void aRowTakesFieldsAndIncludes() {
    SelectionReader.Reading reading = new SelectionReader(Projects.TASKS).begin(Projects.PERSON);
    reading.take("fields", "title");
    reading.take("include", "project");
    Selection selection = reading.end();

    assertThat(selection.columns().stream().map(Column::name)).containsExactly("title");
    assertThat(selection.included()).hasSize(1);
    SelectionReader.Reading bad = new SelectionReader(Projects.TASKS).begin(Projects.PERSON);
    bad.take("field", "title");
    bad.take("include", "audit");
    bad.take("include", "project");
    assertThat(faults(bad::end))
        .containsExactly(
            "field unknown field is not known; did you mean 'fields'?",
            "include unknown include: audit is not known.",
            "include repeated include must not be given more than once.");
  }

  @Test
  void aChangeOfManyNamesItsRowsAndItsBound() {
    BulkQuery query = bulk("completed", "true", "max_affected", "50", "dry_run", "true");

    assertThat(query.where()).isInstanceOf(Predicate.Compare.class);
    assertThat(query.maxAffected()).isEqualTo(50);
    assertThat(query.byId()).isFalse();
    assertThat(query.dryRun()).isTrue();
    assertThat(bulk("id[in]", "1,2").byId()).isTrue();
    assertThat(bulk("id", "1", "completed", "true").maxAffected()).isNull();
    assertThat(bulk("status", "open", "max_affected", "1").where())
        .isInstanceOf(Predicate.Compare.class);
  }

  @Test
  void aChangeOfManyIsRefusedWithoutThem() {
    String none = " required The query must name the rows by a condition at least.";
    String unbounded = "max_affected required max_affected must be given.";

    assertThat(faults(() -> bulk())).containsExactly(none, unbounded);
    assertThat(faults(() -> bulk("max_affected", "5"))).containsExactly(none);
    assertThat(faults(() -> bulk("status", "all", "max_affected", "5"))).containsExactly(none);
    assertThat(faults(() -> bulk("completed", "true"))).containsExactly(unbounded);
    assertThat(faults(() -> bulk("id[nin]", "1"))).containsExactly(unbounded);
    assertThat(faults(() -> bulk("id[gt]", "1"))).containsExactly(unbounded);
    assertThat(faults(() -> bulk("or", "(id.eq.1,completed.eq.true)"))).containsExactly(unbounded);
    assertThat(faults(() -> bulk("id", "1", "sort", "id", "q", "x", "limit", "5", "risk", "1")))
        .containsExactly(
            "sort unknown sort is not known.",
            "q unknown q is not known.",
            "limit unknown limit is not known.",
            "risk unknown risk is not known.");
    assertThat(faults(() -> bulk("id", "1", "max_affected", "1001", "dry_run", "1")))
        .containsExactly(
            "max_affected out_of_range max_affected must be between 1 and 1000.",
            "dry_run type dry_run must be true or false.");
  }

  @Test
  void otherWritesTakeDryRun() {
    assertThat(new DryRunReader().end()).isFalse();
    DryRunReader dry = new DryRunReader();
    dry.take("dry_run", "true");
    assertThat(dry.end()).isTrue();
    dry.take("dry_run", "true");
    dry.take("dryrun", "true");
    assertThat(faults(dry::end))
        .containsExactly(
            "dry_run repeated dry_run must not be given more than once.",
            "dryrun unknown dryrun is not known; did you mean 'dry_run'?");
  }

  private static BulkQuery bulk(String... parameters) {
    BulkQueryReader.Reading reading = new BulkQueryReader(Projects.TASKS).begin(Projects.PERSON);
    for (int i = 0; i < parameters.length; i += 2) {
      reading.take(parameters[i], parameters[i + 1]);
    }
    return reading.end();
  }

  private static List<String> faults(ThrowingCallable reading) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, reading);
    assertThat(thrown).isNotNull();
    return ((Problem.Invalid) thrown.problem())
        .violations().stream().map(v -> v.field() + " " + v.code() + " " + v.message()).toList();
  }
}
