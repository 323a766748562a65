package dev.freehold.audit.report;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditFinding;
import java.util.Locale;
import java.util.regex.Pattern;

/// Makes text of the server safe for a report.
final class ReportSanitizer {
  private static final int MAX_BODY = 400;

  /// Tokens stay valid for a while, and reports are shared.
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]*");

  private ReportSanitizer() {}

  /// One line without control characters and bidirectional control characters.
  static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isHarmless(point) ? point : Character.isWhitespace(point) ? ' ' : 0xFFFD)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /// Encoded JSON with an escape sequence for each bidirectional, format and control character
  /// outside ASCII. JSON writers already escape those in ASCII.
  static String json(String encoded) {
    StringBuilder out = new StringBuilder(encoded.length());
    encoded
        .codePoints()
        .forEach(
            point -> {
              if (point == '\n' || isHarmless(point)) {
                out.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return out.toString();
  }

  private static boolean isHarmless(int point) {
    int type = Character.getType(point);
    return !Character.isISOControl(point)
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  /// Status, media type and the start of the body.
  static String answer(AuditExchange exchange) {
    String body = exchange.answer().text();
    String cut = body.length() > MAX_BODY ? body.substring(0, MAX_BODY) + " …" : body;
    String type = exchange.answer().mediaType();
    return (exchange.status() + " " + type).strip()
        + (cut.isBlank() ? "" : "  " + line(secretless(cut)));
  }

  private static String secretless(String text) {
    return TOKEN.matcher(text).replaceAll("…token…");
  }

  /// The references of a finding, such as `API1:2023 · ASVS 8.2.2 · F206`.
  static String why(AuditFinding finding) {
    StringBuilder out = new StringBuilder();
    append(out, "OWASP ", finding.weakness().owasp());
    append(out, "ASVS 5.0 ", finding.weakness().asvs());
    append(out, "WFC ", finding.weakness().wfc());
    return out.toString();
  }

  /// Another place of a finding: its operation, and what is different there.
  static String place(AuditFinding finding, AuditFinding place) {
    String what =
        place.title().equals(finding.title())
            ? ""
            : place.title() + " (" + place.severity().label() + "), ";
    return place.operation() + ": " + what + place.detail();
  }

  private static void append(
      StringBuilder out, String before, @org.jspecify.annotations.Nullable String code) {
    if (code != null) {
      out.append(out.isEmpty() ? "" : " · ").append(before).append(code);
    }
  }

  /// The severity in upper case, such as `HIGH`.
  static String severity(AuditFinding finding) {
    return finding.severity().label().toUpperCase(Locale.ROOT);
  }
}
