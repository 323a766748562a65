package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the `auth` block: sign-up, password rules, roles.
final class AuthChecker {
  private static final List<String> KEYS = List.of("signup", "password", "roles");
  private static final List<String> LATER =
      List.of("issuers", "tokens", "token", "accessToken", "refreshToken", "session");

  /// The access token of a user carries all roles of the user, so their number is limited.
  private static final int MAX_ROLES = 20;

  private static final int MAX_NAME = 31;
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_]*");

  /// Keywords of `access`. A role with such a name would be ambiguous.
  private static final Set<String> WORDS = Set.of("owner", "user", "public", "nobody", "role");

  private final SpecIssueCollector issues;

  private AuthChecker(SpecIssueCollector issues) {
    this.issues = issues;
  }

  /// @param entry null if the spec has no `auth` block
  static Spec.Auth check(SpecIssueCollector issues, YamlNode.@Nullable Entry entry) {
    YamlMappingReader block =
        entry == null
            ? null
            : YamlMappingReader.open(issues, entry.position(), entry.value(), "auth", KEYS, LATER);
    return block == null ? Spec.Auth.DEFAULT : new AuthChecker(issues).auth(block);
  }

  private Spec.Auth auth(YamlMappingReader auth) {
    Boolean signup =
        YamlValueReader.choice(
            issues,
            auth.get("signup"),
            "signup",
            new TreeMap<>(Map.of("open", true, "closed", false)));
    Integer min = passwordMinLength(auth.entry("password"));
    return new Spec.Auth(
        signup == null ? Spec.Auth.DEFAULT.signup() : signup,
        min == null ? Spec.Auth.DEFAULT.passwordMinLength() : min,
        roles(auth.get("roles")));
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
                List.of("minLength"),
                List.of());
    return password == null
        ? null
        : YamlValueReader.integer(issues, password.get("minLength"), "minLength", 8, 64);
  }

  private List<String> roles(@Nullable YamlNode node) {
    Set<String> roles = new LinkedHashSet<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "roles", 1, MAX_ROLES)) {
      String role = YamlValueReader.text(issues, item, "a role", MAX_NAME);
      if (role != null && isNamed(item, role) && !roles.add(role)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "role " + PrintableText.quote(role) + " is listed twice",
            "remove one of them");
      }
    }
    return new ArrayList<>(roles);
  }

  private boolean isNamed(YamlNode item, String role) {
    if (!ROLE.matcher(role).matches()) {
      issues.add(
          item.position(),
          SpecIssueCode.BAD_NAME,
          PrintableText.quote(role) + " is not a valid role name",
          "a role name uses a-z, 0-9 and _, starts with a letter and has at most "
              + MAX_NAME
              + " characters");
      return false;
    }
    if (WORDS.contains(role)) {
      issues.add(
          item.position(),
          SpecIssueCode.RESERVED_NAME,
          "role name " + PrintableText.quote(role) + " is reserved",
          "it is a keyword of access; choose another name");
      return false;
    }
    return true;
  }
}
