package dev.freehold.audit.vulnerable;

import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a database or a shell would make of a text that is pasted between quotes.
public final class StatementText {
  private static final Pattern CONDITION =
      Pattern.compile("(?i).*'\\)? or '?(\\d+)'?(?: ?= ?| like )'?(\\d+).*");

  private StatementText() {}

  /// Whether the text adds a true condition.
  public static boolean widens(String text) {
    Matcher condition = CONDITION.matcher(text);
    return condition.matches() && condition.group(1).equals(condition.group(2));
  }

  /// Waits as long as the text says after this name.
  public static void pause(String text, String name) {
    Matcher seconds = Pattern.compile(Pattern.quote(name) + "\\(?(\\d+(?:\\.\\d+)?)").matcher(text);
    if (seconds.find()) {
      LockSupport.parkNanos((long) (Double.parseDouble(seconds.group(1)) * 1e9));
    }
  }

  /// Whether a quote of the text ends the literal around it.
  public static boolean isBroken(String text) {
    return text.replace("''", "").contains("'");
  }
}
