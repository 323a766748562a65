package dev.freehold.spec.check;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.field.BtreeKey;
import dev.freehold.spec.field.Fields;
import dev.freehold.spec.value.Values;
import dev.freehold.spec.yaml.Node;
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
    List<Spec.SortKey> result = keys(node.place(), keys, false);
    return result.isEmpty() ? STANDARD_SORT : result;
  }

  List<List<Spec.SortKey>> indexes(@Nullable Node node) {
    List<List<Spec.SortKey>> indexes = new ArrayList<>();
    for (Node index : Values.list(issues, node, "indexes", 1, MAX_INDEXES)) {
      List<Named> keys = named(Values.list(issues, index, "an index", 1, MAX_KEYS));
      List<Spec.SortKey> result = keys(index.place(), keys, true);
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
      BtreeKey.unique(issues, set.place(), found);
      List<String> result = found.stream().map(Spec.Field::name).toList();
      addDistinct(sets, result, set.place(), namesOwnerOnly(names));
    }
    return sets;
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

  /// @param owned whether the owner leads them, named or not
  private List<Spec.SortKey> keys(Place place, List<Named> names, boolean owned) {
    List<Spec.Field> found = new ArrayList<>();
    List<Spec.SortKey> keys = new ArrayList<>();
    for (Named name : distinct(names)) {
      if (owned && name.field().equals(OWNER)) {
        continue;
      }
      Spec.Field field = fields.find(issues, name.place, name.field(), true);
      if (field == null) {
        continue;
      }
      BtreeKey.told(
          issues,
          name.place,
          field,
          owned ? "what an index is for, filters and orders," : "the order");
      BtreeKey.sortable(issues, name.place, field);
      found.add(field);
      keys.add(new Spec.SortKey(field.name(), name.text.startsWith("-")));
    }
    BtreeKey.size(issues, place, found);
    return keys;
  }
}
