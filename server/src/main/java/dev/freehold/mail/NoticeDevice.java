package dev.freehold.mail;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The device of a client in a mail. A client may call itself what it likes, so the text is short, and has
/// nothing that a mail program makes a link of, or a reader takes for a sentence of the server.
final class NoticeDevice {
  private static final int LONGEST = 120;

  private static final Pattern UNEXPECTED = Pattern.compile("[^A-Za-z0-9 ./;()_,+-]");

  // Of a version a dot stays, of a host name it does not.
  private static final Pattern DOT = Pattern.compile("(?<![0-9])\\.|\\.(?![0-9])");

  private NoticeDevice() {}

  /// @param device as the client names it; null if it does not
  static String of(@Nullable String device) {
    if (device == null) {
      return "unknown";
    }
    String text =
        DOT.matcher(UNEXPECTED.matcher(device).replaceAll(" "))
            .replaceAll(" ")
            .replaceAll(" {2,}", " ")
            .strip();
    if (text.isEmpty()) {
      return "unknown";
    }
    return "\"" + (text.length() <= LONGEST ? text : text.substring(0, LONGEST).strip()) + "\"";
  }
}
