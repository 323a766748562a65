package dev.freehold.plan;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Stamp;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One column of the table of a resource, and the JSON key of the same name.
///
/// @param description empty if the spec has none
/// @param defaultValue a value of the Java class of `type`; null for none. Rows that exist when the
///   column is added get it too
/// @param reference the reference of the column; null if the column is not a reference
/// @param readers who may read it; empty: every caller who may read the row
/// @param writers who may write it; empty: every caller who may write the row. On create, a person, a
///   reference and a condition is that of the new row, and on update that of the stored row
/// @param renamedFrom the previous name; null if the column was not renamed
/// @param moves the allowed changes of the value; empty: every change is allowed. A new row starts at
///   the default value, or at null
/// @param stamp when the server sets the value, and to what; null if it does not
/// @param copy where the value of a new row comes from; null if it is not that of a related row
public record ColumnPlan(
    String name,
    Role role,
    FieldType type,
    boolean nullable,
    FieldConstraints constraints,
    @Nullable Object defaultValue,
    String description,
    @Nullable Reference reference,
    List<Grant> readers,
    List<Grant> writers,
    @Nullable String renamedFrom,
    List<Spec.Move> moves,
    @Nullable Stamp stamp,
    @Nullable Copy copy) {

  public ColumnPlan {
    readers = List.copyOf(readers);
    writers = List.copyOf(writers);
    moves = List.copyOf(moves);
  }

  /// Whether a collation decides about the order of its values.
  public boolean isOrderedAsText() {
    return type.scalar().isText();
  }

  public boolean isDecimal() {
    return type.scalar() == ScalarType.DECIMAL && !type.array();
  }

  /// Whether its value is one of the `values` of the spec. Their order in the spec is that of lists.
  public boolean isEnum() {
    return type.scalar() == ScalarType.ENUM && !type.array();
  }

  /// Whether only the listed changes of its value are allowed.
  public boolean hasMoves() {
    return !moves.isEmpty();
  }

  /// Whether the same caller may read it in some rows and not in others.
  public boolean isReadByRow() {
    return readers.stream().anyMatch(grant -> !(grant instanceof Grant.Role));
  }

  /// Whether the same caller may write it in some rows and not in others.
  public boolean isWrittenByRow() {
    return writers.stream().anyMatch(grant -> !(grant instanceof Grant.Role));
  }

  /// Whether the same caller may make a move in some rows, and not in others of the same owner.
  public boolean isMovedByRow() {
    return moves.stream().flatMap(move -> move.grants().stream()).anyMatch(Grant::dependsOnRow);
  }

  /// The writer of the column. Exhaustive switches over it determine the fields of a body and the
  /// columns that a statement sets.
  public enum Role {
    /// The id of the row: set by the database, or a UUIDv7 set by the server.
    ID,
    /// `user_id`, set only from the access token.
    OWNER,
    /// `team_id`, set only from the header of the request.
    TEAM,
    /// A field of the spec.
    FIELD,
    CREATED_AT,
    UPDATED_AT,
    /// The hidden version of the row for the ETag. Every update increments it.
    VERSION
  }

  /// A reference to a row of `target`, or to an account; or a list of them.
  ///
  /// @param relation the name in queries: `project`
  /// @param target the referenced resource; [Spec.Ref#PEOPLE] for an account
  /// @param requiresReadCheck whether a write must check that the caller may read the referenced
  ///   row, or that the account is a member of the row's team. Otherwise the foreign key suffices: it includes the owner, who is the caller, and cannot
  ///   reference a row of another user
  /// @param person whether it refers to an account
  /// @param max the most ids of a list; 0 for a reference to one row
  /// @param leave whether an account may take itself off the list
  /// @param roles one of which an account must have when the column is set, in the team of the row if it
  ///   has one; empty for any account
  public record Reference(
      String relation,
      String target,
      Spec.OnDelete onDelete,
      boolean requiresReadCheck,
      boolean person,
      int max,
      boolean leave,
      List<String> roles) {
    public Reference {
      roles = List.copyOf(roles);
    }

    /// Whether the column is an array of ids.
    public boolean many() {
      return max > 0;
    }
  }

  /// The value of a new row: that of a column of the row that it references.
  ///
  /// @param relation the reference of the row: `product`
  /// @param key its foreign key
  /// @param column of the referenced table: `price`
  public record Copy(String relation, TablePlan.ForeignKey key, String column) {
    /// The copy in the spec language: `product.price`.
    public String text() {
      return relation + "." + column;
    }
  }

  /// The most elements of an array.
  public int maxItems() {
    return reference != null && reference.many() ? reference.max() : FieldType.MAX_ITEMS;
  }
}
