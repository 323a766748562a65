package dev.freehold.spec;

import java.util.List;

/// Who may read, create, update and delete rows of a resource, in the words of the spec. An empty
/// list means `nobody`: the operation has no route.
///
/// @param read one row and lists of them; whoever may do anything else may read what it is done to
/// @param create the row belongs to whoever creates it
public record Access(List<Grant> read, List<Grant> create, List<Grant> update, List<Grant> delete) {

  /// What a resource has that says nothing of `access`.
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

  /// What can be done with rows.
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

  /// One word of a grant.
  public sealed interface Grant {
    /// Whose row it is; of a row that is yet to be made, whoever is signed in.
    record Owner() implements Grant {}

    /// Whoever is signed in.
    record User() implements Grant {}

    /// Anybody, signed in or not.
    record Public() implements Grant {}

    /// Whoever has the role.
    record Role(String name) implements Grant {}

    /// The word of the spec language: `role:editor`.
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
