package dev.freehold.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `traceparent` of a request: the trace that a client has begun (W3C Trace Context, section 3.2).
///
/// @param traceId 32 hexadecimal digits in lower case, not all zero
/// @param spanId 16 hexadecimal digits in lower case, not all zero
/// @param sampled whether the client records its part
public record TraceParent(String traceId, String spanId, boolean sampled) {
  public static final String HEADER = "traceparent";

  /// The length of version 00, of which later versions are extensions.
  private static final int LENGTH = 55;

  /// A longer one is of no known version.
  private static final int MAX_LENGTH = 256;

  /// Null if there is not exactly one, or it is not valid: a trace begins here then.
  ///
  /// @param values all values of the header
  public static @Nullable TraceParent of(List<String> values) {
    if (values.size() != 1) {
      return null;
    }
    String text = values.getFirst().strip();
    if (text.length() < LENGTH || text.length() > MAX_LENGTH || !isSeparated(text)) {
      return null;
    }
    String version = text.substring(0, 2);
    String traceId = text.substring(3, 35);
    String spanId = text.substring(36, 52);
    String flags = text.substring(53, LENGTH);
    boolean valid =
        isHex(version)
            && !version.equals("ff")
            && (text.length() == LENGTH || (!version.equals("00") && text.charAt(LENGTH) == '-'))
            && isId(traceId)
            && isId(spanId)
            && isHex(flags);
    return valid ? new TraceParent(traceId, spanId, (Integer.parseInt(flags, 16) & 1) == 1) : null;
  }

  private static boolean isSeparated(String text) {
    return text.charAt(2) == '-' && text.charAt(35) == '-' && text.charAt(52) == '-';
  }

  private static boolean isId(String text) {
    return isHex(text) && text.chars().anyMatch(c -> c != '0');
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
