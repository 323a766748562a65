package dev.freehold.draft;

import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody else's document or database says of its data, in its own names, before it is made into a spec. Nothing here
/// keeps to the limits of the language yet.
///
/// @param title what it calls itself
/// @param notes for the head of the draft: what was not taken, and why; a line each
public record Found(String title, List<String> notes, List<Resource> resources) {
  public Found {
    notes = List.copyOf(notes);
    resources = List.copyOf(resources);
  }

  /// A kind of rows.
  ///
  /// @param origin where it was found: `table public.tasks`
  /// @param countedIds whether its ids are whole numbers
  /// @param uniques fields, by their names here, that are unique together; the owner is none of them
  /// @param notes what is lost, or could not be told; a line each
  public record Resource(
      String name,
      String origin,
      @Nullable String description,
      boolean countedIds,
      List<Field> fields,
      List<List<String>> uniques,
      List<String> notes) {
    public Resource {
      fields = List.copyOf(fields);
      uniques = List.copyOf(uniques);
      notes = List.copyOf(notes);
    }
  }

  /// A field.
  ///
  /// @param flags words of the language that stand without a value: `required`, `readonly`
  /// @param standard its default: a [String], [Number], [Boolean] or a list of those; null for none
  public record Field(
      String name,
      @Nullable String description,
      Holds holds,
      List<Flag> flags,
      @Nullable Object standard,
      List<String> notes) {
    public Field {
      flags = List.copyOf(flags);
      notes = List.copyOf(notes);
    }
  }

  /// What is said of a field without a value, in the order in which a spec has it.
  public enum Flag {
    REQUIRED("required"),
    UNIQUE("unique"),
    READONLY("readonly"),
    WRITE_ONCE("writeOnce"),
    HIDDEN("hidden");

    private final String word;

    Flag(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// What a field holds.
  public sealed interface Holds {
    /// A value of its own.
    record Value(FieldType type, Limits limits) implements Holds {}

    /// The id of a row.
    ///
    /// @param to the name here of what it points at
    record Pointer(String to, OnDelete onDelete) implements Holds {}

    static Value of(Scalar scalar) {
      return new Value(FieldType.of(scalar), Limits.NONE);
    }
  }

  /// What values keep to; null and empty for what nothing is said of. A limit that its type does not have is left out of
  /// the draft.
  public record Limits(
      @Nullable Long minLength,
      @Nullable Long maxLength,
      @Nullable BigDecimal minimum,
      @Nullable BigDecimal maximum,
      @Nullable String pattern,
      List<String> values) {
    public static final Limits NONE = new Limits(null, null, null, null, null, List.of());

    public Limits {
      values = List.copyOf(values);
    }

    public Limits withLength(@Nullable Long least, @Nullable Long most) {
      return new Limits(least, most, minimum, maximum, pattern, values);
    }

    public Limits withRange(@Nullable BigDecimal least, @Nullable BigDecimal most) {
      return new Limits(minLength, maxLength, least, most, pattern, values);
    }

    public Limits withPattern(@Nullable String text) {
      return new Limits(minLength, maxLength, minimum, maximum, text, values);
    }

    public Limits withValues(List<String> all) {
      return new Limits(minLength, maxLength, minimum, maximum, pattern, all);
    }
  }
}
