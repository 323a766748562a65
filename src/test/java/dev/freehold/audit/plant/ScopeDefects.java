package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;

import java.util.List;
import java.util.function.Predicate;

/// Statements that forget whose rows they are about, one at a time, with the second wall open.
final class ScopeDefects {
  private static final String ID = "/[0-9a-f-]+";

  private ScopeDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.statement(
            "scope-read",
            CRITICAL,
            "reads a row by its id, whoever asks",
            Walls.open(Walls::isRead)),
        Defect.statement("scope-list", CRITICAL, "lists the rows of all people", Walls.openRows()),
        Defect.statement("scope-count", MEDIUM, "counts the rows of all people", Walls.openCount()),
        Defect.statement(
            "scope-update",
            CRITICAL,
            "changes a row by its id, whoever asks",
            Walls.open(ScopeDefects::isUpdate)),
        Defect.statement(
            "scope-delete",
            CRITICAL,
            "deletes a row by its id, whoever asks",
            Walls.open(sql -> sql.startsWith("with w as (delete"))),
        Defect.statement(
            "scope-include", CRITICAL, "includes the rows of all people", Walls.openIncluded()),
        Defect.statement(
                "scope-nested", CRITICAL, "lists what is under another's row", Walls.openAll())
            .through(only(ask -> ask.path().matches(Ask.BASE + "/\\w+" + ID + "/\\w+"))),
        Defect.statement(
                "scope-search", CRITICAL, "searches the rows of all people", Walls.openAll())
            .through(only(ask -> asks(ask, "q"))),
        Defect.statement(
                "scope-or", CRITICAL, "lets an alternative out of its parentheses", Walls.openAll())
            .through(only(ask -> asks(ask, "or"))),
        Defect.statement(
                "scope-cursor",
                CRITICAL,
                "forgets whose pages they are behind the first",
                Walls.openAll())
            .through(only(ask -> asks(ask, "cursor"))),
        Defect.statement(
                "scope-filter-id",
                CRITICAL,
                "finds any row that is asked for by a condition on its id",
                Walls.openAll())
            .through(only(ask -> asks(ask, "id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.statement(
                "scope-filter-owner",
                CRITICAL,
                "lists the rows of the user_id of the query",
                Walls.openAll())
            .through(only(ask -> asks(ask, "user_id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.statement(
                "scope-sort",
                CRITICAL,
                "forgets whose rows they are when they are sorted",
                Walls.openAll())
            .through(only(ask -> asks(ask, "sort"))),
        Defect.statement(
            "scope-update-many",
            CRITICAL,
            "changes what a condition finds, whosever it is",
            Walls.open(sql -> sql.startsWith("with m as") && sql.contains(" w as (update "))),
        Defect.statement(
            "scope-delete-many",
            CRITICAL,
            "deletes what a condition finds, whosever it is",
            Walls.open(sql -> sql.startsWith("with m as") && sql.contains(" w as (delete "))),
        Defect.statement(
                "scope-update-ids",
                CRITICAL,
                "changes the rows of an array, whosever they are",
                Walls.open(ScopeDefects::isUpdate))
            .through(only(ask -> ask.is("PATCH", "/\\w+"))),
        Defect.statement(
                "scope-batch",
                CRITICAL,
                "forgets whose rows they are inside a batch",
                Walls.openAll())
            .through(only(ask -> ask.is("POST", "/batch"))),
        Defect.statement(
            "scope-if-match",
            CRITICAL,
            "changes another's row where a version is given",
            Walls.open(sql -> isUpdate(sql) && sql.contains("\"_version\" = any("))),
        Defect.statement(
                "scope-rehearsal",
                HIGH,
                "rehearses changes of another's rows",
                Walls.open(ScopeDefects::isUpdate))
            .through(only(ask -> asks(ask, "dry_run"))),
        Defect.statement(
                "scope-put",
                CRITICAL,
                "asks whose row it is for PATCH and not for PUT",
                Walls.open(ScopeDefects::isUpdate))
            .through(only(ask -> ask.method().equals("PUT"))),
        Defect.statement(
                "scope-one-resource", CRITICAL, "forgets one of its resources", Walls.openAll())
            .through(only(ask -> ask.path().matches(Ask.BASE + "/bookmarks(/.*)?"))));
  }

  private static boolean isUpdate(String sql) {
    return sql.startsWith("with w as (update");
  }

  /// The twin for some requests, the sound server for the others.
  static Defect.Fault only(Predicate<Ask> which) {
    return (ask, house) -> which.test(ask) ? house.send(ask) : house.sendPast(ask);
  }

  /// @param parameter a pattern
  static boolean asks(Ask ask, String parameter) {
    return ("&" + ask.query()).matches(".*&" + parameter + "=.*");
  }
}
