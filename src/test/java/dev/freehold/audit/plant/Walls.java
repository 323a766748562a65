package dev.freehold.audit.plant;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Ways in which a statement forgets whose rows it is about.
final class Walls {
  /// The one condition that holds a scan or a change to its caller's rows.
  private static final Pattern OWNER =
      Pattern.compile(
          "(\\w+)\\.\"user_id\" = (nullif\\()?(c\\.uid|split_part\\(\\$1::text, '\\|',"
              + " 1\\)|\\$1::text)(, ''\\))?::uuid");

  private static final Pattern COUNT =
      Pattern.compile("(?<=count\\(\\*\\) as total from )(?:(?! offset 0\\)).)*");

  private Walls() {}

  /// Every scan and change of the statements that `which` says.
  static UnaryOperator<String> open(Predicate<String> which) {
    return sql -> which.test(sql) ? opened(sql) : sql;
  }

  static UnaryOperator<String> openAll() {
    return Walls::opened;
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
