package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlan;
import dev.freehold.spec.Spec;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final RoleNames ROLES = new RoleNames("owner", "x_api", "x_auth");

  @Test
  void theSameModelLeavesNothingToDo() {
    Comparison.Outcome same = compare(SampleSpecs.plan(SampleSpecs.tasks()), SampleSpecs.tasks());
    assertThat(same.statements()).isEmpty();
    assertThat(same.changes()).isEmpty();
    assertThat(same.refusals()).isEmpty();
  }

  @Test
  void addsWhatRowsCanDoWithout() {
    Rules rules = new Rules(null, new Rules.Range(BigDecimal.ONE, null), List.of());
    Comparison.Outcome outcome =
        compare(
            SampleSpecs.plan(SampleSpecs.tasks()),
            SampleSpecs.tasks(
                SampleSpecs.field("due_on", Scalar.DATE, Rules.NONE, false, null),
                SampleSpecs.field("priority", Scalar.INTEGER, rules, true, 3)),
            SampleSpecs.everyType());
    assertThat(outcome.refusals()).isEmpty();
    assertThat(outcome.changes())
        .contains(
            "new column tasks.due_on date",
            "new column tasks.priority integer not null default 3",
            "new table things")
        .noneMatch(c -> c.contains("a_string"));
  }

  @Test
  void namesEveryDifferenceThatIsNotAnAddition() {
    Spec.Field old = SampleSpecs.field("due_on", Scalar.DATE, Rules.NONE, false, null);
    ApiPlan before = SampleSpecs.plan(SampleSpecs.tasks(old), SampleSpecs.everyType());
    Comparison.Outcome outcome =
        compare(
            before,
            SampleSpecs.tasks(
                100, SampleSpecs.field("must", Scalar.TEXT, SampleSpecs.text(0, 10), true, null)));
    assertThat(outcome.refusals())
        .containsExactlyInAnyOrder(
            "tasks.title: maxLength 200 → 100",
            "tasks.must: is new, required and without a default, so the rows that are there would"
                + " lack it; give it a default or make it optional",
            "tasks.due_on: is no longer asked for, and dropping it would lose its values",
            "things: is no longer asked for, and dropping it would lose its rows");
  }

  @Test
  void refusesOtherTypesRulesAndKeys() {
    Spec.Resource before =
        resource(
            List.of(
                field("a", Scalar.TEXT, false, null),
                field("b", Scalar.TEXT, false, null),
                field("c", Scalar.INTEGER, false, 1)),
            List.of(List.of("b")));
    Spec.Resource after =
        resource(
            List.of(
                field("a", Scalar.INTEGER, false, null),
                field("b", Scalar.TEXT, true, null),
                field("c", Scalar.INTEGER, false, 2)),
            List.of(List.of("c")));
    assertThat(compare(SampleSpecs.plan(before), after).refusals())
        .containsExactlyInAnyOrder(
            "things.a: text → integer",
            "things.b: text → text not null",
            "things.c: integer default 1 → integer default 2",
            "things.things_c_key: new unique (user_id, c)",
            "things.things_b_key: unique (user_id, b) is no longer asked for");
  }

  @Test
  void anIndexThatIsNotAskedForAnyMoreStays() {
    Spec.Field title = field("a", Scalar.INTEGER, false, null);
    Spec.Resource indexed =
        SampleSpecs.resource(
            "things",
            Spec.IdType.UUID,
            List.of(title),
            List.of(),
            List.of(List.of(new Spec.SortKey("a", false))));
    Comparison.Outcome outcome =
        compare(SampleSpecs.plan(indexed), resource(List.of(title), List.of()));
    assertThat(outcome.refusals()).isEmpty();
    assertThat(outcome.statements()).isEmpty();
    assertThat(outcome.result()).containsKey("index app.things.things_a_idx");
  }

  @Test
  void grantsFollowTheSpec() {
    Spec.Field open = field("a", Scalar.INTEGER, false, null);
    Spec.Field readonly =
        new Spec.Field(
            "a",
            null,
            FieldType.of(Scalar.INTEGER),
            Rules.NONE,
            false,
            false,
            true,
            false,
            false,
            null);
    Comparison.Outcome outcome =
        compare(
            SampleSpecs.plan(resource(List.of(open), List.of())),
            resource(List.of(readonly), List.of()));
    assertThat(outcome.refusals()).isEmpty();
    assertThat(outcome.changes()).containsExactly("renewed the grants and policies");
    assertThat(outcome.statements())
        .containsExactly(
            "revoke all on \"app\".\"things\" from public, \"x_api\", \"x_auth\"",
            "grant select, delete, insert (\"id\", \"user_id\"), update (\"updated_at\","
                + " \"_version\") on \"app\".\"things\" to \"x_api\"");
  }

  private static Spec.Resource resource(List<Spec.Field> fields, List<List<String>> unique) {
    return SampleSpecs.resource("things", Spec.IdType.UUID, fields, unique, List.of());
  }

  private static Spec.Field field(
      String name,
      Scalar scalar,
      boolean required,
      @org.jspecify.annotations.Nullable Object value) {
    return SampleSpecs.field(name, scalar, Rules.NONE, required, value);
  }

  private static Comparison.Outcome compare(ApiPlan before, Spec.Resource... after) {
    Map<String, String> applied = new LinkedHashMap<>();
    SchemaModel.of(before, ROLES).elements().forEach(e -> applied.put(e.key(), e.definition()));
    return Comparison.of(applied, SchemaModel.of(SampleSpecs.plan(after), ROLES), false);
  }
}
