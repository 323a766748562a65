package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Statements without their owner condition, one kind at a time, with row-level security bypassed.
final class ScopeDefects {
  private static final String ID = "/[0-9a-f-]+";

  private ScopeDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inSql(
            "scope-read",
            CRITICAL,
            "reads any user's row by its id",
            OwnerPredicateRemover.in(OwnerPredicateRemover::isRead)),
        Defect.inSql(
            "scope-list", CRITICAL, "lists the rows of all users", OwnerPredicateRemover.inRows()),
        Defect.inSql(
            "scope-count", MEDIUM, "counts the rows of all users", OwnerPredicateRemover.inCount()),
        Defect.inSql(
            "scope-update",
            CRITICAL,
            "changes any user's row by its id",
            OwnerPredicateRemover.in(ScopeDefects::isUpdate)),
        Defect.inSql(
            "scope-delete",
            CRITICAL,
            "deletes any user's row by its id",
            OwnerPredicateRemover.in(sql -> sql.startsWith("with w as (delete"))),
        Defect.inSql(
            "scope-include",
            CRITICAL,
            "includes the rows of all users",
            OwnerPredicateRemover.inIncluded()),
        Defect.inSql(
                "scope-nested",
                CRITICAL,
                "lists the children of another user's row",
                OwnerPredicateRemover.inAll())
            .withFault(
                only(
                    request ->
                        request.path().matches(ProxiedRequest.BASE + "/\\w+" + ID + "/\\w+"))),
        Defect.inSql(
                "scope-search",
                CRITICAL,
                "searches the rows of all users",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "q"))),
        Defect.inSql(
                "scope-or",
                CRITICAL,
                "lets an or condition bypass the owner condition",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "or"))),
        Defect.inSql(
                "scope-cursor",
                CRITICAL,
                "checks the owner on the first page only",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "cursor"))),
        Defect.inSql(
                "scope-filter-id",
                CRITICAL,
                "returns any user's row for a filter on id",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.inSql(
                "scope-filter-owner",
                CRITICAL,
                "lists the rows of the user in a filter on user_id",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "user_id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.inSql(
                "scope-sort",
                CRITICAL,
                "does not check the owner in a sorted list",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> hasParameter(request, "sort"))),
        Defect.inSql(
            "scope-update-many",
            CRITICAL,
            "changes the rows of all users that match a filter",
            OwnerPredicateRemover.in(
                sql -> sql.startsWith("with m as") && sql.contains(" w as (update "))),
        Defect.inSql(
            "scope-delete-many",
            CRITICAL,
            "deletes the rows of all users that match a filter",
            OwnerPredicateRemover.in(
                sql -> sql.startsWith("with m as") && sql.contains(" w as (delete "))),
        Defect.inSql(
                "scope-update-ids",
                CRITICAL,
                "changes any user's rows in a PATCH with an array",
                OwnerPredicateRemover.in(ScopeDefects::isUpdate))
            .withFault(only(request -> request.matches("PATCH", "/\\w+/bulk"))),
        Defect.inSql(
                "scope-batch",
                CRITICAL,
                "does not check the owner inside a batch",
                OwnerPredicateRemover.inAll())
            .withFault(only(request -> request.matches("POST", "/batch"))),
        Defect.inSql(
            "scope-if-match",
            CRITICAL,
            "changes another user's row if the request has If-Match",
            OwnerPredicateRemover.in(
                sql -> isUpdate(sql) && sql.contains("\"_version\"::text = any("))),
        Defect.inSql(
                "scope-rehearsal",
                HIGH,
                "accepts a dry run of a change to another user's row",
                OwnerPredicateRemover.in(ScopeDefects::isUpdate))
            .withFault(only(request -> hasParameter(request, "dry_run"))),
        Defect.inSql(
                "scope-put",
                CRITICAL,
                "checks the owner for PATCH but not for PUT",
                OwnerPredicateRemover.in(ScopeDefects::isUpdate))
            .withFault(only(request -> request.method().equals("PUT"))),
        Defect.inSql(
                "scope-one-resource",
                CRITICAL,
                "does not check the owner on one of its resources",
                OwnerPredicateRemover.inAll())
            .withFault(
                only(request -> request.path().matches(ProxiedRequest.BASE + "/bookmarks(/.*)?"))));
  }

  private static boolean isUpdate(String sql) {
    return sql.startsWith("with w as (update");
  }

  /// Sends matching requests to the mutated server and all others to the intact server.
  static Defect.Fault only(Predicate<ProxiedRequest> which) {
    return (request, context) ->
        which.test(request) ? context.send(request) : context.sendToIntactServer(request);
  }

  /// @param parameter a regular expression for the name
  static boolean hasParameter(ProxiedRequest request, String parameter) {
    return ("&" + request.query()).matches(".*&" + parameter + "=.*");
  }

  /// Removes the owner condition from SQL statements.
  static final class OwnerPredicateRemover {
    /// The condition that limits a scan or a write to the caller's rows.
    private static final Pattern OWNER =
        Pattern.compile(
            "(\\w+)\\.\"user_id\" = (nullif\\()?(c\\.uid|split_part\\(\\$1::text, '\\|',"
                + " 1\\)|\\$1::text)(, ''\\))?::uuid");

    private static final Pattern COUNT =
        Pattern.compile("(?<=count\\(\\*\\) as total from )(?:(?! offset 0\\)).)*");

    private OwnerPredicateRemover() {}

    /// In all of a statement that matches `which`.
    static UnaryOperator<String> in(Predicate<String> which) {
      return sql -> which.test(sql) ? withoutOwner(sql) : sql;
    }

    static UnaryOperator<String> inAll() {
      return OwnerPredicateRemover::withoutOwner;
    }

    /// In the subquery that counts the rows of a list.
    static UnaryOperator<String> inCount() {
      return sql -> COUNT.matcher(sql).replaceAll(m -> quoted(withoutOwner(m.group())));
    }

    /// In the rows of a list, not in their count.
    static UnaryOperator<String> inRows() {
      return sql -> {
        int rows = sql.indexOf("left join lateral (select r.");
        return rows < 0 ? sql : sql.substring(0, rows) + withoutOwner(sql.substring(rows));
      };
    }

    /// In included rows only; their aliases have a number.
    static UnaryOperator<String> inIncluded() {
      return sql ->
          sql.contains("row_to_json")
              ? OWNER
                  .matcher(sql)
                  .replaceAll(
                      m ->
                          m.group(1).equals("r") ? quoted(m.group()) : quoted(tautology(m.group())))
              : sql;
    }

    static boolean isRead(String sql) {
      return sql.startsWith("select r.*") || sql.startsWith("select r.v");
    }

    static boolean isList(String sql) {
      return sql.startsWith("select n.total") || sql.startsWith("select null::bigint as total");
    }

    private static String withoutOwner(String sql) {
      return OWNER.matcher(sql).replaceAll(m -> quoted(tautology(m.group())));
    }

    private static String tautology(String condition) {
      return condition.contains("c.uid") ? "c.uid is not null" : "true";
    }

    private static String quoted(String text) {
      return java.util.regex.Matcher.quoteReplacement(text);
    }
  }
}
