package dev.freehold.draft;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Maps the tables of a catalog to resources.
public final class CatalogMapper {
  /// What the server keeps for itself in a database that it has served from.
  private static final String OURS = "freehold";

  private static final int MAX_NAMED = 40;

  private CatalogMapper() {}

  /// @param title what the database is called
  public static SourceModel map(DatabaseCatalog catalog, String title) {
    List<String> notes = new ArrayList<>();
    notes.add("A draft, from the tables of the database " + title + ".");
    notes.add(
        "What it could not tell is marked 'unsure:'. Names, access and checks across fields are"
            + " yours to decide.");
    Set<String> people = new HashSet<>();
    Map<String, DatabaseCatalog.CatalogTable> tables = new LinkedHashMap<>();
    for (DatabaseCatalog.CatalogTable table : catalog.tables()) {
      if (UserTableDetector.isUserTable(table)) {
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
    catalog.otherRelations().stream()
        .limit(MAX_NAMED)
        .forEach(other -> notes.add("unsure: not taken: " + other));
    return new SourceModel(
        title,
        notes,
        tables.values().stream()
            .map(table -> new TableResourceMapper(table, tables, people).map())
            .toList());
  }

  /// Which table has the people who sign in, and which column of another says whose a row is.
  static final class UserTableDetector {
    private static final Set<String> TABLES =
        Set.of(
            "user",
            "users",
            "account",
            "accounts",
            "auth_user",
            "app_user",
            "app_users",
            "members");

    /// The likeliest first.
    private static final List<String> OWNERS =
        List.of(
            "user_id",
            "owner_id",
            "owner",
            "created_by",
            "created_by_id",
            "creator_id",
            "author_id",
            "account_id",
            "user");

    private UserTableDetector() {}

    /// Whether it is the table of people: sign-in comes by itself, so it is no resource.
    static boolean isUserTable(DatabaseCatalog.CatalogTable table) {
      return table.schema().equals("auth")
          || (TABLES.contains(table.name().toLowerCase(Locale.ROOT))
              && table.columns().stream()
                  .anyMatch(
                      c ->
                          c.name()
                              .toLowerCase(Locale.ROOT)
                              .matches("e_?mail.*|user_?name|login|.*passw.*|pwd")));
    }

    /// The column that says whose a row is.
    ///
    /// @param people qualified names of the tables of people
    static Optional<String> ownerColumn(DatabaseCatalog.CatalogTable table, Set<String> people) {
      List<String> pointing =
          table.foreignKeys().stream()
              .filter(key -> people.contains(key.to()) && key.columns().size() == 1)
              .map(key -> key.columns().getFirst())
              .toList();
      for (String name : OWNERS) {
        boolean named =
            pointing.contains(name) || (name.equals("user_id") && table.column(name).isPresent());
        if (named) {
          return Optional.of(name);
        }
      }
      return pointing.size() == 1 ? Optional.of(pointing.getFirst()) : Optional.empty();
    }
  }
}
