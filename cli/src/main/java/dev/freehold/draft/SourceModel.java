package dev.freehold.draft;

import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The data model of a document or database in its own names, before it becomes a spec. It may
/// exceed the limits of the language.
///
/// @param title the title of the source
/// @param notes for the head of the draft: what was left out, and why; one line each
public record SourceModel(String title, List<String> notes, List<SourceResource> resources) {
  public SourceModel {
    notes = List.copyOf(notes);
    resources = List.copyOf(resources);
  }

  /// A resource of the source.
  ///
  /// @param origin its place in the source: `table public.tasks`
  /// @param integerIds whether its ids are integers
  /// @param withheld the operations that nobody may do, as words of `access`
  /// @param uniques the unique sets
  /// @param checks rules of a row
  /// @param notes what is lost or uncertain; one line each
  public record SourceResource(
      String name,
      String origin,
      @Nullable String description,
      boolean integerIds,
      List<String> withheld,
      List<SourceField> fields,
      List<SourceUnique> uniques,
      List<SourceRule> checks,
      List<String> notes) {
    public SourceResource {
      withheld = List.copyOf(withheld);
      fields = List.copyOf(fields);
      uniques = List.copyOf(uniques);
      checks = List.copyOf(checks);
      notes = List.copyOf(notes);
    }
  }

  /// A unique set.
  ///
  /// @param fields source names, without the owner; empty for one row per owner
  /// @param where the rows of the set; null for all rows
  public record SourceUnique(List<String> fields, @Nullable SourceRule where) {
    public SourceUnique {
      fields = List.copyOf(fields);
    }
  }

  /// A condition in the language of rules, with the source names of fields.
  public record SourceRule(List<RulePart> parts) {
    public SourceRule {
      parts = List.copyOf(parts);
    }

    /// The text of the rule.
    ///
    /// @param names the name in the spec for each source name
    String text(UnaryOperator<String> names) {
      return parts.stream()
          .map(part -> part.field() ? names.apply(part.text()) : part.text())
          .collect(Collectors.joining());
    }
  }

  /// @param field whether `text` is the source name of a field
  public record RulePart(String text, boolean field) {}

  /// A field.
  ///
  /// @param flags keys without a value in the model: `required`, `readonly`
  /// @param defaultValue a [String], [Number], [Boolean] or a list of those; null for none
  public record SourceField(
      String name,
      @Nullable String description,
      FieldContent content,
      List<FieldFlag> flags,
      @Nullable Object defaultValue,
      List<String> notes) {
    public SourceField {
      flags = List.copyOf(flags);
      notes = List.copyOf(notes);
    }
  }

  /// A flag of a field, in the order of a spec.
  public enum FieldFlag {
    REQUIRED("required"),
    UNIQUE("unique"),
    READONLY("readonly"),
    WRITE_ONCE("writeOnce"),
    HIDDEN("hidden");

    private final String word;

    FieldFlag(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// The content of a field.
  public sealed interface FieldContent {
    /// A value.
    record Value(FieldType type, ValueConstraints limits) implements FieldContent {}

    /// The id of a row of another resource.
    ///
    /// @param to the source name of the referenced resource
    record RowReference(String to, OnDelete onDelete) implements FieldContent {}

    /// The id of an account.
    record PersonReference(OnDelete onDelete) implements FieldContent {}

    static Value of(ScalarType scalar) {
      return new Value(FieldType.of(scalar), ValueConstraints.NONE);
    }
  }

  /// The constraints of a value; null or empty if not constrained. The draft leaves out a
  /// constraint that its type does not have.
  public record ValueConstraints(
      @Nullable Long minLength,
      @Nullable Long maxLength,
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maximum,
      @Nullable String pattern,
      List<String> values) {
    public static final ValueConstraints NONE =
        new ValueConstraints(null, null, null, null, null, List.of());

    public ValueConstraints {
      values = List.copyOf(values);
    }

    public ValueConstraints withLength(@Nullable Long least, @Nullable Long most) {
      return new ValueConstraints(least, most, minimum, maximum, pattern, values);
    }

    public ValueConstraints withRange(@Nullable BigDecimal least, @Nullable BigDecimal most) {
      return new ValueConstraints(minLength, maxLength, least, most, pattern, values);
    }

    public ValueConstraints withPattern(@Nullable String text) {
      return new ValueConstraints(minLength, maxLength, minimum, maximum, text, values);
    }

    public ValueConstraints withValues(List<String> all) {
      return new ValueConstraints(minLength, maxLength, minimum, maximum, pattern, all);
    }
  }
}
