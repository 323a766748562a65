package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.MoveTriggerDdl;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A renamed column, and the replacement of its name in definitions.
///
/// @param former the old name of the column
/// @param name the new name of the column
record ColumnReferences(String former, String name) {
  /// A string literal, a quoted text or a word of a rule.
  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_]*");

  /// `check app.tasks.name maxLength` → `check app.tasks.title maxLength`
  DatabaseObjectKey of(DatabaseObjectKey key) {
    return key.column().equals(former)
        ? new DatabaseObjectKey(
            key.kind(), key.table(), name + key.tablePart().substring(former.length()))
        : key;
  }

  /// Renames the trigger of a column's moves, whose name contains the column's.
  DatabaseObjectKey ofTrigger(DatabaseObjectKey key) {
    return key.equals(MoveTriggerDdl.key(DatabaseObjectKey.column(key.table(), former)))
        ? MoveTriggerDdl.key(DatabaseObjectKey.column(key.table(), name))
        : key;
  }

  /// Renames the column in the first list of columns of a definition: `(user_id, name desc)`,
  /// `english words of (name)`, `(user_id, folder_id) to …`.
  String inList(String definition) {
    int from = definition.indexOf('(') + 1;
    int to = definition.indexOf(')', from);
    if (from == 0) {
      // The reference to the owner names no column.
      return definition;
    }
    return definition.substring(0, from)
        + Arrays.stream(definition.substring(from, to).split(", ", -1))
            .map(this::inItem)
            .collect(Collectors.joining(", "))
        + definition.substring(to);
  }

  /// Whether the first list of columns, as in [#inList], contains the column.
  static boolean lists(String definition, String column) {
    return !new ColumnReferences(column, "").inList(definition).equals(definition);
  }

  String inItem(String item) {
    return item.equals(former) || item.equals(former + " desc")
        ? name + item.substring(former.length())
        : item;
  }

  String inRule(String rule) {
    return WORD.matcher(rule)
        .replaceAll(m -> Matcher.quoteReplacement(m.group().equals(former) ? name : m.group()));
  }

  /// Whether a rule reads the column.
  public static boolean reads(String rule, String column) {
    return WORD.matcher(rule).results().anyMatch(m -> m.group().equals(column));
  }
}
