package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.Teams;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the `teams` block: the roles of members, and the fields of a team. Members read all fields of
/// their team, and administrators change them.
final class TeamsChecker {
  private static final List<String> KEYS = List.of("roles", "fields");

  /// Keys of a field that would make it differ between the members.
  private static final List<String> NO_KEYS =
      List.of("hidden", "read", "write", "moves", "stamp", "copy");

  private final SpecIssueCollector issues;
  private final @Nullable YamlMappingReader block;
  private final List<String> roles;

  /// @param entry null if the spec has no `teams` block
  TeamsChecker(SpecIssueCollector issues, YamlNode.@Nullable Entry entry) {
    this.issues = issues;
    this.block =
        entry == null
            ? null
            : YamlMappingReader.open(
                issues, entry.position(), entry.value(), "teams", KEYS, List.of());
    this.roles =
        block == null
            ? List.of()
            : new RoleListReader(issues)
                .read(block.require("roles", "such as roles: [admin, member]"));
  }

  /// The roles of members; empty without a block, or after an issue.
  List<String> roles() {
    return roles;
  }

  /// @return null without a block, or after an issue
  @Nullable Teams check(SymbolTable symbols) {
    if (block == null) {
      return null;
    }
    YamlNode fields = block.require("fields", "such as fields: { name: string }");
    if (fields instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(this::refuseKeys);
    }
    ResourceFields checked = ResourceFields.check(issues, fields, symbols, Spec.RowOwner.NONE);
    return roles.isEmpty() ? null : new Teams(roles, checked.all());
  }

  private void refuseKeys(YamlNode.Entry field) {
    if (field.value() instanceof YamlNode.Mapping mapping) {
      mapping.entries().stream()
          .filter(key -> NO_KEYS.contains(key.key()))
          .forEach(
              key ->
                  issues.add(
                      key.position(),
                      SpecIssueCode.NOT_SUPPORTED_YET,
                      PrintableText.quote(key.key()) + " is not supported in a field of teams",
                      "remove it: members read all fields, and administrators change them"));
    }
  }
}
