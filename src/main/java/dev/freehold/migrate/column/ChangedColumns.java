package dev.freehold.migrate.column;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;

/// Columns that are there and shall be others: of another type, with another default, no longer required. What becomes required
/// is [RequiredColumns]' work.
public final class ChangedColumns {
  private ChangedColumns() {}

  public static void plan(Draft draft) {
    for (Element element : draft.target().elements(Kind.COLUMN)) {
      String now = draft.definition(element.key());
      if (now != null && !now.equals(element.definition())) {
        change(
            draft,
            Key.of(element.key()),
            ColumnDefinition.of(now),
            ColumnDefinition.of(element.definition()));
      }
    }
  }

  private static void change(
      Draft draft, Key column, ColumnDefinition now, ColumnDefinition target) {
    if (now.identity() != target.identity()) {
      draft
          .step(column.words(), column.words() + ": " + now + " → " + target)
          .remedy(
              "ids that were given stay what they are; make a new resource and bring the rows over")
          .blocked();
      return;
    }
    Alter alter = Alter.table(column.table());
    ColumnDefinition is = now;
    if (is.required() && !target.required()) {
      is = is.required(false);
      draft
          .step(column.words(), column.words() + " is optional")
          .set(column, is.toString())
          .transaction(alter.setRequired(column.rest(), false));
    }
    if (!is.type().equals(target.type())) {
      TypeChange.plan(draft, column, is, target);
    } else if (!is.standard().equals(target.standard())) {
      draft
          .step(
              column.words(),
              column.words()
                  + (target.hasDefault()
                      ? ": default " + target.standard()
                      : ": no default any more"))
          .set(column, is.withDefault(target.standard()).toString())
          .transaction(alter.setDefault(column.rest(), target.standard()));
    }
  }
}
