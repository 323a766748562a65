package dev.freehold.draft.database;

import dev.freehold.draft.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables as resources.
public final class DatabaseDraft {
  /// What the server keeps for itself in a database that it has served from.
  private static final String OURS = "freehold";

  private static final int MAX_NAMED = 40;

  private DatabaseDraft() {}

  /// @param title what the database is called
  public static Found found(Catalog catalog, String title) {
    List<String> notes = new ArrayList<>();
    notes.add("A draft, from the tables of the database " + title + ".");
    notes.add(
        "What it could not tell is marked 'unsure:'. Names, access and checks across fields are"
            + " yours to decide.");
    Set<String> people = new HashSet<>();
    Map<String, Catalog.Table> tables = new LinkedHashMap<>();
    for (Catalog.Table table : catalog.tables()) {
      if (People.are(table)) {
        people.add(table.qualified());
      } else if (!table.schema().equals(OURS) && !table.name().startsWith("_")) {
        tables.put(table.qualified(), table);
      }
    }
    if (!people.isEmpty()) {
      notes.add(
          "Not taken, because sign-in comes by itself: "
              + people.stream().sorted().limit(MAX_NAMED).collect(Collectors.joining(", ")));
    }
    catalog.others().stream()
        .limit(MAX_NAMED)
        .forEach(other -> notes.add("unsure: not taken: " + other));
    return new Found(
        title,
        notes,
        tables.values().stream()
            .map(table -> new TableDraft(table, tables, people).found())
            .toList());
  }
}
