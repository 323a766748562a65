package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks `role` of a reference to people: `assignee: { type: ref, to: people, role: agent }`, or a list
/// of roles of which an account must have one. In rows of a team they are roles of its members.
final class PersonRolesChecker {
  static final String KEY = "role";
  private static final int MAX_ROLES = 20;
  private static final int MAX_NAME = 31;

  private PersonRolesChecker() {}

  /// @param owner to whom the rows with the reference belong
  /// @return empty for any account
  static List<String> check(
      SpecIssueCollector issues,
      YamlMappingReader block,
      SymbolTable symbols,
      Spec.RowOwner owner) {
    YamlNode node = block.get(KEY);
    if (node == null || (owner.isTeam() && symbols.teamRoles().isEmpty())) {
      return List.of();
    }
    List<YamlNode> names =
        node instanceof YamlNode.Sequence
            ? YamlValueReader.list(issues, node, KEY, 1, MAX_ROLES)
            : List.of(node);
    Set<String> roles = new LinkedHashSet<>();
    for (YamlNode name : names) {
      String role = YamlValueReader.text(issues, name, "a role", MAX_NAME);
      if (role != null && isKnown(issues, name, role, symbols, owner) && !roles.add(role)) {
        issues.add(
            name.position(),
            SpecIssueCode.REPEATED_VALUE,
            "role " + PrintableText.quote(role) + " is listed twice",
            "remove one of them");
      }
    }
    return List.copyOf(roles);
  }

  private static boolean isKnown(
      SpecIssueCollector issues,
      YamlNode node,
      String role,
      SymbolTable symbols,
      Spec.RowOwner owner) {
    List<String> known = owner.isTeam() ? symbols.teamRoles() : symbols.roles();
    if (known.contains(role)) {
      return true;
    }
    issues.add(
        node.position(),
        SpecIssueCode.UNKNOWN_ROLE,
        owner.isTeam()
            ? "no member of a team has the role " + PrintableText.quote(role)
            : "there is no role " + PrintableText.quote(role),
        hint(role, symbols, owner));
    return false;
  }

  private static @Nullable String hint(String role, SymbolTable symbols, Spec.RowOwner owner) {
    if (owner.isTeam()) {
      return SpellingSuggestion.hint(role, symbols.teamRoles());
    }
    if (symbols.teamRoles().contains(role)) {
      return "a role in a team is for rows with owner: team or owner: member";
    }
    return symbols.roles().isEmpty()
        ? "declare the role: auth: { roles: [" + role + "] }"
        : SpellingSuggestion.hint(role, symbols.roles());
  }

  /// Reports the key in a reference to rows.
  static void reportMisplaced(SpecIssueCollector issues, YamlMappingReader block) {
    YamlNode.Entry entry = block.entry(KEY);
    if (entry != null) {
      issues.add(
          entry.position(),
          SpecIssueCode.CONFLICTING_CONSTRAINTS,
          "'role' applies to a reference to people",
          "remove it, or write to: people");
    }
  }
}
