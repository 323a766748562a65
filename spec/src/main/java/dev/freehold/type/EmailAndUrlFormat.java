package dev.freehold.type;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;

/// Parses e-mail addresses and URLs.
public final class EmailAndUrlFormat {
  /// The limit of RFC 5321, section 4.5.3.1.3, without the angle brackets.
  public static final int MAX_EMAIL = 254;

  /// A URL length that every browser and proxy supports.
  public static final int MAX_URL = 2_048;

  /// The limit of RFC 5321, section 4.5.3.1.1.
  private static final int MAX_LOCAL_PART = 64;

  private static final String ATOM = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+";

  private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";

  /// A mailbox of RFC 5321, section 4.1.2, as `format: email` of JSON Schema, whose local part is not
  /// quoted and whose domain has a dot.
  private static final Pattern EMAIL =
      Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")+");

  /// A "valid e-mail address" of the HTML standard: any dots in the local part, and a domain of one
  /// label.
  private static final Pattern HTML_EMAIL =
      Pattern.compile("[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@" + LABEL + "(?:\\." + LABEL + ")*");

  private EmailAndUrlFormat() {}

  /// The pattern for a whole e-mail address. It has the same meaning in RE2 and ECMA-262. The limits of
  /// length come beside it.
  public static String emailPattern() {
    return EMAIL.pattern();
  }

  public static boolean isEmail(String text) {
    return text.length() <= MAX_EMAIL && text.indexOf('@') <= MAX_LOCAL_PART && EMAIL.matches(text);
  }

  /// The pattern of the address of an account, as [#emailPattern]. Accounts of earlier versions may have
  /// one that is no longer taken for a new account.
  public static String accountEmailPattern() {
    return HTML_EMAIL.pattern();
  }

  public static boolean isAccountEmail(String text) {
    return text.length() <= MAX_EMAIL && HTML_EMAIL.matches(text);
  }

  /// Parses a URL of RFC 3986 with the scheme http or https and a host. User information is
  /// refused, because it is used for deception.
  public static boolean isWebAddress(String text) {
    if (text.length() > MAX_URL) {
      return false;
    }
    try {
      URI uri = new URI(text);
      return ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
