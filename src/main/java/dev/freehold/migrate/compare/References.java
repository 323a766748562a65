package dev.freehold.migrate.compare;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.draft.Draft;
import dev.freehold.migrate.draft.Pending;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.plan.Table;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Foreign keys. Of a new table at once, for it has no rows; of another first for what is written, then for what is there.
final class References {
  private final Draft draft;
  private final Map<String, List<Element>> ofNewTables = new LinkedHashMap<>();
  private final List<Element> others = new ArrayList<>();

  private References(Draft draft) {
    this.draft = draft;
  }

  static void plan(Draft draft) {
    References references = new References(draft);
    draft.target().elements(Kind.FOREIGN_KEY).forEach(references::sort);
    references.ofNewTables.forEach(references::make);
    references.others.forEach(references::change);
  }

  private void sort(Element element) {
    Key key = Key.of(element.key());
    boolean waits =
        !draft.has(Key.column(key.table(), key.rest()))
            || draft.isPostponed(key.table(), key.rest());
    if (element.definition().equals(draft.definition(element.key())) || waits) {
      return;
    }
    if (draft.isNewTable(key.table())) {
      ofNewTables.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(element);
    } else {
      others.add(element);
    }
  }

  private void make(String table, List<Element> elements) {
    Pending step =
        draft
            .step(
                table,
                "references of "
                    + String.join(
                        ", ", elements.stream().map(e -> Key.of(e.key()).words()).toList()))
            .lock(Lock.SHARE_ROW_EXCLUSIVE, Hold.MOMENT);
    elements.forEach(e -> step.set(e.key(), e.definition()));
    step.transaction(elements.stream().flatMap(e -> e.sql().stream()).toList());
  }

  private void change(Element element) {
    Key key = Key.of(element.key());
    String now = draft.definition(element.key());
    String half = element.definition() + Draft.NOT_VALIDATED;
    Alter alter = Alter.table(key.table());
    if (!half.equals(now)) {
      List<String> statements = new ArrayList<>();
      if (now != null) {
        statements.add(alter.dropConstraint(element.name()));
      }
      statements.add(Alter.notValid(element));
      draft
          .step(
              key.words(),
              (now == null ? "new foreign key " : "foreign key ")
                  + key.words()
                  + ": "
                  + (now == null ? "" : Draft.settled(now) + " → ")
                  + element.definition())
          .lock(now == null ? Lock.SHARE_ROW_EXCLUSIVE : Lock.ACCESS_EXCLUSIVE, Hold.MOMENT)
          .atRisk(dangling(key))
          .remedy(
              "let these rows point at rows that are there and that their owner may point at, or at"
                  + " none")
          .set(element.key(), half)
          .transaction(statements);
    }
    draft
        .step(
            key.words(), "look whether all rows of " + key.words() + " point at one that is there")
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
        .set(element.key(), element.definition())
        .transaction(alter.validate(element.name()));
  }

  private Optional<AtRisk> dangling(Key key) {
    Optional<Table.ForeignKey> found =
        draft.target().table(key.table()).stream()
            .flatMap(t -> t.foreignKeys().stream())
            .filter(k -> k.field().equals(key.rest()))
            .findFirst();
    if (found.isEmpty() || draft.present().column(key.table(), key.rest()).isEmpty()) {
      return Optional.empty();
    }
    Table.ForeignKey reference = found.get();
    return draft
        .present()
        .rows(key.table(), reference.columns())
        .map(
            rows ->
                new AtRisk(
                    "select count(*) from "
                        + rows
                        + " where "
                        + SqlText.identifier(key.rest())
                        + " is not null"
                        + draft
                            .present()
                            .table(reference.target())
                            .map(t -> misses(t, reference))
                            .orElse(""),
                    "rows of "
                        + key.table()
                        + " whose "
                        + key.rest()
                        + " points at none of "
                        + reference.target(),
                    Risk.BLOCKED));
  }

  private static String misses(String target, Table.ForeignKey key) {
    StringBuilder text =
        new StringBuilder(" and not exists (select from " + Alter.qualified(target) + " p where ");
    for (int i = 0; i < key.columns().size(); i++) {
      text.append(i == 0 ? "" : " and ")
          .append("p.")
          .append(SqlText.identifier(key.targetColumns().get(i)))
          .append(" = r.")
          .append(SqlText.identifier(key.columns().get(i)));
    }
    return text.append(")").toString();
  }
}
