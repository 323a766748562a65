package dev.freehold.audit.site;

import dev.freehold.audit.TokenPlacement;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.SecurityScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The places in which requests may carry a token, the likeliest first: what the description and a
/// refusal name, then what frameworks take.
final class TokenPlacements {
  private static final String AUTHORIZATION = "Authorization";
  private static final List<TokenPlacement> USUAL =
      List.of(
          TokenPlacement.BEARER,
          TokenPlacement.scheme("Token"),
          TokenPlacement.scheme("JWT"),
          TokenPlacement.header(AUTHORIZATION),
          TokenPlacement.header("X-Auth-Token"),
          TokenPlacement.header("X-Access-Token"),
          TokenPlacement.header("X-API-Key"));

  /// The schemes of a challenge (RFC 9110 section 11.6.1): the words that are no parameter.
  private static final Pattern CHALLENGE =
      Pattern.compile("(?:^|,)\\s*([A-Za-z][\\w-]*)(?=\\s|,|$)");

  private static final Pattern QUOTED = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");

  /// Schemes that send no token of a sign-in.
  private static final Set<String> OTHER =
      Set.of("basic", "digest", "negotiate", "ntlm", "cookie", "session", "hoba", "mutual");

  private TokenPlacements() {}

  /// @param challenges the values of `WWW-Authenticate` in refusals
  static List<TokenPlacement> of(ApiDescription description, List<String> challenges) {
    Set<TokenPlacement> all = new LinkedHashSet<>();
    for (SecurityScheme scheme : description.securitySchemes().values()) {
      all.addAll(declared(scheme));
    }
    schemes(challenges).stream()
        .filter(each -> !OTHER.contains(each.toLowerCase(Locale.ROOT)))
        .map(TokenPlacement::scheme)
        .forEach(all::add);
    all.addAll(USUAL);
    return List.copyOf(all);
  }

  private static List<TokenPlacement> declared(SecurityScheme scheme) {
    return switch (scheme.type()) {
      case "oauth2", "openIdConnect" -> List.of(TokenPlacement.BEARER);
      case "http" -> ofHttp(scheme.scheme());
      case "apiKey" -> isCsrf(scheme.name()) ? List.of() : ofKey(scheme);
      default -> List.of();
    };
  }

  private static List<TokenPlacement> ofHttp(String scheme) {
    String plain = scheme.toLowerCase(Locale.ROOT);
    if (plain.equals("bearer")) {
      return List.of(TokenPlacement.BEARER);
    }
    return plain.isEmpty() || OTHER.contains(plain)
        ? List.of()
        : List.of(TokenPlacement.scheme(scheme));
  }

  private static List<TokenPlacement> ofKey(SecurityScheme scheme) {
    return switch (scheme.in()) {
      case "query" -> List.of(TokenPlacement.query(scheme.name()));
      case "cookie" -> List.of(TokenPlacement.cookie(scheme.name()));
      case "header" -> {
        boolean isStandard = scheme.name().equalsIgnoreCase(AUTHORIZATION);
        yield isStandard
            ? named(scheme.description())
            : List.of(TokenPlacement.header(scheme.name()));
      }
      default -> List.of();
    };
  }

  /// The usual schemes that a text names, such as `Token TOKEN, with the token of POST /sessions`.
  private static List<TokenPlacement> named(String text) {
    List<TokenPlacement> found = new ArrayList<>();
    for (TokenPlacement each : USUAL) {
      String word = each.template().replace("{token}", "");
      if (word.endsWith(" ") && text.contains(word)) {
        found.add(each);
      }
    }
    return found;
  }

  private static boolean isCsrf(String name) {
    return name.matches("(?i).*(csrf|xsrf).*");
  }

  /// Whether name and password themselves may sign a request in (RFC 7617).
  static boolean takesBasic(ApiDescription description, List<String> challenges) {
    return description.securitySchemes().values().stream()
            .anyMatch(each -> each.type().equals("http") && each.scheme().equalsIgnoreCase("basic"))
        || schemes(challenges).stream().anyMatch("basic"::equalsIgnoreCase);
  }

  private static List<String> schemes(List<String> challenges) {
    List<String> found = new ArrayList<>();
    for (String each : challenges) {
      Matcher words = CHALLENGE.matcher(QUOTED.matcher(each).replaceAll("\"\""));
      while (words.find()) {
        found.add(words.group(1));
      }
    }
    return found;
  }
}
