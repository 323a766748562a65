package dev.freehold.spec.value;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.yaml.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mapping of the spec whose keys are words of the language.
public final class Block {
  private final Issues issues;
  private final Place at;
  private final String what;
  private final Map<String, Node.Entry> entries = new LinkedHashMap<>();

  private Block(Issues issues, Place at, String what) {
    this.issues = issues;
    this.at = at;
    this.what = what;
  }

  /// @param at what a missing key is reported at
  /// @param what names the block in messages: `resource 'tasks'`
  /// @param known its keys
  /// @param later keys of the language that do nothing yet
  /// @return null, and an issue, where `node` is no mapping
  public static @Nullable Block open(
      Issues issues, Place at, Node node, String what, List<String> known, List<String> later) {
    return open(issues, at, node, what, known, later, Map.of());
  }

  /// @param elsewhere keys that people look for here, and what to write instead
  public static @Nullable Block open(
      Issues issues,
      Place at,
      Node node,
      String what,
      List<String> known,
      List<String> later,
      Map<String, String> elsewhere) {
    if (!(node instanceof Node.Mapping mapping)) {
      Values.wrongKind(issues, node, what, "a mapping");
      return null;
    }
    Block block = new Block(issues, at, what);
    for (Node.Entry entry : mapping.entries()) {
      if (known.contains(entry.key())) {
        block.entries.put(entry.key(), entry);
      } else if (later.contains(entry.key())) {
        issues.add(
            entry.place(),
            IssueCode.NOT_SUPPORTED_YET,
            "'" + entry.key() + "' is not supported yet",
            "leave it out");
      } else {
        issues.add(
            entry.place(),
            IssueCode.UNKNOWN_KEY,
            "unknown key " + Issues.quote(entry.key()) + " in " + what,
            elsewhere.containsKey(entry.key())
                ? elsewhere.get(entry.key())
                : Hint.of(entry.key(), known));
      }
    }
    return block;
  }

  /// What a missing key is reported at.
  public Place place() {
    return at;
  }

  public @Nullable Node get(String key) {
    Node.Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  public Node.@Nullable Entry entry(String key) {
    return entries.get(key);
  }

  /// @return null, and an issue with `hint`, where the key is missing
  public @Nullable Node require(String key, String hint) {
    Node node = get(key);
    if (node == null) {
      issues.add(at, IssueCode.MISSING_KEY, what + " needs '" + key + "'", hint);
    }
    return node;
  }
}
