package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.draft.Target;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who may touch what: row-level security, policies and grants, in one transaction and last. What is half made has none, so
/// nobody sees it.
final class AccessStep {
  private static final String SUBJECT = "access";
  private static final String WORDS = "renewed the grants and policies";

  private AccessStep() {}

  static void plan(Draft draft) {
    List<String> statements = new ArrayList<>();
    Pending step = draft.step(SUBJECT, WORDS);
    boolean needed = false;
    boolean locks = false;
    for (Key key : draft.tableKeys()) {
      if (key.kind().renewable() && !draft.target().has(key)) {
        if (key.kind() == Kind.POLICY) {
          statements.add(PolicyDdl.drop(key.subject()));
          locks = true;
        }
        step.remove(key);
        needed = true;
      }
    }
    for (Element element : draft.target().elements()) {
      if (element.kind().renewable()
          && !element.definition().equals(draft.definition(element.key()))) {
        statements.addAll(element.undo());
        statements.addAll(element.sql());
        step.set(element.key(), element.definition());
        locks |= element.kind() != Kind.GRANT;
        needed = true;
      }
    }
    if (needed) {
      step.lock(locks ? Lock.ACCESS_EXCLUSIVE : Lock.NONE, Hold.MOMENT).transaction(statements);
    }
  }

  static Step renewal(Target target) {
    List<String> statements = new ArrayList<>();
    Map<String, String> set = new LinkedHashMap<>();
    for (Element element : target.elements()) {
      if (element.kind().renewable()) {
        statements.addAll(element.undo());
        statements.addAll(element.sql());
        set.put(element.key(), element.definition());
      }
    }
    return new Step(
        SUBJECT,
        WORDS,
        Phase.EXPAND,
        Risk.SAFE,
        Lock.ACCESS_EXCLUSIVE,
        Hold.MOMENT,
        new Work.Transaction(statements),
        Optional.empty(),
        "",
        new ModelChange(set, Set.of()));
  }
}
