package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.SignatureAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what external issuers and providers have in common: names, variables with secrets, addresses and
/// algorithms of public keys. Returns null if the node is null, or after an issue.
final class OutsideServiceReader {
  private static final int MAX_TEXT = 255;
  private static final int MAX_URL = 2048;
  private static final String SHARED_ALGORITHM = "HS256";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,30}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");

  /// Variables with this prefix are settings of the server.
  private static final String OWN_PREFIX = "FREEHOLD_";

  private static final Set<String> OWN_VARIABLES =
      Set.of(
          "JWT_SECRET",
          "JWT_SECRET_PREVIOUS",
          "JWT_SIGNING_KEY",
          "JWT_SIGNING_KEY_PREVIOUS",
          "DATABASE_URL",
          "SMTP_URL");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private OutsideServiceReader() {}

  /// @param of what the name is, such as "an issuer"
  static @Nullable String name(SpecIssueCollector issues, @Nullable YamlNode node, String of) {
    String name = YamlValueReader.text(issues, node, "name", MAX_TEXT);
    if (node == null || name == null) {
      return null;
    }
    if (!NAME.matcher(name).matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          PrintableText.quote(name) + " is not a valid name of " + of,
          "it uses a-z, 0-9 and _, starts with a letter and has at most 31 characters");
      return null;
    }
    return name;
  }

  /// The name of an environment variable.
  static @Nullable String variable(
      SpecIssueCollector issues, @Nullable YamlNode node, String what) {
    String variable = YamlValueReader.text(issues, node, what, MAX_TEXT);
    if (node == null || variable == null) {
      return null;
    }
    if (!VARIABLE.matcher(variable).matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          // Not the text: somebody may have written the secret here.
          what + " is not the name of an environment variable",
          "write a name of A-Z, 0-9 and _, such as IDP_JWT_SECRET, and set the variable to the"
              + " secret");
      return null;
    }
    if (OWN_VARIABLES.contains(variable) || variable.startsWith(OWN_PREFIX)) {
      issues.add(
          node.position(),
          SpecIssueCode.RESERVED_NAME,
          what + " " + PrintableText.quote(variable) + " is a variable of the server itself",
          "who has that secret could make tokens of every account; use another variable and"
              + " secret");
      return null;
    }
    return variable;
  }

  /// The algorithm of a public key; RS256 if the node is null or after an issue.
  ///
  /// @param with the key of the spec that calls for a public key
  static SignatureAlgorithm algorithm(
      SpecIssueCollector issues, @Nullable YamlNode node, String with) {
    String text = YamlValueReader.text(issues, node, "algorithm", MAX_TEXT);
    if (node == null || text == null) {
      return SignatureAlgorithm.RS256;
    }
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (algorithm.jose().equals(text)) {
        return algorithm;
      }
    }
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_VALUE,
        "algorithm cannot be " + PrintableText.quote(text) + " with " + with,
        text.equals(SHARED_ALGORITHM)
            ? "HS256 is for a shared secret, 'secret_env' of an issuer"
            : "use one of "
                + String.join(
                    ", ",
                    Stream.of(SignatureAlgorithm.values()).map(SignatureAlgorithm::jose).toList()));
    return SignatureAlgorithm.RS256;
  }

  /// An address of the web: https, or http of a loopback address.
  ///
  /// @param at risk without https
  /// @param hint what to write
  static @Nullable String url(
      SpecIssueCollector issues, @Nullable YamlNode node, String what, String at, String hint) {
    String text = YamlValueReader.line(issues, node, what, MAX_URL);
    if (node == null || text == null) {
      return null;
    }
    String fault = urlFault(text, at);
    if (fault != null) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_ADDRESS,
          what + " " + PrintableText.quote(text) + " " + fault,
          hint);
      return null;
    }
    return text;
  }

  private static @Nullable String urlFault(String text, String at) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      return "is no address";
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      return "is no address of the web";
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return "has a user or a fragment";
    }
    return scheme.equals("https") || LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))
        ? null
        : "is not https, so others could replace " + at + " on the way";
  }
}
