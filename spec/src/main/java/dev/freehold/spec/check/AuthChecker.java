package dev.freehold.spec.check;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks the `auth` block: sign-up, password rules, roles, cookies.
final class AuthChecker {
  private static final List<String> KEYS = List.of("signup", "password", "roles", "cookies");
  private static final List<String> LATER =
      List.of("issuers", "tokens", "token", "accessToken", "refreshToken", "session");

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
        new RoleListReader(issues).read(auth.get("roles")),
        YamlValueReader.flag(issues, auth.get("cookies"), "cookies"));
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
}
