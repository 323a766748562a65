package dev.freehold.spec.check;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The `auth` block: who may have an account, and which roles there are.
final class AuthChecker {
  private static final List<String> KEYS = List.of("signup", "password", "roles");
  private static final List<String> LATER =
      List.of("issuers", "tokens", "token", "accessToken", "refreshToken", "session");

  /// Every role of a person rides in their access token, so what they can come to is bounded.
  private static final int MAX_ROLES = 20;

  private static final int MAX_NAME = 31;
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_]*");

  /// Words of `access`, which would mean two things.
  private static final Set<String> WORDS = Set.of("owner", "user", "public", "nobody", "role");

  private final Issues issues;

  private AuthChecker(Issues issues) {
    this.issues = issues;
  }

  /// @param entry null where the spec has no such block
  static Spec.Auth check(Issues issues, Node.@Nullable Entry entry) {
    Block block =
        entry == null
            ? null
            : Block.open(issues, entry.place(), entry.value(), "auth", KEYS, LATER);
    return block == null ? Spec.Auth.DEFAULT : new AuthChecker(issues).auth(block);
  }

  private Spec.Auth auth(Block auth) {
    Boolean signup =
        Values.choice(
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

  private @Nullable Integer passwordMinLength(Node.@Nullable Entry entry) {
    Block password =
        entry == null
            ? null
            : Block.open(
                issues, entry.place(), entry.value(), "password", List.of("minLength"), List.of());
    return password == null
        ? null
        : Values.whole(issues, password.get("minLength"), "minLength", 8, 64);
  }

  private List<String> roles(@Nullable Node node) {
    Set<String> roles = new LinkedHashSet<>();
    for (Node item : Values.list(issues, node, "roles", 1, MAX_ROLES)) {
      String role = Values.text(issues, item, "a role", MAX_NAME);
      if (role != null && isNamed(item, role) && !roles.add(role)) {
        issues.add(
            item.place(),
            IssueCode.REPEATED_VALUE,
            "role " + Issues.quote(role) + " stands there twice",
            "drop one of the two");
      }
    }
    return new ArrayList<>(roles);
  }

  private boolean isNamed(Node item, String role) {
    if (!ROLE.matcher(role).matches()) {
      issues.add(
          item.place(),
          IssueCode.BAD_NAME,
          Issues.quote(role) + " is not a valid role name",
          "a-z, 0-9 and _, a letter first, at most " + MAX_NAME + " characters");
      return false;
    }
    if (WORDS.contains(role)) {
      issues.add(
          item.place(),
          IssueCode.RESERVED_NAME,
          "a role cannot be called " + Issues.quote(role),
          "it is a word of 'access'; choose another name");
      return false;
    }
    return true;
  }
}
