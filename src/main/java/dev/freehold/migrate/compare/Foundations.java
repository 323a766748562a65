package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import java.util.ArrayList;
import java.util.List;

/// What is the same for every spec: the schemas, and the tables of sign-in. It only ever grows.
final class Foundations {
  private Foundations() {}

  static void plan(Draft draft) {
    List<Element> missing = new ArrayList<>();
    for (Element element : draft.target().elements()) {
      if (element.kind() == Kind.STATEMENT || element.kind() == Kind.SCHEMA) {
        String old = draft.definition(element.key());
        if (old == null) {
          missing.add(element);
        } else if (!old.equals(element.definition())) {
          blocked(draft, element.key());
        }
      }
    }
    if (!missing.isEmpty()) {
      List<String> words = missing.stream().map(Foundations::words).toList();
      boolean alters = missing.stream().anyMatch(e -> e.subject().startsWith("alter "));
      Pending step =
          draft
              .step("auth", String.join(", ", words))
              .lock(alters ? Lock.ACCESS_EXCLUSIVE : Lock.SHARE_ROW_EXCLUSIVE, Hold.MOMENT);
      missing.forEach(e -> step.set(e.key(), e.definition()));
      step.transaction(missing.stream().flatMap(e -> e.sql().stream()).toList());
    }
    draft.model().keySet().forEach(key -> gone(draft, key));
  }

  private static String words(Element element) {
    return element.kind() == Kind.SCHEMA
        ? "new schema " + element.subject()
        : element.subject().replaceFirst("^create ", "new ");
  }

  private static void gone(Draft draft, String key) {
    Kind kind = Kind.ofKey(key);
    if ((kind == Kind.STATEMENT || kind == Kind.SCHEMA) && !draft.target().has(key)) {
      blocked(draft, key);
    }
  }

  private static void blocked(Draft draft, String key) {
    draft
        .step(key, key + " is unknown to this version")
        .remedy("run the version of Freehold that made it, or a later one")
        .blocked();
  }
}
