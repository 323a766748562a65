package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.BulkQuery;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.Selection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Tests the queries of a single row and of changes by query.
final class RowAndBulkQueryTest {
  @Test
  void aReadTakesFieldsAndIncludes() {
    SelectionReader.SelectionBuilder reading =
        new SelectionReader(QueryReaderFixture.TASKS).newBuilder(QueryReaderFixture.USER);
    reading.addParameter("fields", "title");
    reading.addParameter("include", "project");
    Selection selection = reading.build();

    assertThat(selection.columns().stream().map(ColumnPlan::name)).containsExactly("title");
    assertThat(selection.included()).hasSize(1);
    SelectionReader.SelectionBuilder bad =
        new SelectionReader(QueryReaderFixture.TASKS).newBuilder(QueryReaderFixture.USER);
    bad.addParameter("field", "title");
    bad.addParameter("include", "audit");
    bad.addParameter("include", "project");
    assertThat(violations(bad::build))
        .containsExactly(
            "field unknown field is not known; did you mean 'fields'?",
            "include unknown include: audit is not known.",
            "include repeated include must not be given more than once.");
  }

  @Test
  void aBulkChangeHasConditionsAndALimit() {
    BulkQuery query = bulk("completed", "true", "max_affected", "50", "dry_run", "true");

    assertThat(query.where()).isInstanceOf(RowPredicate.ValueComparison.class);
    assertThat(query.maxAffected()).isEqualTo(50);
    assertThat(query.byId()).isFalse();
    assertThat(query.dryRun()).isTrue();
    assertThat(bulk("id[in]", "1,2").byId()).isTrue();
    assertThat(bulk("id", "1", "completed", "true").maxAffected()).isNull();
    assertThat(bulk("status", "open", "max_affected", "1").where())
        .isInstanceOf(RowPredicate.ValueComparison.class);
  }

  @Test
  void aBulkChangeWithoutConditionsOrLimitIsRefused() {
    String none = " required The query must have at least one condition.";
    String unbounded = "max_affected required max_affected must be given.";

    assertThat(violations(() -> bulk())).containsExactly(none, unbounded);
    assertThat(violations(() -> bulk("max_affected", "5"))).containsExactly(none);
    assertThat(violations(() -> bulk("status", "all", "max_affected", "5"))).containsExactly(none);
    assertThat(violations(() -> bulk("completed", "true"))).containsExactly(unbounded);
    assertThat(violations(() -> bulk("id[nin]", "1"))).containsExactly(unbounded);
    assertThat(violations(() -> bulk("id[gt]", "1"))).containsExactly(unbounded);
    assertThat(violations(() -> bulk("or", "(id.eq.1,completed.eq.true)")))
        .containsExactly(unbounded);
    assertThat(violations(() -> bulk("id", "1", "sort", "id", "q", "x", "limit", "5", "risk", "1")))
        .containsExactly(
            "sort unknown sort is not known.",
            "q unknown q is not known.",
            "limit unknown limit is not known.",
            "risk unknown risk is not known.");
    assertThat(violations(() -> bulk("id", "1", "max_affected", "1001", "dry_run", "1")))
        .containsExactly(
            "max_affected out_of_range max_affected must be between 1 and 1000.",
            "dry_run type dry_run must be true or false.");
  }

  private static BulkQuery bulk(String... parameters) {
    BulkQueryReader.BulkQueryBuilder reading =
        new BulkQueryReader(QueryReaderFixture.TASKS).newBuilder(QueryReaderFixture.USER);
    for (int i = 0; i < parameters.length; i += 2) {
      reading.addParameter(parameters[i], parameters[i + 1]);
    }
    return reading.build();
  }

  private static List<String> violations(ThrowingCallable reading) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, reading);
    assertThat(thrown).isNotNull();
    return ((Problem.Invalid) thrown.problem())
        .violations().stream().map(v -> v.field() + " " + v.code() + " " + v.message()).toList();
  }
}
