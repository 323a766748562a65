package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Follows cursors through a list while rows are inserted and deleted. No row occurs twice, and
/// every row that exists all the time occurs.
final class CursorWalk {
  private static final int PAGES = 15;

  private CursorWalk() {}

  static void traverse(
      ModelComparison comparison, RandomAction actions, Random random, PageAction first) {
    Map<Object, Integer> before = new HashMap<>();
    ModelStore start = comparison.store();
    first.query().rows(first.actor(), start).forEach(r -> before.put(r.id(), r.revision()));
    Map<Object, Integer> met = new HashMap<>();
    PageAction page = first;
    for (int i = 0; i < PAGES; i++) {
      Answer answer = comparison.apply(page);
      if (answer.status() != 200) {
        return;
      }
      List<ModelRow> rows = page.rows(comparison.store());
      String next = PageAction.next(answer);
      int size = next.isEmpty() ? rows.size() : rows.size() - 1;
      for (ModelRow row : rows.subList(0, size)) {
        // A row that changed since may have moved to a later page.
        Integer revision = met.put(row.id(), row.revision());
        assertThat(Integer.valueOf(row.revision()).equals(revision))
            .as("row %s is met again", row.id())
            .isFalse();
      }
      if (next.isEmpty()) {
        Set<Object> missing = new HashSet<>();
        first.query().rows(first.actor(), comparison.store()).stream()
            .filter(r -> Integer.valueOf(r.revision()).equals(before.get(r.id())))
            .forEach(r -> missing.add(r.id()));
        missing.removeAll(met.keySet());
        assertThat(missing).as("rows that were there all the time").isEmpty();
        return;
      }
      if (random.nextInt(6) == 0) {
        sendMisusedCursor(comparison, actions, random, page, next);
      }
      page = page.after(next, rows.get(size - 1));
      for (int writes = random.nextInt(3); writes > 0; writes--) {
        comparison.apply(actions.small(comparison.store()));
      }
    }
  }

  /// Sends a cursor of another user, with another filter, or modified.
  private static void sendMisusedCursor(
      ModelComparison comparison,
      RandomAction actions,
      Random random,
      PageAction page,
      String next) {
    ModelRequest call =
        page.after(next, new ModelRow("", "", "", Map.of(), 0, ModelTags.NONE)).call();
    ModelRequest wrong =
        switch (random.nextInt(3)) {
          case 0 -> {
            ModelUser other = actions.randomUser();
            yield other.equals(page.actor())
                    || !other.mayAccessSomeRow(page.query().resource(), ModelSpec.Operation.READ)
                    || !other.mayQueryAs(page.actor(), comparison.store().spec)
                ? call.query(
                    "id[ne]",
                    ModelValues.text(
                        comparison.store().rows(page.query().resource()).getFirst().id()))
                : new ModelRequest(
                    other, call.method(), call.path(), call.query(), call.headers(), "");
          }
          case 1 -> call.query("updated_at[null]", "false");
          default -> {
            char[] forged = next.toCharArray();
            int at = random.nextInt(forged.length - 1);
            forged[at] = forged[at] == 'A' ? 'B' : 'A';
            yield page.after(
                    new String(forged), new ModelRow("", "", "", Map.of(), 0, ModelTags.NONE))
                .call();
          }
        };
    if (wrong.query().stream().map(Map.Entry::getKey).distinct().count() < wrong.query().size()) {
      return;
    }
    Answer answer = comparison.send(wrong);
    if (answer.status() != 404) {
      assertThat(answer.status() + " " + answer.details())
          .as("a cursor of another list")
          .isEqualTo("400 [cursor invalid_cursor]");
    }
  }
}
