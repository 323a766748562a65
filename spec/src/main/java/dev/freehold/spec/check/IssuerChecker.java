package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Spec.IssuerKeys;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.SignatureAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks `auth.issuers`: the external issuers whose access tokens are accepted. The kind of the key
/// decides which algorithms are possible, so that no public key is ever used as a shared secret.
final class IssuerChecker {
  private static final int MAX_ISSUERS = 10;
  private static final int MAX_AUDIENCES = 10;
  private static final int MAX_TEXT = 255;
  private static final int MAX_URL = 2048;
  private static final int MAX_DEPTH = 5;
  private static final String SHARED_ALGORITHM = "HS256";
  private static final List<String> KEYS =
      List.of("name", "issuer", "audience", "jwks", "secret_env", "algorithm", "subject", "roles");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,30}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");

  /// The `iss` of the tokens of the server itself.
  private static final String OWN_ISSUER = "freehold";

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

  private final SpecIssueCollector issues;
  private final boolean hasRoles;
  private final Set<String> names = new HashSet<>();
  private final Set<@Nullable String> issuers = new HashSet<>();

  /// @param hasRoles whether the spec declares roles
  IssuerChecker(SpecIssueCollector issues, boolean hasRoles) {
    this.issues = issues;
    this.hasRoles = hasRoles;
  }

  /// @param node null for no issuers
  List<Issuer> issuers(@Nullable YamlNode node) {
    return YamlValueReader.list(issues, node, "issuers", 1, MAX_ISSUERS).stream()
        .map(this::issuer)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  private @Nullable Issuer issuer(YamlNode node) {
    YamlMappingReader entry =
        YamlMappingReader.open(issues, node.position(), node, "an issuer", KEYS, List.of());
    if (entry == null) {
      return null;
    }
    String name = name(entry);
    IssuerKeys keys = keys(entry);
    boolean shared = entry.get("secret_env") != null;
    String issuer = YamlValueReader.line(issues, entry.get("issuer"), "issuer", MAX_TEXT);
    List<String> audiences = audiences(entry.get("audience"));
    if (!shared && keys != null) {
      entry.require("issuer", "it is the 'iss' of the tokens; only a shared secret can do without");
      entry.require("audience", "one issuer often serves several APIs: name the one of this API");
    }
    checkIssuer(entry, issuer, shared);
    String subject = YamlValueReader.line(issues, entry.get("subject"), "subject", MAX_TEXT);
    List<String> roles = rolesClaim(entry.get("roles"));
    return name == null || keys == null
        ? null
        : new Issuer(
            name,
            issuer,
            audiences,
            keys,
            subject == null ? Issuer.DEFAULT_SUBJECT : subject,
            roles);
  }

  private @Nullable String name(YamlMappingReader entry) {
    YamlNode node = entry.require("name", "it is part of the identity of its people");
    String name = YamlValueReader.text(issues, node, "name", MAX_TEXT);
    if (node == null || name == null) {
      return null;
    }
    if (!NAME.matcher(name).matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          PrintableText.quote(name) + " is not a valid name of an issuer",
          "it uses a-z, 0-9 and _, starts with a letter and has at most 31 characters");
      return null;
    }
    if (!names.add(name)) {
      issues.add(
          node.position(),
          SpecIssueCode.REPEATED_VALUE,
          "issuer " + PrintableText.quote(name) + " is listed twice",
          "choose another name");
    }
    return name;
  }

  private void checkIssuer(YamlMappingReader entry, @Nullable String issuer, boolean shared) {
    YamlNode node = entry.get("issuer");
    if (issuer != null && issuer.equals(OWN_ISSUER)) {
      issues.add(
          node == null ? entry.position() : node.position(),
          SpecIssueCode.RESERVED_NAME,
          "issuer " + PrintableText.quote(issuer) + " is that of the server itself",
          "write the 'iss' of the tokens of the other issuer");
    }
    if ((node == null ? shared : issuer != null) && !issuers.add(issuer)) {
      issues.add(
          node == null ? entry.position() : node.position(),
          SpecIssueCode.REPEATED_VALUE,
          issuer == null
              ? "two issuers have no 'issuer'"
              : "two entries have the issuer " + PrintableText.quote(issuer),
          "a token chooses its entry by 'iss', so each entry needs another one");
    }
  }

  private List<String> audiences(@Nullable YamlNode node) {
    if (!(node instanceof YamlNode.Sequence)) {
      String audience = YamlValueReader.line(issues, node, "audience", MAX_TEXT);
      return audience == null ? List.of() : List.of(audience);
    }
    Set<String> audiences = new LinkedHashSet<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "audience", 1, MAX_AUDIENCES)) {
      String audience = YamlValueReader.line(issues, item, "an audience", MAX_TEXT);
      if (audience != null && !audiences.add(audience)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "audience " + PrintableText.quote(audience) + " is listed twice",
            "remove one of them");
      }
    }
    return new ArrayList<>(audiences);
  }

  private @Nullable IssuerKeys keys(YamlMappingReader entry) {
    YamlNode jwks = entry.get("jwks");
    YamlNode secret = entry.get("secret_env");
    if (jwks == null && secret == null) {
      issues.add(
          entry.position(),
          SpecIssueCode.MISSING_KEY,
          "an issuer needs 'jwks' or 'secret_env'",
          "jwks is the address of its public keys, secret_env a variable with a shared secret");
      return null;
    }
    if (jwks != null && secret != null) {
      issues.add(
          secret.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "an issuer cannot have both 'jwks' and 'secret_env'",
          "remove one of them");
      return null;
    }
    YamlNode algorithm = entry.get("algorithm");
    if (jwks == null) {
      sharedAlgorithm(algorithm);
      String variable = variable(Objects.requireNonNull(secret));
      return variable == null ? null : new IssuerKeys.SharedSecret(variable);
    }
    SignatureAlgorithm chosen = publicAlgorithm(algorithm);
    String url = url(jwks);
    return url == null ? null : new IssuerKeys.JwkSet(url, chosen);
  }

  private void sharedAlgorithm(@Nullable YamlNode node) {
    String algorithm = YamlValueReader.text(issues, node, "algorithm", MAX_TEXT);
    if (node != null && algorithm != null && !algorithm.equals(SHARED_ALGORITHM)) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_VALUE,
          "algorithm cannot be " + PrintableText.quote(algorithm) + " with 'secret_env'",
          "a shared secret is for HS256; public keys are at the address 'jwks'");
    }
  }

  private SignatureAlgorithm publicAlgorithm(@Nullable YamlNode node) {
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
        "algorithm cannot be " + PrintableText.quote(text) + " with 'jwks'",
        text.equals(SHARED_ALGORITHM)
            ? "HS256 is for a shared secret, 'secret_env'"
            : "use one of "
                + String.join(
                    ", ",
                    Stream.of(SignatureAlgorithm.values()).map(SignatureAlgorithm::jose).toList()));
    return SignatureAlgorithm.RS256;
  }

  private @Nullable String variable(YamlNode node) {
    String variable = YamlValueReader.text(issues, node, "secret_env", MAX_TEXT);
    if (variable == null) {
      return null;
    }
    if (!VARIABLE.matcher(variable).matches()) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          // Not the text: somebody may have written the secret here.
          "secret_env is not the name of an environment variable",
          "write a name of A-Z, 0-9 and _, such as IDP_JWT_SECRET, and set the variable to the"
              + " secret");
      return null;
    }
    if (OWN_VARIABLES.contains(variable) || variable.startsWith(OWN_PREFIX)) {
      issues.add(
          node.position(),
          SpecIssueCode.RESERVED_NAME,
          "secret_env " + PrintableText.quote(variable) + " is a variable of the server itself",
          "who has that secret could make tokens of every account; use another variable and"
              + " secret");
      return null;
    }
    return variable;
  }

  private @Nullable String url(YamlNode node) {
    String text = YamlValueReader.line(issues, node, "jwks", MAX_URL);
    if (text == null) {
      return null;
    }
    String fault = urlFault(text);
    if (fault != null) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          "jwks " + PrintableText.quote(text) + " " + fault,
          "write the https address of the key set, such as"
              + " https://idp.example.com/.well-known/jwks.json");
      return null;
    }
    return text;
  }

  private static @Nullable String urlFault(String text) {
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
        : "is not https, so others could replace the keys on the way";
  }

  /// A name with a colon or a slash is one claim, such as `cognito:groups`; any other text is a way
  /// through nested objects.
  private List<String> rolesClaim(@Nullable YamlNode node) {
    String text = YamlValueReader.line(issues, node, "roles", MAX_TEXT);
    if (node == null || text == null) {
      return List.of();
    }
    if (!hasRoles) {
      issues.add(
          node.position(),
          SpecIssueCode.UNKNOWN_ROLE,
          "roles of an issuer are mapped onto auth.roles, and there are none",
          "add 'roles' to auth, or remove it here");
    }
    if (text.indexOf(':') >= 0 || text.indexOf('/') >= 0) {
      return List.of(text);
    }
    List<String> way = Arrays.asList(text.split("\\.", -1));
    if (way.size() > MAX_DEPTH || way.stream().anyMatch(String::isEmpty)) {
      issues.add(
          node.position(),
          SpecIssueCode.BAD_NAME,
          "roles " + PrintableText.quote(text) + " is no way to a claim",
          "write one to " + MAX_DEPTH + " names with dots between, such as realm_access.roles");
      return List.of();
    }
    return way;
  }
}
