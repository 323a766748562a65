package dev.freehold.migrate.column;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Backfill;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Filling;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.plan.Column;
import dev.freehold.type.sql.SqlText;
import java.util.Optional;

/// Columns that become required. PostgreSQL takes NOT NULL without looking at the rows where a CHECK that was validated says the
/// same, and validating lets reads and writes go on: so there is such a CHECK meanwhile, `check app.tasks.title required`.
///
/// Rows that lack a value get theirs before the CHECK, and those that came in between after it.
public final class RequiredColumns {
  /// What the CHECK is called in the model.
  public static final String RULE = "required";

  private static final String VALID = "not null";
  private static final String CHECKED = VALID + Draft.NOT_VALIDATED;
  private static final String CHECKED_AND_FILLED = Draft.FILLED + Draft.NOT_VALIDATED;

  private final Draft draft;
  private final Key column;
  private final Key check;
  private final Alter alter;
  private final String quoted;

  private RequiredColumns(Draft draft, Key column) {
    this.draft = draft;
    this.column = column;
    this.check = new Key(Kind.CHECK, column.table(), column.rest() + " " + RULE);
    this.alter = Alter.table(column.table());
    this.quoted = SqlText.identifier(column.rest());
  }

  public static void plan(Draft draft) {
    for (Element element : draft.target().elements(Kind.COLUMN)) {
      Key key = Key.of(element.key());
      if (isUnderway(draft, key)) {
        draft
            .target()
            .column(key.table(), key.rest())
            .ifPresent(c -> new RequiredColumns(draft, key).plan(c));
      }
    }
  }

  /// Whether a column has yet to become required, and is otherwise what it shall be.
  public static boolean isUnderway(Draft draft, Key key) {
    Element element = draft.target().element(key.toString());
    String now = draft.definition(key.toString());
    return element != null
        && now != null
        && !now.equals(element.definition())
        && ColumnDefinition.of(now).required(true).toString().equals(element.definition());
  }

  private void plan(Column target) {
    switch (Backfill.of(column.words(), target, draft.wishes())) {
      case Backfill.Bad(String text, String why) -> bad(draft, column, text, why);
      case Backfill.None() -> {
        if (is(null) || is(Draft.FILLED)) {
          check(
              lacking(Risk.BLOCKED),
              "give these rows a value: --backfill " + column.words() + "=VALUE");
        }
        finish();
      }
      case Backfill.Value(String sql, String shown) -> {
        if (is(null)) {
          fill(
              sql, "fill " + column.words() + " with " + shown + " where it is null", Draft.FILLED);
        }
        if (is(Draft.FILLED)) {
          check(Optional.empty(), "");
        }
        if (is(CHECKED)) {
          fill(sql, "fill " + column.words() + " where it was null still", CHECKED_AND_FILLED);
        }
        finish();
      }
    }
  }

  private boolean is(@org.jspecify.annotations.Nullable String state) {
    return java.util.Objects.equals(draft.definition(check.toString()), state);
  }

  private void fill(String sql, String words, String state) {
    String version =
        draft.has(Key.column(column.table(), "_version"))
            ? ", \"_version\" = t.\"_version\" + 1"
            : "";
    draft
        .step(column.words(), words)
        .lock(Lock.NONE, Hold.MOMENT)
        .atRisk(lacking(Risk.BACKFILL))
        .set(check, state)
        .batches(
            Filling.of(
                draft,
                column.table(),
                quoted + " = " + sql + version,
                Filling.of(column.rest()) + " is null"));
  }

  private void check(Optional<AtRisk> rows, String remedy) {
    draft
        .step(column.words(), "nobody writes " + column.words() + " null any more")
        .atRisk(rows)
        .remedy(remedy)
        .set(check, CHECKED)
        .transaction(alter.addCheck(check.catalogName(), quoted + " is not null"));
  }

  private void finish() {
    if (is(CHECKED) || is(CHECKED_AND_FILLED)) {
      draft
          .step(column.words(), "look whether " + column.words() + " is null in any row")
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
          .set(check, VALID)
          .transaction(alter.validate(check.catalogName()));
    }
    if (is(VALID)) {
      ColumnDefinition now =
          ColumnDefinition.of(String.valueOf(draft.definition(column.toString())));
      Pending step =
          draft
              .step(column.words(), column.words() + " is required")
              .set(column, now.required(true).toString())
              .remove(check);
      step.transaction(
          alter.setRequired(column.rest(), true), alter.dropConstraint(check.catalogName()));
    }
  }

  /// Rows without a value, as they are now.
  private Optional<AtRisk> lacking(Risk ifAny) {
    return draft
        .present()
        .column(column.table(), column.rest())
        .flatMap(
            source ->
                draft
                    .present()
                    .table(column.table())
                    .map(
                        table ->
                            new AtRisk(
                                "select count(*) from "
                                    + Alter.qualified(table)
                                    + " where "
                                    + SqlText.identifier(source)
                                    + " is null",
                                "rows of " + column.table() + " without " + column.rest(),
                                ifAny)));
  }

  static void bad(Draft draft, Key column, String text, String why) {
    draft
        .step(column.words(), column.words() + ": the value '" + text + "' " + why)
        .remedy("--backfill " + column.words() + "=VALUE, with one that the field can have")
        .blocked();
  }

  static void valueNeeded(Draft draft, Key column, String why) {
    draft
        .step(column.words(), column.words() + " " + why)
        .remedy(
            "--backfill "
                + column.words()
                + "=VALUE for the rows that are there; or give it a default; or make it optional")
        .blocked();
  }
}
