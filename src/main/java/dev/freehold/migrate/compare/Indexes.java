package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.ColumnWords;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.plan.Column;

/// Indexes, made and dropped while reads and writes go on: the new ones first, so that no list is without its index.
final class Indexes {
  private Indexes() {}

  static void plan(Draft draft) {
    draft.target().elements(Kind.INDEX).forEach(e -> plan(draft, e));
    for (Key key : draft.tableKeys()) {
      if (key.kind() == Kind.INDEX
          && !draft.target().has(key)
          && draft.target().has(new Key(Kind.TABLE, key.table(), ""))) {
        drop(draft, key);
      }
    }
  }

  private static void plan(Draft draft, Element element) {
    Key key = Key.of(element.key());
    String now = draft.definition(element.key());
    if (element.definition().equals(now) || waits(draft, element, key)) {
      return;
    }
    if (now != null) {
      drop(draft, key);
    }
    draft
        .step(key.words(), "new index " + key.words() + " " + element.definition())
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
        .set(element.key(), element.definition())
        .concurrently(Alter.qualified(element.name()), Alter.concurrently(element));
  }

  private static boolean waits(Draft draft, Element element, Key key) {
    return draft.target().table(key.table()).stream()
        .flatMap(t -> t.columns().stream())
        .map(Column::name)
        .filter(c -> ColumnWords.reads(element.definition(), c))
        .anyMatch(c -> draft.isPostponed(key.table(), c) || !draft.has(Key.column(key.table(), c)));
  }

  private static void drop(Draft draft, Key key) {
    draft
        .step(key.words(), "no more index " + key.words())
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.MOMENT)
        .remove(key)
        .concurrently(Alter.qualified(key.rest()), Alter.dropIndexConcurrently(key.rest()));
  }
}
