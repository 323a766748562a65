package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import java.util.ArrayList;
import java.util.List;

/// New tables, each with all that is in it but its references. Nobody has a grant on one before the last step. The lock is on
/// `auth.users`, at which each row's owner points.
final class Tables {
  private Tables() {}

  static void plan(Draft draft) {
    for (Element table : draft.target().elements(Kind.TABLE)) {
      if (draft.definition(table.key()) == null) {
        create(draft, table);
      }
    }
  }

  private static void create(Draft draft, Element table) {
    String name = Key.of(table.key()).table();
    List<String> statements = new ArrayList<>(table.sql());
    Pending step =
        draft.step(name, "new table " + name).lock(Lock.SHARE_ROW_EXCLUSIVE, Hold.MOMENT);
    step.set(table.key(), table.definition());
    for (Element element : draft.target().elements()) {
      if (element.parent().equals(table.key())) {
        step.set(element.key(), element.definition());
      } else if (element.kind() == Kind.INDEX && Key.of(element.key()).table().equals(name)) {
        step.set(element.key(), element.definition());
        statements.addAll(element.sql());
      }
    }
    draft.madeTable(name);
    step.transaction(statements);
  }
}
