package dev.freehold.draft.database;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which table has the people who sign in, and which column of another says whose a row is.
final class People {
  private static final Set<String> TABLES =
      Set.of(
          "user", "users", "account", "accounts", "auth_user", "app_user", "app_users", "members");

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

  private People() {}

  /// Whether it is the table of people: sign-in comes by itself, so it is no resource.
  static boolean are(Catalog.Table table) {
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
  static Optional<String> owner(Catalog.Table table, Set<String> people) {
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
