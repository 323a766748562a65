package dev.freehold.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ApiPlannerTest {
  private static ResourcePlan plan(String rest) {
    String spec =
        """
        freehold: 1
        name: Test
        resources:
          notes:
            fields:
              title: { type: string, required: true, maxLength: 100 }
              code: { type: string, maxLength: 9, unique: true, writeOnce: true }
              pin: { type: string, hidden: true }
              score: { type: integer, required: true, default: 0 }
              checked: { type: boolean, readonly: true }
        """
            + rest.indent(4);
    SpecResult result = SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    return ApiPlanner.plan(((SpecResult.Valid) result).spec()).resources().getFirst();
  }

  private static String keys(List<TablePlan.Key> keys) {
    return keys.stream()
        .map(k -> (k.descending() ? "-" : "") + k.column())
        .collect(Collectors.joining(","));
  }

  private static List<String> indexes(ResourcePlan plan) {
    return plan.table().indexes().stream().map(i -> keys(i.keys())).toList();
  }

  @Test
  void breaksTiesInTheDirectionOfTheLastKey() {
    assertThat(keys(plan("").sort())).isEqualTo("-created_at,-id");
    assertThat(keys(plan("sort: -score,title").sort())).isEqualTo("-score,title,id");
    assertThat(keys(plan("sort: -id").sort())).isEqualTo("-id");
    assertThat(keys(plan("sort: title,-id").sort())).isEqualTo("title,-id");
  }

  @Test
  void indexesTheOrderOfListsOnce() {
    assertThat(indexes(plan(""))).containsExactly("user_id,-created_at,-id");
    assertThat(indexes(plan("sort: id"))).isEmpty();
    assertThat(indexes(plan("indexes: [[score], [-created_at, -id]]")))
        .containsExactly("user_id,-created_at,-id", "user_id,score,id");
    // An index with more fields, and a unique set, serve the same conditions.
    assertThat(indexes(plan("indexes: [[score], [score, -title], [code]]\nunique: [[code]]")))
        .containsExactly("user_id,-created_at,-id", "user_id,score,-title,-id");
  }

  @Test
  void everyUniqueKeyBeginsWithTheOwnerAndOccursOnce() {
    assertThat(plan("unique: [[code], [user_id, title, score]]").table().uniques())
        .containsExactly(
            new TablePlan.Unique(
                "notes_code_key", List.of("user_id", "code"), List.of("code"), Within.OWNER),
            new TablePlan.Unique(
                "notes_title_score_key",
                List.of("user_id", "title", "score"),
                List.of("title", "score"),
                Within.OWNER));
  }

  @Test
  void aUniqueKeyForAllHasNoOwner() {
    assertThat(
            plan("unique: [{ fields: [code], within: all }, [user_id]]\naccess: { read: user }")
                .table()
                .uniques())
        .containsExactly(
            new TablePlan.Unique("notes_id_key", List.of("id"), List.of("id"), Within.ALL),
            new TablePlan.Unique(
                "notes_code_key", List.of("user_id", "code"), List.of("code"), Within.OWNER),
            new TablePlan.Unique(
                "notes_all_code_key", List.of("code"), List.of("code"), Within.ALL),
            new TablePlan.Unique(
                "notes_user_id_key", List.of("user_id"), List.of("user_id"), Within.OWNER));
  }

  @Test
  void readCreateAndUpdateHaveTheirOwnFields() {
    ResourcePlan plan = plan("");
    assertThat(plan.readColumns().stream().map(ColumnPlan::name))
        .containsExactly(
            "id", "user_id", "title", "code", "score", "checked", "created_at", "updated_at");
    assertThat(plan.createFields().stream().map(f -> f.column().name() + f.required()))
        .containsExactly("titletrue", "codefalse", "pinfalse", "scorefalse");
    assertThat(plan.updateFields().stream().map(f -> f.column().name()))
        .containsExactly("title", "pin", "score");
  }

  /// With readable names alone, two keys would have the same name, and PostgreSQL would refuse the
  /// second.
  @Test
  void givesCollidingNamesAHash() {
    String spec =
        """
        freehold: 1
        name: Test
        resources:
          a:
            fields: { b_c: integer, c: integer, b: integer, c_d: integer, d: integer }
            unique: [[b_c, d], [b, c_d]]
            indexes: [[b_c]]
          a_b: { fields: { c: integer }, indexes: [[c]] }
          a_pkey: { fields: { x: integer } }
        """;
    SpecResult.Valid valid =
        (SpecResult.Valid) SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8));
    List<String> names = new ArrayList<>();
    for (ResourcePlan resource : ApiPlanner.plan(valid.spec()).resources()) {
      names.add(resource.table().name());
      names.add(resource.table().primaryKey());
      resource.table().uniques().forEach(u -> names.add(u.name()));
      resource.table().indexes().forEach(i -> names.add(i.name()));
    }
    assertThat(names).doesNotHaveDuplicates().contains("a", "a_b", "a_pkey", "a_pkey_pkey");
  }
}
