package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.type.sql.SqlText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What must be there once only. The index is made while reads and writes go on, and then becomes the constraint's.
final class Uniques {
  /// An id is unique from the start, whether a constraint says so or not.
  private static final String ID_ALONE = "(id)";

  private Uniques() {}

  static void plan(Draft draft) {
    draft.target().elements(Kind.UNIQUE).forEach(e -> plan(draft, e));
  }

  private static void plan(Draft draft, Element element) {
    Key key = Key.of(element.key());
    List<String> columns = columns(element.definition());
    boolean canBe =
        columns.stream()
            .allMatch(
                c -> draft.has(Key.column(key.table(), c)) && !draft.isPostponed(key.table(), c));
    String now = draft.definition(element.key());
    if (!canBe || element.definition().equals(now)) {
      return;
    }
    String half = element.definition() + Draft.INDEX_ALONE;
    if (now != null && !now.equals(half)) {
      drop(draft, key, now);
    }
    Alter alter = Alter.table(key.table());
    if (!half.equals(now)) {
      draft
          .step(key.words(), "new unique " + key.words() + " " + element.definition())
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
          .atRisk(twice(draft, element, key, columns))
          .remedy("mend these rows first, or leave unique out")
          .set(element.key(), half)
          .concurrently(
              Alter.qualified(element.name()),
              alter.createUniqueIndex(element.name(), SqlText.identifiers(columns)));
    }
    draft
        .step(key.words(), "the index " + element.name() + " holds what is unique")
        .set(element.key(), element.definition())
        .transaction(alter.uniqueUsingIndex(element.name()));
  }

  private static Optional<AtRisk> twice(
      Draft draft, Element element, Key key, List<String> columns) {
    if (element.definition().equals(ID_ALONE)) {
      return Optional.empty();
    }
    String set =
        columns.stream()
            .map(c -> SqlText.identifier(c) + " is not null")
            .collect(Collectors.joining(" and "));
    return draft
        .present()
        .rows(key.table(), columns)
        .map(
            rows ->
                new AtRisk(
                    "select coalesce(sum(n), 0)::bigint from (select count(*) as n from "
                        + rows
                        + " where "
                        + set
                        + " group by "
                        + SqlText.identifiers(columns)
                        + " having count(*) > 1) twice",
                    "rows of "
                        + key.table()
                        + " of which several have the same "
                        + String.join(", ", columns),
                    Risk.BLOCKED));
  }

  private static List<String> columns(String definition) {
    return Arrays.asList(definition.substring(1, definition.length() - 1).split(", ", -1));
  }

  /// Those that are asked for no more. What pointed at one points elsewhere by now, or is gone.
  static void end(Draft draft) {
    for (Key key : draft.tableKeys()) {
      if (key.kind() == Kind.UNIQUE
          && !draft.target().has(key)
          && draft.target().has(new Key(Kind.TABLE, key.table(), ""))) {
        drop(draft, key, String.valueOf(draft.definition(key.toString())));
      }
    }
  }

  private static void drop(Draft draft, Key key, String definition) {
    Pending step =
        draft
            .step(key.words(), "no more unique " + key.words() + " " + Draft.settled(definition))
            .remove(key);
    if (definition.endsWith(Draft.INDEX_ALONE)) {
      step.lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.MOMENT)
          .concurrently(Alter.qualified(key.rest()), Alter.dropIndexConcurrently(key.rest()));
    } else {
      step.transaction(Alter.table(key.table()).dropConstraint(key.rest()));
    }
  }
}
