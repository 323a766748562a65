package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.column.RequiredColumns;
import dev.freehold.migrate.column.SplitChange;
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

/// What is asked for no more. Rules and references go before anything comes, for they may be in its way; values go last, and only
/// by a consent that names them.
final class Endings {
  private final Draft draft;

  private Endings(Draft draft) {
    this.draft = draft;
  }

  static void rules(Draft draft) {
    Endings endings = new Endings(draft);
    draft.tableKeys().stream().filter(k -> !draft.target().has(k)).forEach(endings::rule);
  }

  static void values(Draft draft) {
    Endings endings = new Endings(draft);
    draft.tableKeys().stream()
        .filter(k -> k.kind() == Kind.COLUMN && !draft.target().has(k) && endings.stays(k))
        .forEach(endings::column);
    draft.tableKeys().stream()
        .filter(k -> k.kind() == Kind.TABLE && !draft.target().has(k))
        .forEach(endings::table);
  }

  private boolean stays(Key key) {
    return draft.target().has(new Key(Kind.TABLE, key.table(), ""));
  }

  private void rule(Key key) {
    if (!stays(key)) {
      return;
    }
    boolean columnStays = draft.target().has(Key.column(key.table(), key.column()));
    switch (key.kind()) {
      case RULE -> drop(key, "no more rule " + key.words());
      case CHECK -> {
        boolean meanwhile =
            key.rule().equals(RequiredColumns.RULE)
                && RequiredColumns.isUnderway(draft, Key.column(key.table(), key.column()));
        if (columnStays && !meanwhile) {
          drop(key, "no more rule " + key.words());
        }
      }
      case FOREIGN_KEY -> {
        if (columnStays) {
          drop(key, "no more foreign key " + key.words());
        }
      }
      case PRIMARY_KEY ->
          draft.step(key.table(), key.words() + ": the primary key cannot change").blocked();
      case SCHEMA, STATEMENT, TABLE, COLUMN, UNIQUE, INDEX, ROW_SECURITY, POLICY, GRANT -> {}
    }
  }

  private void drop(Key key, String words) {
    draft
        .step(RowRules.subject(key), words)
        .remove(key)
        .transaction(Alter.table(key.table()).dropConstraint(key.catalogName()));
  }

  private void column(Key key) {
    Alter alter = Alter.table(key.table());
    boolean copy = SplitChange.isCopy(String.valueOf(draft.definition(key.toString())));
    if (copy) {
      if (!SplitChange.isNeeded(draft, key)) {
        draft
            .step(key.words(), "drop the unfinished copy " + key.words())
            .remove(key)
            .transaction(alter.dropColumn(key.rest()));
      }
      return;
    }
    Pending step =
        lossy(
            key.words(),
            "drop column " + key.words(),
            present(key.table())
                .map(
                    t ->
                        new AtRisk(
                            "select count(*) from "
                                + Alter.qualified(t)
                                + " where "
                                + SqlText.identifier(key.rest())
                                + " is not null",
                            "rows of " + key.table() + " with a value of " + key.rest(),
                            Risk.LOSSY)));
    step.remove(key);
    for (Key other : draft.tableKeys()) {
      if (other.table().equals(key.table()) && goes(other, key.rest())) {
        step.remove(other);
      }
    }
    step.transaction(alter.dropColumn(key.rest()));
  }

  /// Whether PostgreSQL drops it with a column. Its indexes were dropped before, which keeps nobody waiting.
  private boolean goes(Key key, String column) {
    return switch (key.kind()) {
      case CHECK, FOREIGN_KEY -> key.column().equals(column);
      case UNIQUE -> ColumnWords.reads(String.valueOf(draft.definition(key.toString())), column);
      case SCHEMA,
          STATEMENT,
          TABLE,
          COLUMN,
          PRIMARY_KEY,
          RULE,
          INDEX,
          ROW_SECURITY,
          POLICY,
          GRANT ->
          false;
    };
  }

  private void table(Key key) {
    Pending step =
        lossy(
            key.table(),
            "drop table " + key.table(),
            Optional.of(
                new AtRisk(
                    "select count(*) from " + Alter.qualified(key.table()),
                    "rows of " + key.table(),
                    Risk.LOSSY)));
    List<String> statements = new ArrayList<>();
    for (Key other : draft.tableKeys()) {
      String definition = String.valueOf(draft.definition(other.toString()));
      if (other.table().equals(key.table())) {
        step.remove(other);
      } else if (other.kind() == Kind.FOREIGN_KEY
          && definition.contains(" to " + key.table() + " (")) {
        statements.add(Alter.table(other.table()).dropConstraint(other.catalogName()));
        step.remove(other);
      }
    }
    statements.add(Alter.table(key.table()).drop());
    step.transaction(statements);
  }

  private Pending lossy(String subject, String words, Optional<AtRisk> rows) {
    boolean consented = draft.wishes().mayLose().contains(subject);
    return draft
        .step(subject, words)
        .risk(Risk.LOSSY)
        .lock(Lock.ACCESS_EXCLUSIVE, Hold.MOMENT)
        .atRisk(rows)
        .remedy(
            consented
                ? ""
                : "put it back in the spec; where it has another name now, say so with"
                    + " renamed_from; to lose its values, --allow-loss "
                    + subject);
  }

  private Optional<String> present(String table) {
    return draft.present().table(table);
  }
}
