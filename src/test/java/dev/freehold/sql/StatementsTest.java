package dev.freehold.sql;

import dev.freehold.plan.FieldValues;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.testing.Golden;
import dev.freehold.testing.Specs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Holds every statement's text to a golden file.
final class StatementsTest {
  private static final Scope SCOPE = new Scope.OwnedBy(new UUID(0, 1));

  @Test
  void makesTheStatementsOfTasks() {
    check("tasks", Specs.tasks());
  }

  @Test
  void makesTheStatementsOfEveryType() {
    check("things", Specs.everyType());
  }

  private static void check(String name, Spec spec) {
    ResourcePlan plan = Specs.resource(spec);
    Object id = plan.id() == Spec.IdType.UUID ? new UUID(0, 2) : (Object) 2L;
    StringJoiner all = new StringJoiner(";\n\n", "", ";\n");
    all.add("-- read\n" + new ReadSql(plan).of(SCOPE, id).text());
    all.add(
        "-- create\n"
            + new InsertSql(plan, UUID::randomUUID)
                .of(SCOPE, new FieldValues(plan.create().size()))
                .text());
    all.add(
        "-- update\n"
            + new UpdateSql(plan).of(SCOPE, id, new FieldValues(plan.update().size())).text());
    all.add("-- delete\n" + new DeleteSql(plan).of(SCOPE, id).text());
    ListSql list = new ListSql(plan);
    for (List<Integer> options : combinations(plan)) {
      all.add("-- list " + options + "\n" + list.of(SCOPE, 20, 0, options).text());
    }
    Golden.check(
        Path.of("src/test/resources/golden/statements", name), "statements.sql", all.toString());
  }

  private static List<List<Integer>> combinations(ResourcePlan plan) {
    List<List<Integer>> all = List.of(List.of());
    for (Spec.Filter filter : plan.filters()) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> before : all) {
        for (int option = 0; option < filter.options().size(); option++) {
          List<Integer> one = new ArrayList<>(before);
          one.add(option);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }
}
