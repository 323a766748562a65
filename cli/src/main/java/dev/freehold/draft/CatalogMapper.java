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
import java.util.stream.Stream;

/// Maps the tables of a catalog to resources.
public final class CatalogMapper {
  /// The schema that Freehold itself creates.
  private static final String OURS = "freehold";

  private CatalogMapper() {}

  /// @param title the name of the database
  /// @param selection the tables that become resources. A user table is one whether or not it is
  ///   selected.
  public static SourceModel map(DatabaseCatalog catalog, String title, TableSelection selection) {
    List<String> notes = new ArrayList<>();
    notes.add("Drafted from the tables of the database " + title + ".");
    notes.add(
        "Decisions that need a review are marked 'unsure:'. Review also names, access and checks"
            + " across fields.");
    Set<String> people = new HashSet<>();
    Map<String, DatabaseCatalog.CatalogTable> tables = new LinkedHashMap<>();
    for (DatabaseCatalog.CatalogTable table : catalog.tables()) {
      if (UserTableDetector.isUserTable(table)) {
        people.add(table.qualified());
      } else if (!table.schema().equals(OURS) && selection.contains(table)) {
        if (table.name().startsWith("_")) {
          notes.add(
              "unsure: left out: table " + table.qualified() + ", by its name it is internal");
        } else {
          tables.put(table.qualified(), table);
        }
      }
    }
    if (!people.isEmpty()) {
      notes.add(
          "Left out, because sign-in is built in: "
              + people.stream().sorted().collect(Collectors.joining(", ")));
    }
    if (selection.equals(TableSelection.ALL)) {
      catalog.otherRelations().forEach(other -> notes.add("unsure: left out: " + other));
    } else {
      notes.add("Only the tables that were asked for are here.");
    }
    return new SourceModel(
        title,
        notes,
        tables.values().stream()
            .map(table -> new TableResourceMapper(table, tables, people).map())
            .toList());
  }

  /// Finds the table of user accounts and the owner columns of other tables, by their names.
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

    /// A foreign key of databases beside the names that APIs use.
    private static final List<String> OWNERS =
        Stream.concat(OwnerNames.NAMES.stream(), Stream.of("user")).toList();

    private UserTableDetector() {}

    /// Whether the table holds user accounts. Sign-in is built in, so it does not become a
    /// resource.
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

    /// The owner column of the table.
    ///
    /// @param people qualified names of the tables of user accounts
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
