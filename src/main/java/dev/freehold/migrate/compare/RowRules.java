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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a CHECK holds rows to, of one column or of several. It holds for what is written at once, and for what is there when that
/// was looked at, which keeps nobody waiting.
final class RowRules {
  private final Draft draft;
  private final Map<String, List<Element>> unproved = new LinkedHashMap<>();

  private RowRules(Draft draft) {
    this.draft = draft;
  }

  static void plan(Draft draft) {
    RowRules rules = new RowRules(draft);
    for (Element element : draft.target().elements()) {
      if (element.kind() == Kind.CHECK || element.kind() == Kind.RULE) {
        rules.plan(element);
      }
    }
    rules.unproved.forEach(rules::prove);
  }

  private void plan(Element element) {
    Key key = Key.of(element.key());
    String now = draft.definition(element.key());
    if (!canBe(element, key) || element.definition().equals(now)) {
      return;
    }
    if (!(element.definition() + Draft.NOT_VALIDATED).equals(now)) {
      add(element, key, now);
    }
    unproved.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(element);
  }

  /// Whether every column that it reads is there, and of its type.
  private boolean canBe(Element element, Key key) {
    return columns(element, key).stream()
        .allMatch(c -> draft.has(Key.column(key.table(), c)) && !draft.isPostponed(key.table(), c));
  }

  private void add(Element element, Key key, @org.jspecify.annotations.Nullable String now) {
    Alter alter = Alter.table(key.table());
    List<String> statements = new ArrayList<>();
    if (now != null) {
      statements.add(alter.dropConstraint(element.name()));
    }
    statements.add(Alter.notValid(element));
    String said = now == null ? "" : Draft.settled(now) + " → ";
    Pending step =
        draft.step(
            subject(key),
            (now == null ? "new rule " : "rule ")
                + words(key)
                + ": "
                + said
                + element.definition());
    if (now == null || !Loosened.is(key, Draft.settled(now), element.definition())) {
      broken(element, key)
          .ifPresent(
              rows ->
                  step.atRisk(Optional.of(rows))
                      .remedy("mend these rows first, or change the rule"));
    }
    step.set(element.key(), element.definition() + Draft.NOT_VALIDATED).transaction(statements);
  }

  private Optional<AtRisk> broken(Element element, Key key) {
    List<String> columns = columns(element, key);
    boolean nothingThere =
        columns.stream().allMatch(c -> draft.present().column(key.table(), c).isEmpty());
    if (nothingThere || draft.isNewTable(key.table())) {
      return Optional.empty();
    }
    return draft
        .present()
        .rows(key.table(), columns)
        .map(
            rows ->
                new AtRisk(
                    "select count(*) from " + rows + " where not (" + element.condition() + ")",
                    "rows of " + key.table() + " that break " + words(key),
                    Risk.BLOCKED));
  }

  private List<String> columns(Element element, Key key) {
    return element.kind() == Kind.CHECK
        ? List.of(key.column())
        : draft.target().table(key.table()).stream()
            .flatMap(t -> t.checks().stream())
            .filter(c -> c.name().equals(element.name()))
            .map(Table.Check::rule)
            .flatMap(r -> r.columns().stream())
            .toList();
  }

  private void prove(String table, List<Element> elements) {
    Alter alter = Alter.table(table);
    List<String> words = elements.stream().map(e -> words(Key.of(e.key()))).toList();
    Pending step =
        draft
            .step(table, "look whether all rows keep to " + String.join(", ", words))
            .lock(Lock.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN);
    elements.forEach(e -> step.set(e.key(), e.definition()));
    step.transaction(elements.stream().map(e -> alter.validate(e.name())).toList());
  }

  static String subject(Key key) {
    return key.kind() == Kind.CHECK ? key.table() + "." + key.column() : key.words();
  }

  /// `tasks.title maxLength`, `projects.projects_ends_on_starts_on_rule`
  static String words(Key key) {
    return key.words();
  }
}
