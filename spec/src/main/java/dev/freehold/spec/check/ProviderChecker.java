package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Spec.ProviderClient;
import dev.freehold.spec.Spec.Providers;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks `auth.providers`, the OpenID Connect providers by which people sign in, and `auth.redirects`, the
/// only addresses to which a sign-in leads back.
final class ProviderChecker {
  private static final int MAX_PROVIDERS = 10;
  private static final int MAX_REDIRECTS = 20;
  private static final int MAX_SCOPES = 20;
  private static final int MAX_TEXT = 255;
  private static final String OPENID = "openid";

  /// Another route has this name.
  private static final String RESERVED_NAME = "token";

  private static final List<String> KEYS =
      List.of(
          "name",
          "issuer",
          "client_id",
          "client_id_env",
          "client_secret_env",
          "scopes",
          "algorithm");

  /// RFC 6749 section 3.3.
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,255}");

  private final SpecIssueCollector issues;
  private final Set<String> names = new HashSet<>();
  private final Set<String> issuerNames;

  /// @param issuers of the same spec, whose names no provider may have
  ProviderChecker(SpecIssueCollector issues, List<Issuer> issuers) {
    this.issues = issues;
    this.issuerNames = issuers.stream().map(Issuer::name).collect(Collectors.toSet());
  }

  /// @param list null for no providers
  /// @param addresses the redirects; null for none
  Providers providers(@Nullable YamlNode list, @Nullable YamlNode addresses) {
    List<Spec.Provider> providers =
        YamlValueReader.list(issues, list, "providers", 1, MAX_PROVIDERS).stream()
            .map(this::provider)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
    List<String> redirects = redirects(addresses);
    if (list != null && addresses == null) {
      issues.add(
          list.position(),
          SpecIssueCode.MISSING_KEY,
          "providers need 'redirects' beside them",
          "list the addresses of your front end to which a sign-in leads back, such as"
              + " https://app.example.com/signed-in");
    }
    if (list == null && addresses != null) {
      issues.add(
          addresses.position(),
          SpecIssueCode.MISSING_KEY,
          "redirects are of a sign-in by 'providers', and there are none",
          "add 'providers', or remove it");
    }
    return new Providers(providers, redirects);
  }

  private Spec.@Nullable Provider provider(YamlNode node) {
    YamlMappingReader entry =
        YamlMappingReader.open(issues, node.position(), node, "a provider", KEYS, List.of());
    if (entry == null) {
      return null;
    }
    String name = name(entry);
    YamlNode issuerNode =
        entry.require("issuer", "it is the 'issuer' in the discovery document of the provider");
    String issuer =
        OutsideServiceReader.url(
            issues,
            issuerNode,
            "issuer",
            "the keys",
            "write the https address of the provider, such as https://accounts.google.com");
    if (issuerNode != null && issuer != null && issuer.indexOf('?') >= 0) {
      issues.add(
          issuerNode.position(),
          SpecIssueCode.BAD_ADDRESS,
          "issuer " + PrintableText.quote(issuer) + " has a query",
          "an issuer has none (OpenID Connect Core section 2)");
    }
    ProviderClient client = client(entry);
    YamlNode secretNode =
        entry.require(
            "client_secret_env",
            "it is the environment variable with the secret that the provider gave the client");
    String secret = OutsideServiceReader.variable(issues, secretNode, "client_secret_env");
    List<String> scopes = scopes(entry.get("scopes"));
    SignatureAlgorithm algorithm =
        OutsideServiceReader.algorithm(issues, entry.get("algorithm"), "a provider");
    return name == null || issuer == null || client == null || secret == null
        ? null
        : new Spec.Provider(name, issuer, client, secret, scopes, algorithm);
  }

  private @Nullable String name(YamlMappingReader entry) {
    YamlNode node = entry.require("name", "it is part of the identity of its people");
    String name = OutsideServiceReader.name(issues, node, "a provider");
    if (node == null || name == null) {
      return null;
    }
    if (name.equals(RESERVED_NAME)) {
      issues.add(
          node.position(),
          SpecIssueCode.RESERVED_NAME,
          "a provider cannot be named 'token'",
          "the route POST /auth/oidc/token has this name");
    }
    if (!names.add(name)) {
      issues.add(
          node.position(),
          SpecIssueCode.REPEATED_VALUE,
          "provider " + PrintableText.quote(name) + " is listed twice",
          "choose another name");
    } else if (issuerNames.contains(name)) {
      issues.add(
          node.position(),
          SpecIssueCode.REPEATED_VALUE,
          "an issuer has the name " + PrintableText.quote(name) + " too",
          "choose another name: people of both with one subject would have one account");
    }
    return name;
  }

  private @Nullable ProviderClient client(YamlMappingReader entry) {
    YamlNode id = entry.get("client_id");
    YamlNode variable = entry.get("client_id_env");
    if ((id == null) == (variable == null)) {
      issues.add(
          variable == null ? entry.position() : variable.position(),
          id == null ? SpecIssueCode.MISSING_KEY : SpecIssueCode.CONFLICTING_CONSTRAINTS,
          id == null
              ? "a provider needs 'client_id' or 'client_id_env'"
              : "a provider cannot have both 'client_id' and 'client_id_env'",
          id == null ? "it is the id that the provider gave the client" : "remove one of them");
      return null;
    }
    if (id != null) {
      String text = YamlValueReader.line(issues, id, "client_id", MAX_TEXT);
      return text == null ? null : new ProviderClient.Id(text);
    }
    String name = OutsideServiceReader.variable(issues, variable, "client_id_env");
    return name == null ? null : new ProviderClient.Variable(name);
  }

  private List<String> scopes(@Nullable YamlNode node) {
    if (node == null) {
      return Spec.Provider.DEFAULT_SCOPES;
    }
    Set<String> scopes = new LinkedHashSet<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "scopes", 1, MAX_SCOPES)) {
      String scope = YamlValueReader.text(issues, item, "a scope", MAX_TEXT);
      if (scope != null && !SCOPE.matcher(scope).matches()) {
        issues.add(
            item.position(),
            SpecIssueCode.BAD_NAME,
            "scope " + PrintableText.quote(scope) + " has a character that no scope has",
            "write one scope an entry, without spaces and quotes");
      } else if (scope != null && !scopes.add(scope)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "scope " + PrintableText.quote(scope) + " is listed twice",
            "remove one of them");
      }
    }
    if (!scopes.contains(OPENID)) {
      issues.add(
          node.position(),
          SpecIssueCode.MISSING_KEY,
          "scopes lack 'openid'",
          "without it the provider does not say who signs in");
    }
    return new ArrayList<>(scopes);
  }

  private List<String> redirects(@Nullable YamlNode node) {
    Set<String> redirects = new LinkedHashSet<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "redirects", 1, MAX_REDIRECTS)) {
      String url =
          OutsideServiceReader.url(
              issues,
              item,
              "a redirect",
              "the code",
              "write the whole https address of a page, such as https://app.example.com/signed-in");
      if (url != null && url.indexOf('?') >= 0) {
        issues.add(
            item.position(),
            SpecIssueCode.BAD_ADDRESS,
            "a redirect " + PrintableText.quote(url) + " has a query",
            "the sign-in adds its own: remove it");
      } else if (url != null && !redirects.add(url)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "redirect " + PrintableText.quote(url) + " is listed twice",
            "remove one of them");
      }
    }
    return new ArrayList<>(redirects);
  }
}
