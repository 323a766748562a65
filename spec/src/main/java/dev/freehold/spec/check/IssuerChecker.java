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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks `auth.issuers`: the external issuers whose access tokens are accepted. The kind of the key
/// decides which algorithms are possible, so that no public key is ever used as a shared secret.
final class IssuerChecker {
  private static final int MAX_ISSUERS = 10;
  private static final int MAX_AUDIENCES = 10;
  private static final int MAX_TEXT = 255;
  private static final int MAX_DEPTH = 5;
  private static final String SHARED_ALGORITHM = "HS256";
  private static final List<String> KEYS =
      List.of("name", "issuer", "audience", "jwks", "secret_env", "algorithm", "subject", "roles");

  /// The `iss` of the tokens of the server itself.
  private static final String OWN_ISSUER = "freehold";

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
    if (!shared && entry.get("jwks") != null) {
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
    String name = OutsideServiceReader.name(issues, node, "an issuer");
    if (node == null || name == null) {
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
      String variable =
          OutsideServiceReader.variable(issues, Objects.requireNonNull(secret), "secret_env");
      return variable == null ? null : new IssuerKeys.SharedSecret(variable);
    }
    SignatureAlgorithm chosen = OutsideServiceReader.algorithm(issues, algorithm, "'jwks'");
    String url =
        OutsideServiceReader.url(
            issues,
            jwks,
            "jwks",
            "the keys",
            "write the https address of the key set, such as"
                + " https://idp.example.com/.well-known/jwks.json");
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
