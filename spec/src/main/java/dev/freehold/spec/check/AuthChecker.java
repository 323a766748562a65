package dev.freehold.spec.check;

import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.Spec.Signup;
import dev.freehold.spec.Spec.SignupRate;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the `auth` block: sign-up, password rules, verification of addresses, roles, cookies,
/// external issuers, providers of sign-in, pages, second factors, passkeys.
final class AuthChecker {
  private static final String SIGN_IN_PAGE = "/auth/ui/sign-in";

  private static final List<String> KEYS =
      List.of(
          "signup",
          "signup_rate",
          "password",
          "verification",
          "roles",
          "cookies",
          "issuers",
          "providers",
          "redirects",
          "pages",
          "totp",
          "passkeys");
  private static final List<String> LATER =
      List.of("tokens", "token", "accessToken", "refreshToken", "session");

  private static final int SHORTEST = 8;
  private static final int MOST_AN_HOUR = 1_000_000;

  /// Of a password that is the only factor (NIST SP 800-63B-4 section 3.1.1.2). What else it says of
  /// passwords holds for every policy.
  private static final int NIST_LENGTH = 15;

  private final SpecIssueCollector issues;

  private AuthChecker(SpecIssueCollector issues) {
    this.issues = issues;
  }

  /// @param warnings of what is valid and probably not intended
  /// @param entry null if the spec has no `auth` block
  static Spec.Auth check(
      SpecIssueCollector issues, SpecIssueCollector warnings, YamlNode.@Nullable Entry entry) {
    YamlMappingReader block =
        entry == null
            ? null
            : YamlMappingReader.open(issues, entry.position(), entry.value(), "auth", KEYS, LATER);
    if (block == null) {
      return Spec.Auth.DEFAULT;
    }
    Spec.Auth auth = new AuthChecker(issues).auth(block);
    YamlNode.Entry redirects = block.entry("redirects");
    if (redirects != null
        && auth.pages() != null
        && auth.providers().redirects().stream().noneMatch(r -> r.endsWith(SIGN_IN_PAGE))) {
      warnings.add(
          redirects.position(),
          SpecIssueCode.NO_REDIRECT_TO_PAGES,
          "no redirect is the sign-in of 'pages', which therefore shows no provider",
          "add the PUBLIC_URL of the server with " + SIGN_IN_PAGE);
    }
    return auth;
  }

  private Spec.Auth auth(YamlMappingReader auth) {
    Map<String, Signup> words = new TreeMap<>();
    for (Signup each : Signup.values()) {
      words.put(each.word(), each);
    }
    Signup signup = YamlValueReader.choice(issues, auth.get("signup"), "signup", words);
    Integer min = passwordMinLength(auth.entry("password"));
    Verification verification =
        YamlValueReader.choice(
            issues,
            auth.get("verification"),
            "verification",
            Stream.of(Verification.values())
                .collect(
                    Collectors.toMap(Verification::text, each -> each, (a, _) -> a, TreeMap::new)));
    TotpRule totp =
        YamlValueReader.choice(
            issues,
            auth.get("totp"),
            "totp",
            Stream.of(TotpRule.values())
                .collect(
                    Collectors.toMap(TotpRule::text, each -> each, (a, _) -> a, TreeMap::new)));
    List<String> roles = new RoleListReader(issues).read(auth.get("roles"));
    List<Issuer> issuers = new IssuerChecker(issues, !roles.isEmpty()).issuers(auth.get("issuers"));
    boolean cookies = YamlValueReader.flag(issues, auth.get("cookies"), "cookies");
    return new Spec.Auth(
        signup == null ? Spec.Auth.DEFAULT.signup() : signup,
        min == null ? Spec.Auth.DEFAULT.passwordMinLength() : min,
        verification == null ? Spec.Auth.DEFAULT.verification() : verification,
        roles,
        cookies,
        issuers,
        signupRate(auth.entry("signup_rate")),
        new ProviderChecker(issues, issuers)
            .providers(auth.get("providers"), auth.get("redirects")),
        new PagesChecker(issues).pages(auth.entry("pages"), cookies),
        totp == null ? Spec.Auth.DEFAULT.totp() : totp,
        YamlValueReader.flag(issues, auth.get("passkeys"), "passkeys"));
  }

  private SignupRate signupRate(YamlNode.@Nullable Entry entry) {
    YamlMappingReader rate =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "signup_rate",
                List.of("network", "total"),
                List.of());
    return rate == null
        ? SignupRate.NONE
        : new SignupRate(
            YamlValueReader.integer(issues, rate.get("network"), "network", 1, MOST_AN_HOUR),
            YamlValueReader.integer(issues, rate.get("total"), "total", 1, MOST_AN_HOUR));
  }

  private @Nullable Integer passwordMinLength(YamlNode.@Nullable Entry entry) {
    YamlMappingReader password =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues,
                entry.position(),
                entry.value(),
                "password",
                List.of("minLength", "profile"),
                List.of());
    if (password == null) {
      return null;
    }
    Integer profile =
        YamlValueReader.choice(
            issues, password.get("profile"), "profile", new TreeMap<>(Map.of("nist", NIST_LENGTH)));
    int least = profile == null ? SHORTEST : profile;
    Integer min =
        YamlValueReader.integer(issues, password.get("minLength"), "minLength", least, 64);
    return min == null ? profile : min;
  }
}
