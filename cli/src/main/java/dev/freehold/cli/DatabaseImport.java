package dev.freehold.cli;

import dev.freehold.cli.NewCommand.ImportTimeout;
import dev.freehold.cli.NewCommand.UnusableInputException;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.db.DatabaseUrlParser.DatabaseUrlException;
import dev.freehold.draft.CatalogMapper;
import dev.freehold.draft.DatabaseCatalog;
import dev.freehold.draft.DatabaseCatalogReader;
import dev.freehold.draft.SpecDrafter;
import dev.freehold.draft.TableSelection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Drafts a spec from the tables of a database. Messages show only host and database of the URL.
final class DatabaseImport {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final int MAX_NAMED = 20;

  private DatabaseImport() {}

  /// @param word a URL, or the name of a variable of `environment` that has one, which keeps the
  ///   password out of process lists
  static String importSpec(
      String word, Map<String, String> environment, String title, TableSelection selection)
      throws UnusableInputException {
    DatabaseTarget target = target(word, environment);
    String place = target.database() + " on " + target.host();
    DatabaseCatalog catalog =
        ImportTimeout.within("reading the database " + place, () -> read(target, place));
    return SpecDrafter.draft(CatalogMapper.map(catalog, target.database(), selection), title)
        .orElseThrow(
            () ->
                new UnusableInputException(
                    "the database "
                        + place
                        + " has no table that can be a resource"
                        + among(catalog, selection)));
  }

  /// The tables that a selection passed over, for an error.
  private static String among(DatabaseCatalog catalog, TableSelection selection) {
    if (selection.equals(TableSelection.ALL) || catalog.tables().isEmpty()) {
      return "";
    }
    String tables =
        catalog.tables().stream()
            .limit(MAX_NAMED)
            .map(DatabaseCatalog.CatalogTable::qualified)
            .collect(Collectors.joining(", "));
    return " among those that --schema, --tables and --exclude select; its tables are "
        + tables
        + (catalog.tables().size() > MAX_NAMED ? ", …" : "");
  }

  private static DatabaseTarget target(String word, Map<String, String> environment)
      throws UnusableInputException {
    String address = word;
    if (VARIABLE.matcher(word).matches()) {
      address = environment.getOrDefault(word, "");
      if (address.isEmpty()) {
        throw new UnusableInputException("--from-database: the variable " + word + " is not set");
      }
    }
    try {
      return DatabaseUrlParser.parse(address);
    } catch (DatabaseUrlException e) {
      throw new UnusableInputException("--from-database: " + e.getMessage());
    }
  }

  private static DatabaseCatalog read(DatabaseTarget target, String place)
      throws UnusableInputException {
    try (VertxResource vertx = VertxResource.open(1);
        AdminConnection connection = AdminConnection.open(vertx.vertx(), target)) {
      return DatabaseCatalogReader.read(connection);
    } catch (DatabaseException e) {
      throw new UnusableInputException("the database " + place + ": " + e.reason());
    }
  }
}
