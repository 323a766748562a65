package dev.freehold.spec.yaml;

import dev.freehold.spec.SpecIssue.Position;
import java.util.List;

/// A YAML node with its position.
public sealed interface YamlNode {
  Position position();

  /// What a scalar is by the core schema of YAML 1.2: a quoted one is always a string, and so are
  /// plain `no`, `12:30` and `2026-12-31`.
  enum ScalarKind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  /// @param text as written, without quotes and with escapes resolved; PostgreSQL can store it
  record Scalar(Position position, ScalarKind kind, String text) implements YamlNode {}

  record Sequence(Position position, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// @param entries in the order of the text; no key twice
  record Mapping(Position position, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// Something that was reported already and stands for nothing, such as an alias.
  record ErrorNode(Position position) implements YamlNode {}

  /// @param position of the key
  record Entry(Position position, String key, YamlNode value) {}
}
