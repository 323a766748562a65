package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Hint;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields of one resource, found by name. One whose type is at fault is there, as nothing, so
/// that what names it is not reported as well.
public final class Fields {
  private static final int MAX_FIELDS = 200;

  private final Map<String, Optional<Spec.Field>> byName = new LinkedHashMap<>();
  private final Map<String, Place> places = new HashMap<>();

  private Fields() {}

  public static Fields check(Issues issues, @Nullable Node node, Known known) {
    Fields fields = new Fields();
    if (node instanceof Node.Mapping mapping) {
      Values.count(issues, node, "fields", mapping.entries().size(), 1, MAX_FIELDS);
      FormerNames former =
          FormerNames.ofFields(
              issues,
              mapping.entries().stream().map(RefChecker::column).collect(Collectors.toSet()));
      mapping.entries().forEach(e -> fields.add(issues, e, known, former));
    } else if (node != null) {
      Values.wrongKind(issues, node, "fields", "a mapping");
    }
    return fields;
  }

  private void add(Issues issues, Node.Entry entry, Known known, FormerNames former) {
    String column = RefChecker.column(entry);
    if (places.putIfAbsent(column, entry.place()) != null) {
      issues.add(
          entry.place(),
          IssueCode.NAME_CLASH,
          "there are two fields " + Issues.quote(column),
          "a reference adds _id to its name; choose another name");
    }
    byName.put(column, Optional.ofNullable(FieldChecker.check(issues, known, former, entry)));
  }

  /// Where a field is written.
  ///
  /// @param name of one of `all`
  public Place place(String name) {
    return Objects.requireNonNull(places.get(name));
  }

  public List<Spec.Field> all() {
    return byName.values().stream().flatMap(Optional::stream).toList();
  }

  /// Those that were reported, and of which nothing is known.
  public List<String> faulty() {
    return byName.entrySet().stream()
        .filter(e -> e.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /// @param system whether `id`, `created_at` and `updated_at` may be named as well
  /// @return null after an issue, or where the field is known to be at fault
  public Spec.@Nullable Field find(Issues issues, Place place, String name, boolean system) {
    Optional<Spec.Field> field = byName.get(name);
    if (field != null) {
      return field.orElse(null);
    }
    if (system) {
      switch (name) {
        case "id" -> {
          return systemField(name, Scalar.UUID);
        }
        case "created_at", "updated_at" -> {
          return systemField(name, Scalar.DATETIME);
        }
        default -> {}
      }
    }
    List<String> known =
        Stream.concat(
                byName.keySet().stream(),
                system ? Stream.of("id", "created_at", "updated_at") : Stream.empty())
            .toList();
    issues.add(
        place,
        IssueCode.UNKNOWN_FIELD,
        "there is no field " + Issues.quote(name),
        byName.containsKey(RefChecker.column(name))
            ? Hint.of(RefChecker.column(name), List.of(RefChecker.column(name)))
            : Hint.of(name, known));
    return null;
  }

  private static Spec.Field systemField(String name, Scalar scalar) {
    return new Spec.Field(
        name, null, FieldType.of(scalar), Rules.NONE, true, false, true, false, false, null);
  }
}
