package dev.freehold.migrate.column;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Backfill;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Columns that are not there yet. A constant default is no work, whatever the table holds: PostgreSQL keeps it once, for all
/// rows that are there (manual, "ALTER TABLE", notes). So is a value for these rows alone: it is the default for a moment.
public final class NewColumns {
  private final Draft draft;
  private final Element element;
  private final Key key;
  private final ColumnDefinition definition;

  private NewColumns(Draft draft, Element element) {
    this.draft = draft;
    this.element = element;
    this.key = Key.of(element.key());
    this.definition = ColumnDefinition.of(element.definition());
  }

  public static void plan(Draft draft) {
    for (Element element : draft.target().elements(Kind.COLUMN)) {
      if (draft.definition(element.key()) == null) {
        new NewColumns(draft, element).plan();
      }
    }
  }

  private void plan() {
    String wish = draft.wishes().backfill().get(key.words());
    Optional<Backfill> fill =
        draft
            .target()
            .column(key.table(), key.rest())
            .map(c -> Backfill.of(key.words(), c, draft.wishes()));
    switch (fill.orElse(new Backfill.None())) {
      case Backfill.Bad(String text, String why) -> RequiredColumns.bad(draft, key, text, why);
      case Backfill.None() -> {
        if (definition.required()) {
          RequiredColumns.valueNeeded(draft, key, "is new and required, and rows lack it");
        } else {
          add(
              draft.step(key.words(), "new column " + key.words() + " " + definition),
              List.of(element.sql().getFirst()));
        }
      }
      case Backfill.Value(String sql, String shown) -> {
        if (wish == null) {
          add(
              draft.step(key.words(), "new column " + key.words() + " " + definition),
              List.of(element.sql().getFirst()));
        } else {
          fill(sql, shown);
        }
      }
    }
  }

  private void fill(String sql, String shown) {
    Alter alter = Alter.table(key.table());
    add(
        draft
            .step(
                key.words(),
                "new column "
                    + key.words()
                    + " "
                    + definition
                    + ", "
                    + shown
                    + " for the rows that are there")
            .risk(Risk.BACKFILL),
        List.of(
            alter.addColumn(key.rest(), definition.withDefault(sql).toString()),
            alter.setDefault(key.rest(), definition.standard())));
  }

  /// Its rules hold for what is written from now on; whether they do for what is there is looked at later, without a lock that
  /// anybody waits for.
  private void add(Pending step, List<String> make) {
    List<String> statements = new ArrayList<>(make);
    step.set(element.key(), element.definition());
    for (Element check : draft.target().elements(Kind.CHECK)) {
      Key rule = Key.of(check.key());
      if (rule.table().equals(key.table()) && rule.column().equals(key.rest())) {
        statements.add(Alter.notValid(check));
        step.set(check.key(), check.definition() + Draft.NOT_VALIDATED);
      }
    }
    step.transaction(statements);
  }
}
