package dev.freehold.spec.field;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.Place;
import dev.freehold.spec.Spec;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.yaml.Node;
import java.util.List;

/// What each may be said of a field, and not together.
final class ConflictChecker {
  private final Issues issues;
  private final Place at;
  private final Block block;

  private ConflictChecker(Issues issues, Place at, Block block) {
    this.issues = issues;
    this.at = at;
    this.block = block;
  }

  /// @param at of the field's name
  static void check(Issues issues, Place at, Block block, Spec.Field field) {
    ConflictChecker checker = new ConflictChecker(issues, at, block);
    checker.neverMade(field);
    checker.neverWritten(field);
    checker.neverRead(field);
    if (field.unique()) {
      BtreeKey.unique(issues, checker.place("unique"), List.of(field));
    }
  }

  private void neverMade(Spec.Field field) {
    boolean hasDefault = block.get("default") != null;
    if (field.unique() && hasDefault) {
      conflict(
          "unique",
          "a unique field with a default allows one row that leaves it out",
          "drop one of the two");
    }
    if (field.required() && field.readonly() && !hasDefault) {
      conflict(
          "required",
          "no row could ever be made: " + Issues.quote(field.name()) + " is required, and readonly",
          field.ref() == null
              ? "give it a default, or drop one of the two"
              : "drop one of the two");
    }
    Spec.Ref ref = field.ref();
    if (ref != null && field.required() && ref.onDelete() == Spec.OnDelete.SET_NULL) {
      conflict(
          "onDelete",
          "a required reference is never null",
          "write restrict or cascade, or drop required");
    }
  }

  private void neverWritten(Spec.Field field) {
    if (field.readonly() && field.writeOnce()) {
      conflict("writeOnce", "a readonly field is never written", "drop one of the two");
    }
    if (field.readonly() && field.hidden()) {
      conflict("hidden", "a readonly field that is hidden serves nobody", "drop one of the two");
    }
    if (field.readonly() && block.get("write") != null) {
      conflict("write", "a readonly field is never written", "drop one of the two");
    }
  }

  private void neverRead(Spec.Field field) {
    if (field.hidden() && block.get("read") != null) {
      conflict("read", "a hidden field is never read", "drop one of the two");
    }
    if (field.ref() != null && !field.readers().isEmpty()) {
      issues.add(
          place("read"),
          IssueCode.LIMITED_FIELD,
          "the relation at its other end would tell where "
              + Issues.quote(field.ref().relation())
              + " points",
          "drop read, or limit who may read the rows");
    }
  }

  private void conflict(String key, String message, String hint) {
    issues.add(place(key), IssueCode.CONFLICTING_CONSTRAINTS, message, hint);
  }

  private Place place(String key) {
    Node.Entry entry = block.entry(key);
    return entry == null ? at : entry.place();
  }
}
