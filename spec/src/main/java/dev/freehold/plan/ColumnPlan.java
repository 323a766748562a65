package dev.freehold.plan;

import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One column of a resource's table, and one key of its JSON: both have the same name.
///
/// @param description empty where the spec has none
/// @param defaultValue of the Java class of `type`; null for none. Rows that are there when the column is added get it too
/// @param reference what its values point at; null for a column that holds values of its own
/// @param readers roles that may read it; none: whoever may read the row
/// @param writers roles that may write it; none: whoever may write the row
/// @param renamedFrom what it was called before; null where it was not renamed
public record ColumnPlan(
    String name,
    Role role,
    FieldType type,
    boolean nullable,
    FieldConstraints constraints,
    @Nullable Object defaultValue,
    String description,
    @Nullable Reference reference,
    List<String> readers,
    List<String> writers,
    @Nullable String renamedFrom) {

  public ColumnPlan {
    readers = List.copyOf(readers);
    writers = List.copyOf(writers);
  }

  /// Who writes the column. Exhaustive switches over it decide what a body may carry and what a statement sets.
  public enum Role {
    /// The row's id: by the database, or a UUIDv7 by the server.
    ID,
    /// `user_id`, from the token and from nothing else.
    OWNER,
    /// A field of the spec.
    FIELD,
    CREATED_AT,
    UPDATED_AT,
    /// The hidden version behind the ETag, counted up by every update.
    VERSION
  }

  /// A row of `target` that each value names.
  ///
  /// @param relation how a query names it: `project`
  /// @param target the resource it points at
  /// @param requiresReadCheck whether a write must look whether its caller may read that row. Otherwise the foreign key alone says
  ///   the same: it carries the owner, who is the caller, and nobody else's row can be named
  public record Reference(
      String relation, String target, Spec.OnDelete onDelete, boolean requiresReadCheck) {}
}
