package dev.freehold.suite;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Something that an answer must be. Texts may have names in them, as those of [Ask].
public sealed interface Expect {

  /// The status is one of these.
  record Status(List<Integer> any) implements Expect {
    public Status {
      any = List.copyOf(any);
    }
  }

  /// `error.code`.
  record Code(String code) implements Expect {}

  /// What stands at a [Path] of the body: of an object the members that stand here, of a list every element, of anything
  /// else the value itself. Numbers are the same where their values are.
  record Part(String at, @Nullable Object value) implements Expect {}

  /// An object at that [Path] has these members and no other.
  record Keys(String at, Set<String> names) implements Expect {
    public Keys {
      names = Set.copyOf(names);
    }
  }

  /// One of `error.details` is about the field, with one of these codes.
  record Fault(String field, Set<String> codes) implements Expect {
    public Fault {
      codes = Set.copyOf(codes);
    }
  }

  /// @param value `*` for any; empty: the header does not stand there
  record Head(String name, String value) implements Expect {}

  /// Anywhere in the body.
  record Has(String text) implements Expect {}

  record HasNo(String text) implements Expect {}

  record NoBody() implements Expect {}

  /// Status and body are those of an earlier step of the case, byte for byte, but for `requestId`.
  record SameAs(int step) implements Expect {}

  /// The `id`s of the rows of the list at that [Path].
  record Rows(String at, List<String> ids, boolean ordered) implements Expect {
    public Rows {
      ids = List.copyOf(ids);
    }
  }

  /// For a person.
  default String words() {
    return switch (this) {
      case Status(List<Integer> any) ->
          "status " + any.stream().map(String::valueOf).collect(Collectors.joining(" or "));
      case Code(String code) -> "error.code " + code;
      case Part(String at, Object value) -> (at.isEmpty() ? "the body" : at) + " is " + value;
      case Keys(String at, Set<String> names) ->
          at + " has exactly " + String.join(", ", new TreeSet<>(names));
      case Fault(String field, Set<String> codes) ->
          "a fault of '" + field + "': " + String.join(" or ", new TreeSet<>(codes));
      case Head(String name, String value) ->
          value.isEmpty() ? "no header " + name : "header " + name + ": " + value;
      case Has(String text) -> "'" + text + "' stands in the answer";
      case HasNo(String text) -> "'" + text + "' does not stand in the answer";
      case NoBody _ -> "no body";
      case SameAs(int step) -> "the answer of call " + (step + 1) + ", byte for byte";
      case Rows(String at, List<String> ids, boolean ordered) ->
          at + " has exactly the rows " + ids + (ordered ? " in this order" : "");
    };
  }
}
