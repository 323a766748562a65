package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Follows cursors through a list while rows come and go: no row twice, and none missing that was there all the time.
final class Walk {
  private static final int PAGES = 15;

  private Walk() {}

  static void through(Session session, RandomAct acts, Random random, Page first) {
    Map<Object, Integer> before = new HashMap<>();
    Store start = session.store();
    first.listing().rows(first.who(), start).forEach(r -> before.put(r.id(), r.stamp()));
    Set<Object> met = new HashSet<>();
    Page page = first;
    for (int i = 0; i < PAGES; i++) {
      Answer answer = session.act(page);
      if (answer.status() != 200) {
        return;
      }
      List<Row> rows = page.rows(session.store());
      String next = Page.next(answer);
      int size = next.isEmpty() ? rows.size() : rows.size() - 1;
      for (Row row : rows.subList(0, size)) {
        assertThat(met.add(row.id())).as("row %s is met once", row.id()).isTrue();
      }
      if (next.isEmpty()) {
        Set<Object> missing = new HashSet<>();
        first.listing().rows(first.who(), session.store()).stream()
            .filter(r -> Integer.valueOf(r.stamp()).equals(before.get(r.id())))
            .forEach(r -> missing.add(r.id()));
        missing.removeAll(met);
        assertThat(missing).as("rows that were there all the time").isEmpty();
        return;
      }
      if (random.nextInt(6) == 0) {
        misuse(session, acts, random, page, next);
      }
      page = page.after(next, rows.get(size - 1));
      for (int writes = random.nextInt(3); writes > 0; writes--) {
        session.act(acts.small(session.store()));
      }
    }
  }

  /// Of another person, for another filter, or changed.
  private static void misuse(
      Session session, RandomAct acts, Random random, Page page, String next) {
    Call call = page.after(next, new Row("", "", Map.of(), 0, "")).call();
    Call wrong =
        switch (random.nextInt(3)) {
          case 0 -> {
            Who other = acts.somebody();
            yield other.equals(page.who())
                    || !other.any(page.listing().resource(), Shape.Operation.READ)
                ? call.query(
                    "id[ne]",
                    Values.text(session.store().rows(page.listing().resource()).getFirst().id()))
                : new Call(other, call.method(), call.path(), call.query(), call.headers(), "");
          }
          case 1 -> call.query("updated_at[null]", "false");
          default -> {
            char[] forged = next.toCharArray();
            int at = random.nextInt(forged.length - 1);
            forged[at] = forged[at] == 'A' ? 'B' : 'A';
            yield page.after(new String(forged), new Row("", "", Map.of(), 0, "")).call();
          }
        };
    if (wrong.query().stream().map(Map.Entry::getKey).distinct().count() < wrong.query().size()) {
      return;
    }
    Answer answer = session.send(wrong);
    if (answer.status() != 404) {
      assertThat(answer.status() + " " + answer.details())
          .as("a cursor of another list")
          .isEqualTo("400 [cursor invalid_cursor]");
    }
  }
}
