package dev.freehold.migrate.column;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Conversion;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.ColumnWords;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A column that gets another type. PostgreSQL writes every row anew and everything waits: which takes a moment for a table of
/// some ten thousand rows. For a larger one it is [SplitChange]'s work.
final class TypeChange {
  /// At about 300,000 rows a second a third of a second.
  static final long SMALL = 100_000;

  private TypeChange() {}

  static void plan(Draft draft, Key column, ColumnDefinition now, ColumnDefinition target) {
    String words = column.words() + ": " + now.type() + " → " + target.type();
    String quoted = SqlText.identifier(column.rest());
    Optional<Conversion> found =
        Conversion.of(now.type(), target.type(), quoted, draft.facts().major());
    if (found.isEmpty()) {
      draft
          .step(column.words(), words + ": there is no way from one to the other")
          .remedy(
              "give the field another name and drop this one, or bring the values over yourself")
          .blocked();
      return;
    }
    String rows = draft.present().table(column.table()).orElse(column.table());
    if (SplitChange.isUnderway(draft, column) || draft.facts().rowsOf(rows) > SMALL) {
      SplitChange.expand(draft, column, now, target, found.get());
    } else {
      alter(draft, column, now, target, found.get(), words);
    }
  }

  private static void alter(
      Draft draft,
      Key column,
      ColumnDefinition now,
      ColumnDefinition target,
      Conversion conversion,
      String words) {
    Alter alter = Alter.table(column.table());
    ColumnDefinition changed = now.ofType(target.type()).withDefault(target.standard());
    Pending step =
        step(draft, column, now, conversion, words)
            .lock(Lock.ACCESS_EXCLUSIVE, Hold.REWRITE)
            .set(column, changed.toString());
    List<String> statements = new ArrayList<>(endings(draft, column, step));
    if (now.hasDefault()) {
      statements.add(alter.setDefault(column.rest(), ""));
    }
    statements.add(alter.setType(column.rest(), target.type(), conversion.using()));
    if (target.hasDefault()) {
      statements.add(alter.setDefault(column.rest(), target.standard()));
    }
    step.transaction(statements);
  }

  /// A step that says how many values the conversion loses.
  static Pending step(
      Draft draft, Key column, ColumnDefinition now, Conversion conversion, String words) {
    Optional<AtRisk> lost =
        conversion.keepsAll()
            ? Optional.empty()
            : lost(draft, column, now.required() ? Risk.BLOCKED : Risk.LOSSY);
    return draft
        .step(column.words(), words)
        .atRisk(lost)
        .remedy(lost.isEmpty() ? "" : remedy(draft, column, now.required()));
  }

  private static String remedy(Draft draft, Key column, boolean required) {
    if (required) {
      return "mend these values first: " + column.words() + " must have one";
    }
    return draft.wishes().mayLose().contains(column.words())
        ? ""
        : "mend these values first, or let them become null: --allow-loss " + column.words();
  }

  private static Optional<AtRisk> lost(Draft draft, Key column, Risk ifAny) {
    Optional<String> table = draft.present().table(column.table());
    Optional<String> source = draft.present().column(column.table(), column.rest());
    if (table.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    ColumnDefinition now = ColumnDefinition.of(String.valueOf(draft.definition(column.toString())));
    ColumnDefinition target =
        ColumnDefinition.of(
            java.util.Objects.requireNonNull(draft.target().element(column.toString()))
                .definition());
    String quoted = SqlText.identifier(source.get());
    return Conversion.of(now.type(), target.type(), quoted, draft.facts().major())
        .map(
            c ->
                new AtRisk(
                    "select count(*) from "
                        + Alter.qualified(table.get())
                        + " where "
                        + quoted
                        + " is not null and not ("
                        + c.fits()
                        + ")",
                    "values of " + column.words() + " that are no " + target.type(),
                    ifAny));
  }

  /// Ends what was made of a column for its old type: rules, and indexes over expressions. What the target has of them is made
  /// for the new type later on.
  static List<String> endings(Draft draft, Key column, Pending step) {
    Alter alter = Alter.table(column.table());
    List<String> statements = new ArrayList<>();
    for (Key key : draft.tableKeys()) {
      if (!key.table().equals(column.table())) {
        continue;
      }
      String definition = String.valueOf(draft.definition(key.toString()));
      boolean ends =
          switch (key.kind()) {
            case CHECK -> key.column().equals(column.rest());
            case RULE -> ColumnWords.reads(definition, column.rest());
            case INDEX ->
                definition.contains(" words of (") && ColumnWords.reads(definition, column.rest());
            case SCHEMA,
                STATEMENT,
                TABLE,
                COLUMN,
                PRIMARY_KEY,
                UNIQUE,
                FOREIGN_KEY,
                ROW_SECURITY,
                POLICY,
                GRANT ->
                false;
          };
      if (ends) {
        statements.add(
            key.kind() == Kind.INDEX
                ? Alter.dropIndex(key.rest())
                : alter.dropConstraint(key.catalogName()));
        step.remove(key);
      }
    }
    return statements;
  }
}
