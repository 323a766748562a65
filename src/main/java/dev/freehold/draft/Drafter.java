package dev.freehold.draft;

import dev.freehold.draft.Found.Flag;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.spec.field.NameChecker;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes what was found as a spec.
public final class Drafter {
  private static final int MAX_RESOURCES = 200;
  private static final int MAX_FIELDS = 200;
  private static final int MAX_DESCRIPTION = 500;

  private final Found found;
  private final Draft draft = new Draft();
  private final Map<String, String> resources = new HashMap<>();

  private Drafter(Found found) {
    this.found = found;
  }

  /// A spec without faults, which marks with `unsure:` what it could not tell or had to leave out; empty where nothing was
  /// found that could be a resource.
  ///
  /// @param title its `name`: one line of 1 to 100 characters
  public static Optional<String> draft(Found found, String title) {
    return new Drafter(found).drafted(title);
  }

  private Optional<String> drafted(String title) {
    draft.notes.addAll(found.notes());
    List<Found.Resource> taken = taken();
    Names names = Names.ofResources();
    taken.forEach(resource -> resources.put(resource.name(), names.value(resource.name())));
    Set<String> counted =
        taken.stream()
            .filter(Found.Resource::countedIds)
            .map(Found.Resource::name)
            .collect(Collectors.toSet());
    taken.forEach(resource -> draft.resources.add(resource(resource, counted)));
    return Mend.mended(title, draft);
  }

  private List<Found.Resource> taken() {
    List<Found.Resource> taken = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Found.Resource resource : found.resources()) {
      if (resource.fields().isEmpty()) {
        draft.notes.add("unsure: " + resource.origin() + " is left out: it has no field");
      } else if (taken.size() == MAX_RESOURCES) {
        draft.notes.add(
            "unsure: " + resource.origin() + " is left out: a spec has 200 resources at most");
      } else if (seen.add(resource.name())) {
        taken.add(resource);
      }
    }
    return taken;
  }

  private Draft.Resource resource(Found.Resource from, Set<String> counted) {
    Draft.Resource to = new Draft.Resource(resources.getOrDefault(from.name(), ""), from.origin());
    to.notes.addAll(from.notes());
    describe(to.words, from.description());
    if (from.countedIds()) {
      to.words.put("id", "integer");
    }
    Names names = Names.ofFields();
    Map<String, String> columns = new HashMap<>();
    // Relations first: their names are two.
    for (Found.Field field : from.fields()) {
      if (field.holds() instanceof Found.Holds.Pointer pointer
          && resources.containsKey(pointer.to())) {
        columns.putIfAbsent(field.name(), names.relation(field.name()) + "_id");
      }
    }
    for (Found.Field field : from.fields()) {
      if (!columns.containsKey(field.name())) {
        columns.put(field.name(), names.value(field.name()));
      }
      if (to.fields.size() == MAX_FIELDS) {
        to.notes.add("unsure: " + field.name() + " is left out: a resource has 200 fields at most");
      } else {
        to.fields.add(field(field, columns.getOrDefault(field.name(), ""), counted));
      }
    }
    for (List<String> unique : from.uniques()) {
      List<String> set = unique.stream().map(columns::get).distinct().toList();
      to.uniques.add(new Draft.UniqueSet(set));
    }
    return to;
  }

  private Draft.Field field(Found.Field from, String column, Set<String> counted) {
    return switch (from.holds()) {
      case Found.Holds.Value value -> value(from, column, value);
      case Found.Holds.Pointer(String to, OnDelete onDelete) -> {
        String type = counted.contains(to) ? "bigint" : "uuid";
        String target = resources.get(to);
        if (target == null) {
          Draft.Field plain = new Draft.Field(column, null);
          renamed(plain, from.name(), column);
          plain.notes.add("unsure: it points at " + to + ", which is not taken");
          plain.words.put("type", type);
          flags(plain, from);
          yield plain;
        }
        String relation = column.substring(0, column.length() - 3);
        Draft.Field ref = new Draft.Field(relation, new Draft.Column(column, type));
        renamed(ref, from.name(), column);
        ref.notes.addAll(from.notes());
        ref.words.put("type", "ref");
        ref.words.put("to", target);
        switch (onDelete) {
          case CASCADE -> ref.words.put("onDelete", "cascade");
          case SET_NULL -> ref.words.put("onDelete", "setNull");
          case RESTRICT -> {}
        }
        flags(ref, from);
        describe(ref.words, from.description());
        yield ref;
      }
    };
  }

  private static Draft.Field value(Found.Field from, String column, Found.Holds.Value value) {
    Draft.Field field = new Draft.Field(column, null);
    renamed(field, from.name(), column);
    field.notes.addAll(from.notes());
    String type = value.type().word();
    field.words.put("type", value.type().array() ? YamlText.quoted(type) : type);
    Scalar scalar = value.type().scalar();
    Found.Limits limits = value.limits();
    if (scalar == Scalar.ENUM) {
      field.words.put("values", YamlText.list(limits.values()));
    }
    flags(field, from);
    if (scalar.isText()) {
      put(field, "minLength", limits.minLength());
      put(field, "maxLength", limits.maxLength());
      put(field, "pattern", limits.pattern());
    } else if (scalar == Scalar.JSON) {
      put(field, "maxLength", limits.maxLength());
    } else if (scalar.isNumeric()) {
      put(field, "minimum", limits.minimum());
      put(field, "maximum", limits.maximum());
    }
    if (from.standard() != null) {
      if (from.flags().contains(Flag.UNIQUE)) {
        field.notes.add("unsure: a unique field has no default; it was " + from.standard());
      } else {
        put(field, "default", from.standard());
      }
    }
    describe(field.words, from.description());
    return field;
  }

  private static void renamed(Draft.Field field, String from, String to) {
    if (!from.equals(to)) {
      field.notes.add(
          NameChecker.isField(from) && !to.equals(from + "_id")
              ? "unsure: was called " + from + ", which another field or a relation is called here"
              : "was called " + from);
    }
  }

  private static void flags(Draft.Field field, Found.Field from) {
    for (Flag flag : Flag.values()) {
      if (from.flags().contains(flag)) {
        field.words.put(flag.word(), "true");
      }
    }
  }

  private static void put(Draft.Field field, String word, @Nullable Object value) {
    if (value != null) {
      field.words.put(word, YamlText.value(value));
    }
  }

  private static void describe(Map<String, String> words, @Nullable String text) {
    String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
    if (!line.isEmpty()) {
      String cut =
          line.codePointCount(0, line.length()) <= MAX_DESCRIPTION
              ? line
              : line.substring(0, line.offsetByCodePoints(0, MAX_DESCRIPTION)) + "…";
      words.put("description", YamlText.of(cut));
    }
  }
}
