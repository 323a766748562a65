package dev.freehold.migrate.draft;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.Element.Kind;
import dev.freehold.ddl.alter.Alter;
import dev.freehold.ddl.alter.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A model after a table or a column got another name, and what brings the names in the catalog there that are made of it.
///
/// PostgreSQL follows a rename in every expression, key and reference by itself, but renames no constraint and no index.
/// A name of those is `plan`'s to choose, so it is looked up in the target: what has the same definition there is the same.
/// What has none there keeps its name until it is dropped or changed.
public final class NewNames {
  private final Target target;
  private final Map<String, String> model = new TreeMap<>();
  private final List<String> statements = new ArrayList<>();

  private NewNames(Target target) {
    this.target = target;
  }

  public static NewNames ofTable(Draft draft, String former, String name) {
    NewNames names = new NewNames(draft.target());
    draft.model().forEach((k, d) -> names.moveToTable(k, d, former, name));
    names.settle(name);
    return names;
  }

  public static NewNames ofColumn(Draft draft, String table, String former, String name) {
    NewNames names = new NewNames(draft.target());
    ColumnWords words = new ColumnWords(former, name);
    draft.model().forEach((k, d) -> names.moveToColumn(k, d, table, words));
    names.settle(table);
    return names;
  }

  /// Key to definition.
  public Map<String, String> model() {
    return Map.copyOf(model);
  }

  /// To be run when the table or the column has its new name.
  public List<String> statements() {
    return List.copyOf(statements);
  }

  private void moveToTable(String text, String definition, String former, String name) {
    if (!Key.isOfTable(text)) {
      model.put(text, definition);
      return;
    }
    Key key = Key.of(text);
    String moved =
        key.kind() == Kind.FOREIGN_KEY
            ? definition.replace(" to " + former + " (", " to " + name + " (")
            : definition;
    if (key.table().equals(former)) {
      put(key, new Key(key.kind(), name, key.rest()), moved);
    } else {
      model.put(text, moved);
    }
  }

  private void moveToColumn(String text, String definition, String table, ColumnWords words) {
    Key key = Key.isOfTable(text) ? Key.of(text) : null;
    if (key == null || !key.table().equals(table)) {
      model.put(text, definition);
      return;
    }
    switch (key.kind()) {
      case COLUMN, CHECK -> put(key, words.of(key), definition);
      case FOREIGN_KEY -> put(key, words.of(key), words.inList(definition));
      case PRIMARY_KEY, UNIQUE, INDEX -> put(key, key, words.inList(definition));
      case RULE -> put(key, key, words.inRule(definition));
      case SCHEMA, STATEMENT, TABLE, ROW_SECURITY, POLICY, GRANT -> put(key, key, definition);
    }
  }

  /// Names that follow from that of the table and of the column alone.
  private void put(Key was, Key is, String definition) {
    model.put(is.toString(), definition);
    switch (is.kind()) {
      case PRIMARY_KEY, CHECK, FOREIGN_KEY -> {
        if (!was.catalogName().equals(is.catalogName()) && !definition.equals(Draft.FILLED)) {
          statements.add(
              Alter.table(is.table()).renameConstraint(was.catalogName(), is.catalogName()));
        }
      }
      case SCHEMA, STATEMENT, TABLE, COLUMN, UNIQUE, RULE, INDEX, ROW_SECURITY, POLICY, GRANT -> {}
    }
  }

  private void settle(String table) {
    for (Key key : model.keySet().stream().filter(Key::isOfTable).map(Key::of).toList()) {
      if (key.table().equals(table) && !target.has(key)) {
        switch (key.kind()) {
          case UNIQUE, RULE, INDEX -> alike(key).ifPresent(to -> settle(key, to));
          case SCHEMA,
              STATEMENT,
              TABLE,
              COLUMN,
              PRIMARY_KEY,
              CHECK,
              FOREIGN_KEY,
              ROW_SECURITY,
              POLICY,
              GRANT -> {}
        }
      }
    }
  }

  private void settle(Key from, Key to) {
    String definition = String.valueOf(model.remove(from.toString()));
    model.put(to.toString(), definition);
    boolean index = from.kind() == Kind.INDEX || definition.endsWith(Draft.INDEX_ALONE);
    statements.add(
        index
            ? Alter.renameIndex(from.rest(), to.rest())
            : Alter.table(to.table()).renameConstraint(from.rest(), to.rest()));
  }

  private Optional<Key> alike(Key key) {
    String definition = Draft.settled(String.valueOf(model.get(key.toString())));
    return target.elements(key.kind()).stream()
        .filter(e -> e.definition().equals(definition))
        .map(Element::key)
        .filter(k -> !model.containsKey(k))
        .map(Key::of)
        .filter(k -> k.table().equals(key.table()))
        .findFirst();
  }
}
