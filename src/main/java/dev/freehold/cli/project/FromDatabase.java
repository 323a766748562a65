package dev.freehold.cli.project;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DbFailure;
import dev.freehold.db.url.DatabaseUrl;
import dev.freehold.db.url.DatabaseUrlException;
import dev.freehold.draft.Drafter;
import dev.freehold.draft.database.Catalog;
import dev.freehold.draft.database.CatalogReader;
import dev.freehold.draft.database.DatabaseDraft;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.regex.Pattern;

/// A spec from the tables of a database. What is told of its address is never more than the names of host and database.
final class FromDatabase {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private FromDatabase() {}

  /// @param word an address, or the name of a variable of `environment` that has one, so that its password is in no list
  ///   of processes
  static String draft(String word, Map<String, String> environment, String title) throws Unusable {
    DatabaseTarget target = target(word, environment);
    String place = target.database() + " on " + target.host();
    Catalog catalog = Deadline.within("reading the database " + place, () -> read(target, place));
    return Drafter.draft(DatabaseDraft.found(catalog, target.database()), title)
        .orElseThrow(
            () -> new Unusable("the database " + place + " has no table that could be a resource"));
  }

  private static DatabaseTarget target(String word, Map<String, String> environment)
      throws Unusable {
    String address = word;
    if (VARIABLE.matcher(word).matches()) {
      address = environment.getOrDefault(word, "");
      if (address.isEmpty()) {
        throw new Unusable("--from-database: the variable " + word + " is not set");
      }
    }
    try {
      return DatabaseUrl.parse(address);
    } catch (DatabaseUrlException e) {
      throw new Unusable("--from-database: " + e.getMessage());
    }
  }

  private static Catalog read(DatabaseTarget target, String place) throws Unusable {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    try (AdminConnection connection = AdminConnection.open(vertx, target)) {
      return CatalogReader.read(connection);
    } catch (DbFailure e) {
      throw new Unusable("the database " + place + ": " + e.reason());
    } finally {
      vertx.close();
    }
  }
}
