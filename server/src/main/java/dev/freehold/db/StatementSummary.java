package dev.freehold.db;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a statement does, in few words for names: `SELECT app.tasks`. Read from its text, which has no
/// values. Texts are few and are made by the server; the summaries of the last ones are kept.
public final class StatementSummary {
  private static final int MOST = 1_024;
  private static final int LONGEST_SHAPE = 2_000;

  /// A table with its schema. Names of settings, such as `freehold.user_id`, are texts in quotes.
  private static final String NAME = "(?<!')\"?\\b(app|auth|freehold)\"?\\.\"?(\\w+)";

  private static final Pattern WRITE =
      Pattern.compile(
          "\\b(insert) into +" + NAME + "|\\b(update) +" + NAME + "|\\b(delete) from +" + NAME,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TABLE = Pattern.compile(NAME);

  private static final Map<String, String> SUMMARIES = new ConcurrentHashMap<>();

  private StatementSummary() {}

  /// The verb, and the first table that it writes or reads.
  public static String of(String sql) {
    String known = SUMMARIES.get(sql);
    if (known != null) {
      return known;
    }
    String summary = summary(sql);
    if (SUMMARIES.size() >= MOST) {
      SUMMARIES.clear();
    }
    SUMMARIES.put(sql, summary);
    return summary;
  }

  /// The text, of bounded length, on one line.
  public static String shape(String sql) {
    String line = sql.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_SHAPE ? line : line.substring(0, LONGEST_SHAPE) + "…";
  }

  private static String summary(String sql) {
    Matcher write = WRITE.matcher(sql);
    if (write.find()) {
      for (int verb = 1; verb <= 7; verb += 3) {
        if (write.group(verb) != null) {
          return named(write.group(verb), write, verb + 1);
        }
      }
    }
    Matcher table = TABLE.matcher(sql);
    return table.find() ? named("select", table, 1) : "SELECT";
  }

  private static String named(String verb, Matcher table, int group) {
    return verb.toUpperCase(Locale.ROOT) + " " + table.group(group) + "." + table.group(group + 1);
  }
}
