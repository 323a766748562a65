package dev.freehold.plan;

import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import org.jspecify.annotations.Nullable;

/// One column of a resource's table, and one key of its JSON: both have the same name.
///
/// @param description empty where the spec has none
/// @param defaultValue of the Java class of `type`; null for none. Rows that are there when the column is added get it too
public record Column(
    String name,
    Role role,
    FieldType type,
    boolean nullable,
    Rules rules,
    @Nullable Object defaultValue,
    String description) {

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
}
