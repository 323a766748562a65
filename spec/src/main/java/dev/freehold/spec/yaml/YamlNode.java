package dev.freehold.spec.yaml;

import dev.freehold.spec.SpecIssue.Position;
import java.util.List;

/// A YAML node with its position.
public sealed interface YamlNode {
  Position position();

  /// The kind of a scalar by the core schema of YAML 1.2. A quoted scalar is always a string; plain
  /// `no`, `12:30` and `2026-12-31` are strings too.
  enum ScalarKind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  /// @param text the text without quotes and with escapes resolved; PostgreSQL can store it
  record Scalar(Position position, ScalarKind kind, String text) implements YamlNode {}

  record Sequence(Position position, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// @param entries in the order of the text; the keys are unique
  record Mapping(Position position, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// A node that was already reported, such as an alias. It has no value.
  record ErrorNode(Position position) implements YamlNode {}

  /// @param position the position of the key
  record Entry(Position position, String key, YamlNode value) {}
}
