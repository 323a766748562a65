package dev.freehold.app;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Parses the origins, base URLs and address blocks of the configuration. Makes no DNS queries.
final class NetworkAddressParser {
  private NetworkAddressParser() {}

  /// The origin (RFC 6454) that a browser sends for `text`. Empty if it is not an origin: `*`,
  /// `null`, with a path or query, or a scheme other than http and https.
  static Optional<String> origin(String text) {
    return baseUrl(text)
        .filter(_ -> !text.endsWith("/"))
        .filter(url -> url.indexOf('/', url.indexOf("//") + 2) < 0);
  }

  /// An http or https URL without user, query and fragment; removes a trailing slash.
  static Optional<String> baseUrl(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("http") || scheme.equals("https");
    boolean more =
        uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null;
    if (!known || host.isEmpty() || more || uri.getPort() > 65_535) {
      return Optional.empty();
    }
    int port = uri.getPort();
    boolean usual = port < 0 || port == (scheme.equals("http") ? 80 : 443);
    String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceAll("/+$", "");
    return Optional.of(scheme + "://" + host + (usual ? "" : ":" + port) + path);
  }

  /// The host to use in a browser for a server that listens on `host`.
  static String displayHost(String host) {
    return switch (host) {
      case "127.0.0.1", "0.0.0.0", "::", "::1" -> "localhost";
      default -> host.indexOf(':') < 0 ? host : "[" + host + "]";
    };
  }

  /// The origin of a URL that [#baseUrl] returned, or of one without a path.
  static String originOf(String url) {
    int path = url.indexOf('/', url.indexOf("//") + 2);
    String all = path < 0 ? url : url.substring(0, path);
    return origin(all).orElse(all);
  }

  /// Whether only this machine reaches a server that listens on `host`.
  static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || (literal(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
  }

  /// A block of addresses as `address/bits` (RFC 4632, RFC 4291); a single address is a block of
  /// one.
  static Optional<String> cidrBlock(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int most;
    try {
      most = InetAddress.ofLiteral(address).getAddress().length * 8;
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (slash < 0) {
      return Optional.of(address + "/" + most);
    }
    String bits = text.substring(slash + 1);
    boolean fits = bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= most;
    return fits ? Optional.of(address + "/" + Integer.parseInt(bits)) : Optional.empty();
  }

  /// Whether `text` is an address or a host name (RFC 1123) to listen on.
  static boolean isHost(String text) {
    return text.matches("[0-9A-Fa-f:.%]+")
        ? literal(text)
        : text.length() <= 253 && text.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  }

  private static boolean literal(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
