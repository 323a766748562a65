package dev.freehold.migrate;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.PolicyDdl;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.ddl.TableDdl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What lies between the model that was applied and the one that is asked for. Pure.
///
/// Applied: new tables with all that is in them, new columns that rows without a value can have, with what they point at,
/// new indexes, and every change of who may touch what. With that, what references point at may change its form, and rules
/// of whole rows may come, change and go: PostgreSQL looks at every row and takes none that is broken already. An index that is asked for no more stays, and so does that an id is unique: both
/// cost little and nothing depends on their going. Everything else is refused.
final class Comparison {
  private static final String SCHEMA = "app.";

  /// An id is unique from the start, whether a constraint says so or not: rows that are there always satisfy it.
  private static final String ID_ALONE = "(id)";

  private final Map<String, String> applied;
  private final SchemaModel target;
  private final boolean worn;
  private final Set<String> targetKeys = new HashSet<>();
  private final List<String> statements = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private final Map<String, String> result = new LinkedHashMap<>();

  private Comparison(Map<String, String> applied, SchemaModel target, boolean worn) {
    this.applied = applied;
    this.target = target;
    this.worn = worn;
  }

  /// @param statements to run, in order
  /// @param changes what they do, in words
  /// @param refusals what cannot be done, in words; where there is one, nothing may be run
  /// @param result key to definition of what is there afterwards
  record Outcome(
      List<String> statements,
      List<String> changes,
      List<String> refusals,
      Map<String, String> result) {}

  /// @param applied key to definition
  /// @param worn whether to make all grants and policies anew, changed or not
  static Outcome of(Map<String, String> applied, SchemaModel target, boolean worn) {
    return new Comparison(applied, target, worn).compare();
  }

  private Outcome compare() {
    target.elements().forEach(e -> targetKeys.add(e.key()));
    for (Element element : target.elements()) {
      String old = applied.get(element.key());
      if (old == null) {
        add(element);
      } else if (element.kind().renewable()) {
        if (worn || !old.equals(element.definition())) {
          statements.addAll(element.undo());
          statements.addAll(element.sql());
        }
      } else if (!old.equals(element.definition())) {
        change(element, old);
      }
      result.put(element.key(), element.definition());
    }
    applied.forEach(this::gone);
    if (changes.isEmpty() && !statements.isEmpty()) {
      changes.add("renewed the grants and policies");
    }
    return new Outcome(statements, changes, refusals, result);
  }

  private void change(Element element, String old) {
    String change = old + " → " + element.definition();
    if (element.undo().isEmpty()) {
      refuse(element.key(), change);
    } else {
      statements.addAll(element.undo());
      statements.addAll(element.sql());
      changes.add(element.kind().word() + " " + words(element.key()) + ": " + change);
    }
  }

  private void add(Element element) {
    if (!element.parent().isEmpty() && !applied.containsKey(element.parent())) {
      return;
    }
    String what = words(element.key());
    switch (element.kind()) {
      case STATEMENT -> {
        statements.addAll(element.sql());
        changes.add(what);
      }
      case SCHEMA, INDEX, TABLE -> {
        statements.addAll(element.sql());
        changes.add("new " + element.kind().word() + " " + what);
      }
      case COLUMN -> {
        if (needsValue(element)) {
          refuse(
              element.key(),
              "is new, required and without a default, so the rows that are there would lack it; "
                  + (pointsSomewhere(element.key())
                      ? "make it optional"
                      : "give it a default or make it optional"));
        } else {
          statements.addAll(element.sql());
          changes.add("new column " + what + " " + element.definition());
        }
      }
      case CHECK -> {
        if (applied.containsKey(columnOf(element.key()))) {
          refuse(element.key(), "new rule " + element.definition());
        } else {
          statements.addAll(element.sql());
        }
      }
      case RULE -> {
        statements.addAll(element.sql());
        changes.add("new rule " + what + ": " + element.definition());
      }
      case UNIQUE -> {
        if (element.definition().equals(ID_ALONE)) {
          statements.addAll(element.sql());
          changes.add("new unique " + what + " " + element.definition());
        } else {
          refuseNew(element);
        }
      }
      case FOREIGN_KEY -> {
        if (applied.containsKey("column " + subject(element.key()))) {
          refuseNew(element);
        } else {
          statements.addAll(element.sql());
        }
      }
      case PRIMARY_KEY -> refuseNew(element);
      case ROW_SECURITY, POLICY, GRANT -> statements.addAll(element.sql());
    }
  }

  private void refuseNew(Element element) {
    refuse(element.key(), "new " + element.kind().word() + " " + element.definition());
  }

  private boolean pointsSomewhere(String column) {
    return targetKeys.contains("foreign key " + subject(column));
  }

  private static boolean needsValue(Element column) {
    return column.definition().endsWith(" not null");
  }

  private void gone(String key, String definition) {
    if (targetKeys.contains(key)) {
      return;
    }
    switch (Element.Kind.ofKey(key)) {
      case INDEX -> result.put(key, definition);
      case POLICY -> {
        if (!isGone(tableOf(key))) {
          statements.add(PolicyDdl.drop(subject(key)));
        }
      }
      case RULE -> {
        if (!isGone(tableOf(key))) {
          statements.add(TableDdl.dropRule(subject(key)));
          changes.add("no more rule " + words(key) + ": " + definition);
        }
      }
      case ROW_SECURITY, GRANT -> {}
      case TABLE -> refuse(key, "is no longer asked for, and dropping it would lose its rows");
      case COLUMN -> {
        if (!isGone(tableOf(key))) {
          refuse(key, "is no longer asked for, and dropping it would lose its values");
        }
      }
      case CHECK -> {
        if (!isGone(columnOf(key))) {
          refuse(key, "rule " + definition + " is no longer asked for");
        }
      }
      case UNIQUE, FOREIGN_KEY -> {
        if (definition.equals(ID_ALONE)) {
          result.put(key, definition);
        } else if (!isGone(tableOf(key))) {
          refuse(
              key, Element.Kind.ofKey(key).word() + " " + definition + " is no longer asked for");
        }
      }
      case PRIMARY_KEY -> {
        if (!isGone("table " + subject(key))) {
          refuse(key, "primary key " + definition + " is no longer asked for");
        }
      }
      case SCHEMA, STATEMENT -> refuse(key, "is unknown to this version");
    }
  }

  private boolean isGone(String key) {
    return applied.containsKey(key) && !targetKeys.contains(key);
  }

  /// `check app.tasks.title maxLength` → `column app.tasks.title`
  private static String columnOf(String check) {
    String subject = subject(check);
    return "column " + subject.substring(0, subject.indexOf(' '));
  }

  /// `column app.tasks.title` → `table app.tasks`
  private static String tableOf(String key) {
    String subject = subject(key);
    return "table " + subject.substring(0, subject.indexOf('.', SCHEMA.length()));
  }

  private static String subject(String key) {
    return key.substring(Element.Kind.ofKey(key).word().length() + 1);
  }

  private void refuse(String key, String why) {
    String what = words(key);
    int rule = what.indexOf(' ');
    boolean check = Element.Kind.ofKey(key) == Element.Kind.CHECK;
    refusals.add(
        check
            ? what.substring(0, rule) + ": " + what.substring(rule + 1) + " " + why
            : what + ": " + why);
  }

  private static String words(String key) {
    String subject = subject(key);
    return subject.startsWith(SCHEMA) ? subject.substring(SCHEMA.length()) : subject;
  }
}
