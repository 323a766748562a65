package dev.freehold.draft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The draft as it is being written and mended: what will be lines of YAML, and the comments before them. Words and their
/// values are YAML already.
final class Draft {
  final List<String> notes = new ArrayList<>();
  final List<Resource> resources = new ArrayList<>();

  /// One resource.
  static final class Resource {
    final String name;
    final String origin;
    final List<String> notes = new ArrayList<>();
    final Map<String, String> words = new LinkedHashMap<>();
    final List<Field> fields = new ArrayList<>();
    final List<UniqueSet> uniques = new ArrayList<>();

    Resource(String name, String origin) {
      this.name = name;
      this.origin = origin;
    }
  }

  /// What a reference is where it is none: a field that holds an id.
  record Column(String name, String type) {}

  /// One field, on one line.
  static final class Field {
    final String name;

    /// Null for what is no reference.
    final @Nullable Column column;

    final List<String> notes = new ArrayList<>();
    final Map<String, String> words = new LinkedHashMap<>();

    Field(String name, @Nullable Column column) {
      this.name = name;
      this.column = column;
    }
  }

  /// One unique set, on one line.
  record UniqueSet(List<String> names) {}
}
