package dev.freehold.spec.check;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `sort`, `unique` and `indexes`: lists of field names that become keys of a btree index.
final class KeyChecker {
  static final String OWNER = "user_id";
  private static final int MAX_KEYS = 8;
  private static final int MAX_INDEXES = 20;
  private static final List<Spec.SortKey> STANDARD_SORT =
      List.of(new Spec.SortKey("created_at", true));

  private final Issues issues;
  private final Fields fields;

  KeyChecker(Issues issues, Fields fields) {
    this.issues = issues;
    this.fields = fields;
  }

  List<Spec.SortKey> sort(@Nullable Node node) {
    if (node == null) {
      return STANDARD_SORT;
    }
    List<Named> keys = new ArrayList<>();
    if (node instanceof Node.Scalar s && s.kind() == Node.Kind.STRING) {
      for (String key : s.text().split(",", -1)) {
        keys.add(new Named(s.place(), key.strip()));
      }
      Values.count(issues, node, "sort", keys.size(), 1, MAX_KEYS);
    } else if (node instanceof Node.Sequence) {
      keys = named(Values.list(issues, node, "sort", 1, MAX_KEYS));
    } else {
      Values.wrongKind(issues, node, "sort", "field names such as -created_at,title");
    }
    List<Spec.SortKey> result = keys(node.place(), keys, true);
    return result.isEmpty() ? STANDARD_SORT : result;
  }

  List<List<Spec.SortKey>> indexes(@Nullable Node node) {
    List<List<Spec.SortKey>> indexes = new ArrayList<>();
    for (Node index : Values.list(issues, node, "indexes", 1, MAX_INDEXES)) {
      List<Named> keys = named(Values.list(issues, index, "an index", 1, MAX_KEYS));
      List<Spec.SortKey> result = keys(index.place(), keys, false);
      addDistinct(indexes, result, index.place(), namesOwnerOnly(keys));
    }
    return indexes;
  }

  List<List<String>> unique(@Nullable Node node) {
    List<List<String>> sets = new ArrayList<>();
    for (Node set : Values.list(issues, node, "unique", 1, MAX_INDEXES)) {
      List<Spec.Field> found = new ArrayList<>();
      List<Named> names = named(Values.list(issues, set, "a unique set", 1, MAX_KEYS));
      for (Named name : distinct(names)) {
        if (!name.text.equals(OWNER)) {
          Spec.Field field = fields.find(issues, name.place, name.text, false);
          if (field != null) {
            found.add(field);
          }
        }
      }
      unique(issues, set.place(), found);
      List<String> result = found.stream().map(Spec.Field::name).toList();
      addDistinct(sets, result, set.place(), namesOwnerOnly(names));
    }
    return sets;
  }

  /// Whether these fields can be unique together.
  static void unique(Issues issues, Place place, List<Spec.Field> fields) {
    fields.forEach(f -> sortable(issues, place, f));
    size(issues, place, fields);
  }

  private <T> void addDistinct(List<List<T>> all, List<T> keys, Place place, boolean ownerOnly) {
    if (ownerOnly) {
      issues.add(
          place,
          IssueCode.TOO_FEW,
          "it names no field",
          "the owner is part of it without being named");
    } else if (all.contains(keys)) {
      issues.add(place, IssueCode.REPEATED_VALUE, "the same fields are there already");
    } else if (!keys.isEmpty()) {
      all.add(keys);
    }
  }

  private static boolean namesOwnerOnly(List<Named> names) {
    return !names.isEmpty() && names.stream().allMatch(n -> n.field().equals(OWNER));
  }

  private record Named(Place place, String text) {
    String field() {
      return text.startsWith("-") ? text.substring(1) : text;
    }
  }

  private List<Named> named(List<Node> nodes) {
    List<Named> names = new ArrayList<>();
    for (Node node : nodes) {
      String text = Values.text(issues, node, "a field name", 200);
      if (text != null) {
        names.add(new Named(node.place(), text));
      }
    }
    return names;
  }

  private List<Named> distinct(List<Named> names) {
    Set<String> seen = new HashSet<>();
    List<Named> distinct = new ArrayList<>();
    for (Named name : names) {
      if (seen.add(name.field())) {
        distinct.add(name);
      } else {
        issues.add(
            name.place, IssueCode.REPEATED_VALUE, Issues.quote(name.field()) + " is there already");
      }
    }
    return distinct;
  }

  /// @param shown whether clients see the order, so that a hidden field would be told by it
  private List<Spec.SortKey> keys(Place place, List<Named> names, boolean shown) {
    List<Spec.Field> found = new ArrayList<>();
    List<Spec.SortKey> keys = new ArrayList<>();
    for (Named name : distinct(names)) {
      if (!shown && name.field().equals(OWNER)) {
        continue;
      }
      Spec.Field field = fields.find(issues, name.place, name.field(), true);
      if (field == null) {
        continue;
      }
      if (shown && field.hidden()) {
        issues.add(
            name.place,
            IssueCode.HIDDEN_FIELD,
            "the order would tell what the hidden field " + Issues.quote(field.name()) + " holds",
            "sort by another field");
      }
      sortable(issues, name.place, field);
      found.add(field);
      keys.add(new Spec.SortKey(field.name(), name.text.startsWith("-")));
    }
    size(issues, place, found);
    return keys;
  }

  private static void sortable(Issues issues, Place place, Spec.Field field) {
    FieldType type = field.type();
    if (type.array() || type.scalar() == Scalar.JSON) {
      issues.add(
          place,
          IssueCode.NOT_SORTABLE,
          Issues.quote(field.name()) + " has no order: it is of type " + type.word(),
          "arrays and json cannot be sorted, indexed or unique");
    }
  }

  private static void size(Issues issues, Place place, List<Spec.Field> fields) {
    List<Spec.Field> sortable = fields.stream().filter(f -> !f.type().array()).toList();
    int bytes = KeySize.of(sortable);
    if (bytes > KeySize.MAX) {
      int fitting = KeySize.fittingLength(sortable);
      issues.add(
          place,
          IssueCode.KEY_TOO_LONG,
          "this key can take " + bytes + " bytes, and an index entry " + KeySize.MAX + " at most",
          fitting > 0 ? "a maxLength of " + fitting + " for its text fits" : "use fewer fields");
    }
  }
}
