package dev.freehold.client;

import dev.freehold.client.ClientRequest.RequestHeader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/// Formats a request as a `curl` command, quoted for a POSIX shell, without control characters.
final class CurlCommandLine {
  /// A shell variable in place of a secret; everything else is quoted.
  private static final Pattern VARIABLE = Pattern.compile("\\$[A-Z][A-Z0-9_]*");

  private static final Pattern TOKEN = Pattern.compile("\\$TOKEN_[A-Z]+");

  /// Longer bodies are described instead of quoted.
  private static final int MAX_BODY = 2_000;

  private CurlCommandLine() {}

  static String line(ClientRequest call, String base) {
    StringBuilder line = new StringBuilder("curl -i --path-as-is");
    byte[] body = call.body();
    switch (call.method()) {
      case "HEAD" -> line.append(" -I");
      case "GET" -> line.append(body == null ? "" : " -X GET");
      default -> line.append(" -X ").append(quoted(call.method()));
    }
    for (RequestHeader header : call.headers()) {
      // curl leaves out a header whose value is empty unless its name ends in a semicolon.
      String text =
          header.displayValue().isEmpty()
              ? header.name() + ";"
              : header.name() + ": " + header.displayValue();
      line.append(" -H ").append(withVariables(text));
    }
    if (body != null) {
      if (!hasType(call)) {
        line.append(" -H 'Content-Type:'");
      }
      appendBody(line, body);
    }
    String url = quoted(base + call.displayTarget());
    boolean hasSecret = !call.displayTarget().equals(call.target());
    return line.append(' ').append(hasSecret ? outsideQuotes(url) : url).toString();
  }

  private static boolean hasType(ClientRequest call) {
    return call.headers().stream().anyMatch(h -> h.name().equalsIgnoreCase("Content-Type"));
  }

  private static void appendBody(StringBuilder line, byte[] body) {
    if (body.length > MAX_BODY) {
      String start = new String(body, 0, 60, StandardCharsets.ISO_8859_1);
      line.append(" --data-binary @BODY # BODY: ")
          .append(body.length)
          .append(" bytes that begin with ")
          .append(quoted(start))
          .append("\n   ");
      return;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      text = new String(body, StandardCharsets.ISO_8859_1);
      line.append(" --data-binary ").append(escaped(text, body));
      return;
    }
    line.append(" --data-binary ").append(quoted(text));
  }

  /// Other variables than those of tokens may be text of a server.
  private static String outsideQuotes(String quoted) {
    return TOKEN.matcher(quoted).replaceAll("'\"$0\"'").replaceFirst("''$", "");
  }

  private static String withVariables(String text) {
    if (!VARIABLE.matcher(text).find()) {
      return quoted(text);
    }
    // Only callers of this project write variables, and never together with text of a server.
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("`", "\\`") + '"';
  }

  /// In single quotes; with control characters, as `$'…'`, which bash and zsh read.
  static String quoted(String text) {
    if (text.codePoints().anyMatch(CurlCommandLine::isUnprintable)) {
      return escaped(text, text.getBytes(StandardCharsets.UTF_8));
    }
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static boolean isUnprintable(int point) {
    return Character.isISOControl(point)
        || Character.getType(point) == Character.FORMAT
        || Character.getType(point) == Character.SURROGATE
        || point == 0x2028
        || point == 0x2029;
  }

  private static String escaped(String text, byte[] bytes) {
    StringBuilder out = new StringBuilder(text.length() + 8).append("$'");
    for (byte each : bytes) {
      int b = each & 0xff;
      if (b == '\'' || b == '\\') {
        out.append('\\').append((char) b);
      } else if (b < ' ' || b >= 0x7f) {
        out.append(String.format(Locale.ROOT, "\\x%02x", b));
      } else {
        out.append((char) b);
      }
    }
    return out.append('\'').toString();
  }
}
