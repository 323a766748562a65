package dev.freehold.spec.change;

import dev.freehold.spec.Access.Operation;
import dev.freehold.spec.Spec;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What differs between two forms of one resource.
final class ResourceChanges {
  private final Spec.Resource before;
  private final Spec.Resource after;
  private final String place;
  private final UnaryOperator<String> formerly;
  private final Found found;

  /// @param formerly what a resource of the new spec was called in the old one
  ResourceChanges(
      Spec.Resource before, Spec.Resource after, UnaryOperator<String> formerly, Found found) {
    this.formerly = formerly;
    this.before = before;
    this.after = after;
    this.place = after.name();
    this.found = found;
  }

  void compare() {
    if (before.id() != after.id()) {
      found.breaking(
          place,
          Found.arrow("ids", word(before.id()), word(after.id())),
          "ids that clients keep find nothing");
    }
    for (Operation operation : Operation.values()) {
      new AccessChange(place, operation, found)
          .compare(before.access().of(operation), after.access().of(operation));
    }
    Pairs<Spec.Field> pairs = Pairs.ofFields(before.fields(), after.fields());
    for (Spec.Field gone : pairs.gone()) {
      found.breaking(place + "." + gone.name(), "field is gone", gone(gone));
    }
    for (Spec.Field field : after.fields()) {
      new FieldChanges(place + "." + field.name(), pairs.before(field), field, formerly, found)
          .compare();
    }
    uniqueSets(pairs);
    checks();
    new ListChanges(before, after, found).compare();
  }

  private static String word(Spec.IdType id) {
    return id.name().toLowerCase(Locale.ROOT);
  }

  private static String gone(Spec.Field field) {
    String read = field.hidden() ? "" : "answers lack it, and queries that name it are refused";
    String write = field.readonly() ? "" : "bodies that have it are refused";
    return read.isEmpty() || write.isEmpty() ? read + write : read + "; " + write;
  }

  /// A set of which one field is new and null binds no row of a client that does not know the field: null is like no other.
  private void uniqueSets(Pairs<Spec.Field> pairs) {
    Set<String> known =
        after.fields().stream()
            .filter(f -> pairs.before(f) != null || f.defaultValue() != null)
            .map(Spec.Field::name)
            .collect(Collectors.toSet());
    Map<String, String> names = new HashMap<>();
    for (Spec.Field field : after.fields()) {
      Spec.Field old = pairs.before(field);
      if (old != null) {
        names.put(old.name(), field.name());
      }
    }
    Set<Set<String>> was = new LinkedHashSet<>();
    for (Set<String> set : sets(before)) {
      was.add(set.stream().map(f -> names.getOrDefault(f, f)).collect(Collectors.toSet()));
    }
    Set<Set<String>> is = sets(after);
    for (Set<String> set : is) {
      if (!was.contains(set)) {
        String words = "now unique: " + String.join(", ", set);
        if (known.containsAll(set)) {
          found.breaking(place, words, "a second row of a person with the same is 409 CONFLICT");
        } else {
          found.additive(place, words, "only rows with the new field can conflict");
        }
      }
    }
    for (Set<String> set : was) {
      if (!is.contains(set)) {
        found.additive(
            place, "no longer unique: " + String.join(", ", set), "nothing conflicts by it");
      }
    }
  }

  private static Set<Set<String>> sets(Spec.Resource resource) {
    Set<Set<String>> sets = new LinkedHashSet<>();
    resource.fields().stream()
        .filter(Spec.Field::unique)
        .forEach(f -> sets.add(new LinkedHashSet<>(List.of(f.name()))));
    resource.unique().forEach(u -> sets.add(new LinkedHashSet<>(u)));
    return sets;
  }

  private void checks() {
    for (Spec.Check check : after.checks()) {
      if (before.checks().stream().noneMatch(c -> same(c, check))) {
        boolean changed = before.checks().stream().anyMatch(c -> c.name().equals(check.name()));
        found.breaking(
            place,
            (changed ? "other check " : "new check ") + check.name() + ": " + check.rule().text(),
            "rows that do not keep to it are refused");
      }
    }
    for (Spec.Check check : before.checks()) {
      boolean kept =
          after.checks().stream().anyMatch(c -> same(c, check) || c.name().equals(check.name()));
      if (!kept) {
        found.additive(
            place,
            "no longer check " + check.name() + ": " + check.rule().text(),
            "rows are accepted that were not");
      }
    }
  }

  private static boolean same(Spec.Check one, Spec.Check other) {
    return one.rule().condition().equals(other.rule().condition());
  }
}
