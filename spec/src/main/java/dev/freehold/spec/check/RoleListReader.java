package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a list of roles: those of accounts, or those of the members of a team.
final class RoleListReader {
  /// The access token of a user carries all roles of the user, so their number is limited.
  private static final int MAX_ROLES = 20;

  private static final int MAX_NAME = 31;
  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_]*");

  /// Keywords of `access`. A role with such a name would be ambiguous.
  private static final Set<String> WORDS = Set.of("owner", "user", "public", "nobody", "role");

  private final SpecIssueCollector issues;

  RoleListReader(SpecIssueCollector issues) {
    this.issues = issues;
  }

  /// @param node null for no roles
  List<String> read(@Nullable YamlNode node) {
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
