package dev.freehold.migrate.column;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Conversion;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.ColumnWords;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Filling;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Another type for a column of a large table, in two phases. Expand: a copy of the column, of the new type, filled while
/// servers of the old spec go on writing the column. Contract: what was written meanwhile is caught up, twice, the second time
/// while everything waits; then the copy takes the column's place.
///
/// The copy is called `_title_new`, which no field is. The second catching up looks at each row once and writes few.
public final class SplitChange {
  private static final String COPY = " (copy of %s, being filled)";
  private static final String FILLED = " (copy of %s, filled)";
  private static final String CAUGHT_UP = " (copy of %s, caught up)";

  private final Draft draft;
  private final Key column;
  private final Key copy;
  private final Alter alter;
  private final ColumnDefinition now;
  private final ColumnDefinition target;
  private final Conversion conversion;

  private SplitChange(
      Draft draft, Key column, ColumnDefinition now, ColumnDefinition target, Conversion how) {
    this.draft = draft;
    this.column = column;
    this.copy = copy(column);
    this.alter = Alter.table(column.table());
    this.now = now;
    this.target = target;
    this.conversion = how;
  }

  private static Key copy(Key column) {
    return Key.column(column.table(), "_" + column.rest() + "_new");
  }

  /// Whether a column is a copy, and not one of the spec.
  public static boolean isCopy(String definition) {
    return definition.contains(" (copy of ");
  }

  /// Whether a column of the target has yet to get its values from a copy.
  public static boolean isNeeded(Draft draft, Key copy) {
    return draft.target().elements(Kind.COLUMN).stream()
        .map(e -> Key.of(e.key()))
        .anyMatch(column -> copy(column).equals(copy) && isPostponed(draft, column));
  }

  private static boolean isPostponed(Draft draft, Key column) {
    return draft.isPostponed(column.table(), column.rest());
  }

  static boolean isUnderway(Draft draft, Key column) {
    return draft.has(copy(column));
  }

  static void expand(
      Draft draft, Key column, ColumnDefinition now, ColumnDefinition target, Conversion how) {
    new SplitChange(draft, column, now, target, how).expand();
  }

  private void expand() {
    String state = draft.definition(copy.toString());
    if (state != null && !state.startsWith(target.type() + " (")) {
      draft
          .step(copy.words(), "drop the unfinished copy of " + column.words())
          .remove(copy)
          .transaction(alter.dropColumn(copy.rest()));
      state = null;
    }
    if (state == null) {
      TypeChange.step(
              draft,
              column,
              now,
              conversion,
              column.words() + ": " + now.type() + " → " + target.type() + ", a copy beside it")
          .set(copy, state(COPY))
          .transaction(alter.addColumn(copy.rest(), target.type()));
    }
    if (state(COPY).equals(draft.definition(copy.toString()))) {
      batches("fill the copy of " + column.words(), FILLED);
    }
    draft.postpone(column);
  }

  private void batches(String words, String state) {
    draft
        .step(column.words(), words)
        .lock(Lock.NONE, Hold.MOMENT)
        .set(copy, state(state))
        .batches(Filling.of(draft, column.table(), set("t."), differs("t.")));
  }

  private String set(String row) {
    return SqlText.identifier(copy.rest()) + " = " + using(row);
  }

  private String differs(String row) {
    return row + SqlText.identifier(copy.rest()) + " is distinct from " + using(row);
  }

  private String using(String row) {
    return Conversion.of(
            now.type(),
            target.type(),
            row + SqlText.identifier(column.rest()),
            draft.facts().major())
        .orElseThrow()
        .using();
  }

  private String state(String state) {
    return target.type() + state.formatted(column.rest());
  }

  /// The second phase of every column that is in the first.
  ///
  /// @return whether there was one
  public static boolean contract(Draft draft) {
    List<SplitChange> all =
        draft.target().elements(Kind.COLUMN).stream()
            .map(e -> underway(draft, e))
            .flatMap(Optional::stream)
            .toList();
    if (all.isEmpty()) {
      return false;
    }
    draft.contract();
    all.forEach(SplitChange::takeThePlace);
    return true;
  }

  private static Optional<SplitChange> underway(Draft draft, Element element) {
    Key column = Key.of(element.key());
    if (!isUnderway(draft, column) || !isPostponed(draft, column)) {
      return Optional.empty();
    }
    ColumnDefinition now = ColumnDefinition.of(String.valueOf(draft.definition(column.toString())));
    ColumnDefinition target = ColumnDefinition.of(element.definition());
    return Conversion.of(
            now.type(), target.type(), SqlText.identifier(column.rest()), draft.facts().major())
        .map(how -> new SplitChange(draft, column, now, target, how));
  }

  private void takeThePlace() {
    if (!state(CAUGHT_UP).equals(draft.definition(copy.toString()))) {
      batches("catch up with what was written to " + column.words(), CAUGHT_UP);
    }
    // What did not fit when the first phase began was consented to then; more may have been written
    // since.
    String words = "the copy takes the place of " + column.words();
    Pending step =
        TypeChange.step(draft, column, now, conversion, words)
            .lock(Lock.ACCESS_EXCLUSIVE, Hold.SCAN);
    List<String> statements = new ArrayList<>();
    statements.add("lock table " + alter.table() + " in access exclusive mode");
    statements.add("update " + alter.table() + " t set " + set("t.") + " where " + differs("t."));
    statements.addAll(TypeChange.endings(draft, column, step));
    keys(step);
    statements.add(alter.dropColumn(column.rest()));
    statements.add(alter.renameColumn(copy.rest(), column.rest()));
    if (target.hasDefault()) {
      statements.add(alter.setDefault(column.rest(), target.standard()));
    }
    grants(step, statements);
    step.remove(copy).set(column, target.required(false).toString()).transaction(statements);
  }

  /// Keys and indexes go with the column, and are made anew without a lock that anybody waits for.
  private void keys(Pending step) {
    for (Key key : draft.tableKeys()) {
      boolean keyed =
          switch (key.kind()) {
            case UNIQUE, INDEX -> key.table().equals(column.table());
            case FOREIGN_KEY ->
                key.table().equals(column.table()) && key.rest().equals(column.rest());
            case SCHEMA,
                STATEMENT,
                TABLE,
                COLUMN,
                PRIMARY_KEY,
                CHECK,
                RULE,
                ROW_SECURITY,
                POLICY,
                GRANT ->
                false;
          };
      if (keyed
          && ColumnWords.reads(String.valueOf(draft.definition(key.toString())), column.rest())) {
        step.remove(key);
      }
    }
  }

  /// Grants of columns went with the old one.
  private void grants(Pending step, List<String> statements) {
    Key grant = new Key(Kind.GRANT, column.table(), "");
    Element element = draft.target().element(grant.toString());
    if (element != null) {
      statements.addAll(element.undo());
      statements.addAll(element.sql());
      step.set(grant, element.definition());
    }
  }
}
