package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.ColumnDefinition;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.NewNames;
import dev.freehold.plan.Column;
import dev.freehold.plan.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// `renamed_from`: what was called otherwise keeps its rows and gets its new name, and with it all that carries the name.
/// Where the old name is not there, or only the new one is, there is nothing to do: so the word may stay in a spec for good.
final class Renames {
  private Renames() {}

  static void plan(Draft draft) {
    draft.target().tables().forEach(t -> table(draft, t));
    draft.target().tables().forEach(t -> t.columns().forEach(c -> column(draft, t.name(), c)));
  }

  private static void table(Draft draft, Table table) {
    String former = table.renamedFrom();
    String name = table.name();
    if (former == null || !draft.has(new Key(Kind.TABLE, former, ""))) {
      return;
    }
    if (draft.has(new Key(Kind.TABLE, name, ""))) {
      both(draft, name, former, name);
      return;
    }
    NewNames names = NewNames.ofTable(draft, former, name);
    List<String> statements = new ArrayList<>();
    statements.add(Alter.table(former).rename(name));
    String id = Objects.requireNonNull(draft.definition(Key.column(former, "id").toString()));
    if (ColumnDefinition.of(id).identity()) {
      statements.add(Alter.renameSequence(former, name));
    }
    statements.addAll(names.statements());
    draft
        .step(name, "rename " + former + " to " + name)
        .become(names.model())
        .transaction(statements);
  }

  private static void column(Draft draft, String table, Column column) {
    String former = column.renamedFrom();
    String name = column.name();
    if (former == null || !draft.has(Key.column(table, former))) {
      return;
    }
    if (draft.has(Key.column(table, name))) {
      both(draft, table + "." + name, former, name);
      return;
    }
    NewNames names = NewNames.ofColumn(draft, table, former, name);
    List<String> statements = new ArrayList<>();
    statements.add(Alter.table(table).renameColumn(former, name));
    statements.addAll(names.statements());
    draft
        .step(table + "." + name, "rename " + table + "." + former + " to " + name)
        .become(names.model())
        .transaction(statements);
  }

  private static void both(Draft draft, String subject, String former, String name) {
    draft
        .step(subject, subject + " is said to be renamed from " + former + ", and both are there")
        .remedy(
            "leave renamed_from out, and "
                + former
                + " is dropped with --allow-loss; or bring its values over to "
                + name
                + " first")
        .blocked();
  }
}
