package dev.freehold.spec.yaml;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a YAML mapping with a fixed set of keys.
public final class YamlMappingReader {
  private final SpecIssueCollector issues;
  private final Position at;
  private final String what;
  private final Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();

  private YamlMappingReader(SpecIssueCollector issues, Position at, String what) {
    this.issues = issues;
    this.at = at;
    this.what = what;
  }

  /// @param at the position of an issue about a missing key
  /// @param what names the block in messages: `resource 'tasks'`
  /// @param known the supported keys
  /// @param later keys of the language that are not supported yet
  /// @return null, after an issue, if `node` is not a mapping
  public static @Nullable YamlMappingReader open(
      SpecIssueCollector issues,
      Position at,
      YamlNode node,
      String what,
      List<String> known,
      List<String> later) {
    return open(issues, at, node, what, known, later, Map.of());
  }

  /// @param elsewhere keys that belong to another block, with the hint for each
  public static @Nullable YamlMappingReader open(
      SpecIssueCollector issues,
      Position at,
      YamlNode node,
      String what,
      List<String> known,
      List<String> later,
      Map<String, String> elsewhere) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      YamlValueReader.reportWrongKind(issues, node, what, "a mapping");
      return null;
    }
    YamlMappingReader block = new YamlMappingReader(issues, at, what);
    for (YamlNode.Entry entry : mapping.entries()) {
      if (known.contains(entry.key())) {
        block.entries.put(entry.key(), entry);
      } else if (later.contains(entry.key())) {
        issues.add(
            entry.position(),
            SpecIssueCode.NOT_SUPPORTED_YET,
            "'" + entry.key() + "' is not supported yet",
            "remove it");
      } else {
        issues.add(
            entry.position(),
            SpecIssueCode.UNKNOWN_KEY,
            "unknown key " + PrintableText.quote(entry.key()) + " in " + what,
            elsewhere.containsKey(entry.key())
                ? elsewhere.get(entry.key())
                : SpellingSuggestion.hint(entry.key(), known));
      }
    }
    return block;
  }

  /// The position of an issue about a missing key.
  public Position position() {
    return at;
  }

  public @Nullable YamlNode get(String key) {
    YamlNode.Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  public YamlNode.@Nullable Entry entry(String key) {
    return entries.get(key);
  }

  /// @return null, after an issue with `hint`, if the key is missing
  public @Nullable YamlNode require(String key, String hint) {
    YamlNode node = get(key);
    if (node == null) {
      issues.add(at, SpecIssueCode.MISSING_KEY, what + " needs '" + key + "'", hint);
    }
    return node;
  }
}
