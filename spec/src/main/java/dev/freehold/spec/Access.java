package dev.freehold.spec;

import java.util.List;

/// The grants of a resource: who may read, create, update and delete its rows. An empty list means
/// `nobody`: the operation has no route.
///
/// @param read grants for reading one row and lists; includes every caller who may update or delete
/// @param create the caller becomes the owner of the created row
public record Access(List<Grant> read, List<Grant> create, List<Grant> update, List<Grant> delete) {

  /// The access of a resource without an `access` block.
  public static final Access OWNER_ONLY =
      new Access(
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()),
          List.of(new Grant.Owner()));

  public Access {
    read = List.copyOf(read);
    create = List.copyOf(create);
    update = List.copyOf(update);
    delete = List.copyOf(delete);
  }

  /// An operation on rows.
  public enum CrudOperation {
    READ,
    CREATE,
    UPDATE,
    DELETE
  }

  public List<Grant> of(CrudOperation operation) {
    return switch (operation) {
      case READ -> read;
      case CREATE -> create;
      case UPDATE -> update;
      case DELETE -> delete;
    };
  }

  /// One grant.
  public sealed interface Grant {
    /// The owner of the row; for create, every signed-in user.
    record Owner() implements Grant {}

    /// Every signed-in user.
    record User() implements Grant {}

    /// Every caller, signed in or anonymous.
    record Public() implements Grant {}

    /// Every user with the role.
    record Role(String name) implements Grant {}

    /// The grant in the spec language: `role:editor`.
    default String keyword() {
      return switch (this) {
        case Owner _ -> "owner";
        case User _ -> "user";
        case Public _ -> "public";
        case Role(String name) -> "role:" + name;
      };
    }
  }
}
