package dev.freehold.spec.yaml;

import dev.freehold.spec.Place;
import java.util.List;

/// One node of a spec's YAML, with the place where it begins.
public sealed interface Node {
  Place place();

  /// What a scalar is by the core schema of YAML 1.2: a quoted one is always a string, and so are
  /// plain `no`, `12:30` and `2026-12-31`.
  enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  /// @param text as written, without quotes and with escapes resolved; PostgreSQL can store it
  record Scalar(Place place, Kind kind, String text) implements Node {}

  record Sequence(Place place, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// @param entries in the order of the text; no key twice
  record Mapping(Place place, List<Entry> entries) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// Something that was reported already and stands for nothing, such as an alias.
  record Faulty(Place place) implements Node {}

  /// @param place of the key
  record Entry(Place place, String key, Node value) {}
}
