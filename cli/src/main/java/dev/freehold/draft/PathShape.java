package dev.freehold.draft;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The path of a collection or a row without what says nothing of it: slashes at the end, and the
/// suffix of a format, as in `/notes.json` and `/notes/{id}.{format}`.
///
/// @param text such as `/v1/notes/{id}`
record PathShape(String text) {
  private static final Pattern FORMAT =
      Pattern.compile("(?<=[^/])(\\.json|\\.?\\{\\.?(format|ext|extension)})$");

  private static final Pattern VERSION = Pattern.compile("(?<=/)v([0-9]{1,4})(?=[/.])");

  static PathShape of(String path) {
    String bare = path.replaceFirst("/+$", "");
    return new PathShape(FORMAT.matcher(bare).replaceFirst("").replaceFirst("/+$", ""));
  }

  /// The last segment: `notes`.
  String last() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /// The name of the parameter that the last segment is; empty if it is none.
  String parameter() {
    String last = last();
    return last.matches("\\{[^{}]+}") ? last.substring(1, last.length() - 1) : "";
  }

  /// Whether this path is the other one, or lies below it.
  boolean isWithin(PathShape other) {
    return text.equals(other.text)
        || text.startsWith(other.text + "/")
        || text.startsWith(other.text + ":");
  }

  /// The number of segments.
  int depth() {
    return (int) text.chars().filter(c -> c == '/').count();
  }

  /// The version that the path names, such as 2 of `/api/v2/notes`; 0 for none.
  int version() {
    Matcher found = VERSION.matcher(text.toLowerCase(Locale.ROOT));
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }
}
