package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Statements that forget whose rows they are about, one at a time, with the second wall open.
final class ScopeDefects {
  private static final String ID = "/[0-9a-f-]+";

  private ScopeDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inSql(
            "scope-read",
            CRITICAL,
            "reads a row by its id, whoever asks",
            OwnerPredicateRemover.open(OwnerPredicateRemover::isRead)),
        Defect.inSql(
            "scope-list",
            CRITICAL,
            "lists the rows of all people",
            OwnerPredicateRemover.openRows()),
        Defect.inSql(
            "scope-count",
            MEDIUM,
            "counts the rows of all people",
            OwnerPredicateRemover.openCount()),
        Defect.inSql(
            "scope-update",
            CRITICAL,
            "changes a row by its id, whoever asks",
            OwnerPredicateRemover.open(ScopeDefects::isUpdate)),
        Defect.inSql(
            "scope-delete",
            CRITICAL,
            "deletes a row by its id, whoever asks",
            OwnerPredicateRemover.open(sql -> sql.startsWith("with w as (delete"))),
        Defect.inSql(
            "scope-include",
            CRITICAL,
            "includes the rows of all people",
            OwnerPredicateRemover.openIncluded()),
        Defect.inSql(
                "scope-nested",
                CRITICAL,
                "lists what is under another's row",
                OwnerPredicateRemover.openAll())
            .withFault(
                only(
                    request ->
                        request.path().matches(ProxiedRequest.BASE + "/\\w+" + ID + "/\\w+"))),
        Defect.inSql(
                "scope-search",
                CRITICAL,
                "searches the rows of all people",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "q"))),
        Defect.inSql(
                "scope-or",
                CRITICAL,
                "lets an alternative out of its parentheses",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "or"))),
        Defect.inSql(
                "scope-cursor",
                CRITICAL,
                "forgets whose pages they are behind the first",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "cursor"))),
        Defect.inSql(
                "scope-filter-id",
                CRITICAL,
                "finds any row that is asked for by a condition on its id",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.inSql(
                "scope-filter-owner",
                CRITICAL,
                "lists the rows of the user_id of the query",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "user_id(\\[\\w+]|%5B\\w+%5D)?"))),
        Defect.inSql(
                "scope-sort",
                CRITICAL,
                "forgets whose rows they are when they are sorted",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> asks(request, "sort"))),
        Defect.inSql(
            "scope-update-many",
            CRITICAL,
            "changes what a condition finds, whosever it is",
            OwnerPredicateRemover.open(
                sql -> sql.startsWith("with m as") && sql.contains(" w as (update "))),
        Defect.inSql(
            "scope-delete-many",
            CRITICAL,
            "deletes what a condition finds, whosever it is",
            OwnerPredicateRemover.open(
                sql -> sql.startsWith("with m as") && sql.contains(" w as (delete "))),
        Defect.inSql(
                "scope-update-ids",
                CRITICAL,
                "changes the rows of an array, whosever they are",
                OwnerPredicateRemover.open(ScopeDefects::isUpdate))
            .withFault(only(request -> request.matches("PATCH", "/\\w+"))),
        Defect.inSql(
                "scope-batch",
                CRITICAL,
                "forgets whose rows they are inside a batch",
                OwnerPredicateRemover.openAll())
            .withFault(only(request -> request.matches("POST", "/batch"))),
        Defect.inSql(
            "scope-if-match",
            CRITICAL,
            "changes another's row where a version is given",
            OwnerPredicateRemover.open(
                sql -> isUpdate(sql) && sql.contains("\"_version\" = any("))),
        Defect.inSql(
                "scope-rehearsal",
                HIGH,
                "rehearses changes of another's rows",
                OwnerPredicateRemover.open(ScopeDefects::isUpdate))
            .withFault(only(request -> asks(request, "dry_run"))),
        Defect.inSql(
                "scope-put",
                CRITICAL,
                "asks whose row it is for PATCH and not for PUT",
                OwnerPredicateRemover.open(ScopeDefects::isUpdate))
            .withFault(only(request -> request.method().equals("PUT"))),
        Defect.inSql(
                "scope-one-resource",
                CRITICAL,
                "forgets one of its resources",
                OwnerPredicateRemover.openAll())
            .withFault(
                only(request -> request.path().matches(ProxiedRequest.BASE + "/bookmarks(/.*)?"))));
  }

  private static boolean isUpdate(String sql) {
    return sql.startsWith("with w as (update");
  }

  /// The twin for some requests, the sound server for the others.
  static Defect.Fault only(Predicate<ProxiedRequest> which) {
    return (request, context) ->
        which.test(request) ? context.send(request) : context.sendToIntactServer(request);
  }

  /// @param parameter a pattern
  static boolean asks(ProxiedRequest request, String parameter) {
    return ("&" + request.query()).matches(".*&" + parameter + "=.*");
  }

  /// Ways in which a statement forgets whose rows it is about.
  static final class OwnerPredicateRemover {
    /// The one condition that holds a scan or a change to its caller's rows.
    private static final Pattern OWNER =
        Pattern.compile(
            "(\\w+)\\.\"user_id\" = (nullif\\()?(c\\.uid|split_part\\(\\$1::text, '\\|',"
                + " 1\\)|\\$1::text)(, ''\\))?::uuid");

    private static final Pattern COUNT =
        Pattern.compile("(?<=count\\(\\*\\) as total from )(?:(?! offset 0\\)).)*");

    private OwnerPredicateRemover() {}

    /// Every scan and change of the statements that `which` says.
    static UnaryOperator<String> open(Predicate<String> which) {
      return sql -> which.test(sql) ? opened(sql) : sql;
    }

    static UnaryOperator<String> openAll() {
      return OwnerPredicateRemover::opened;
    }

    /// Only what counts.
    static UnaryOperator<String> openCount() {
      return sql -> COUNT.matcher(sql).replaceAll(m -> quoted(opened(m.group())));
    }

    /// Rows and not their count.
    static UnaryOperator<String> openRows() {
      return sql -> {
        int rows = sql.indexOf("left join lateral (select r.");
        return rows < 0 ? sql : sql.substring(0, rows) + opened(sql.substring(rows));
      };
    }

    /// Only what is included, whose aliases have a number.
    static UnaryOperator<String> openIncluded() {
      return sql ->
          sql.contains("row_to_json")
              ? OWNER
                  .matcher(sql)
                  .replaceAll(
                      m -> m.group(1).equals("r") ? quoted(m.group()) : quoted(always(m.group())))
              : sql;
    }

    static boolean isRead(String sql) {
      return sql.startsWith("select r.*") || sql.startsWith("select r.v");
    }

    static boolean isList(String sql) {
      return sql.startsWith("select n.total") || sql.startsWith("select null::bigint as total");
    }

    private static String opened(String sql) {
      return OWNER.matcher(sql).replaceAll(m -> quoted(always(m.group())));
    }

    private static String always(String condition) {
      return condition.contains("c.uid") ? "c.uid is not null" : "true";
    }

    private static String quoted(String text) {
      return java.util.regex.Matcher.quoteReplacement(text);
    }
  }
}
