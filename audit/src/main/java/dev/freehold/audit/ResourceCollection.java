package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A collection derived from the paths of a description: `/tasks` and `/tasks/{id}`. Its operations
/// may have other paths: `POST /tasks/create`, `GET /getTask?id=`, with or without a slash at the end.
///
/// @param name the last telling segment of its path, such as `tasks`
/// @param path the path of the list, without the base, such as `/tasks`; can have parameters, such
///   as `/shops/{shop}/orders`
/// @param itemPath the template of one row, such as `/tasks/{id}` or `/getTask?id={id}`; empty if
///   there is none
/// @param key which property of a row is its id
/// @param list `GET` of the path, or of one below it such as `/tasks/all`
/// @param create `POST` to the path, or to one below it such as `/tasks/create`
/// @param read `GET` of the item
/// @param replace `PUT` of the item
/// @param modify `PATCH` of the item
/// @param delete `DELETE` of the item
/// @param updateMany `PATCH` or `PUT` of the path itself
/// @param updateEach `PATCH` or `PUT` of a path directly below, such as `/tasks/bulk`, with an array of
///   rows that have their `id`
/// @param deleteMany `DELETE` of the path itself
/// @param body a row in the body of a create request, without its envelope; empty if rows cannot be
///   created
/// @param references maps a property of the body to the collection that it refers to
/// @param parents maps a parameter of `path` to the collection that it refers to
/// @param uses the other operations that take the id of a row
public record ResourceCollection(
    String name,
    String path,
    Optional<String> itemPath,
    RowKey key,
    Optional<DescribedOperation> list,
    Optional<DescribedOperation> create,
    Optional<DescribedOperation> read,
    Optional<DescribedOperation> replace,
    Optional<DescribedOperation> modify,
    Optional<DescribedOperation> delete,
    Optional<DescribedOperation> updateMany,
    Optional<DescribedOperation> updateEach,
    Optional<DescribedOperation> deleteMany,
    Optional<JsonSchema> body,
    Map<String, String> references,
    Map<String, String> parents,
    List<RowUse> uses) {

  /// The name of the last parameter of `itemPath`; empty if there is none.
  public String idParameter() {
    return key.parameter();
  }

  private static final Set<String> PEOPLE =
      Set.of("user", "account", "person", "member", "customer", "profile", "userprofile");

  /// Whether its rows are the users of the server.
  public boolean isOfPeople() {
    return isOfPeople(name);
  }

  /// Whether a segment of a path names the users of the server.
  public static boolean isOfPeople(String segment) {
    return PEOPLE.contains(RowKey.singular(RowKey.normal(segment)));
  }

  /// The existing operations on one row: read, replace, modify, delete.
  public List<DescribedOperation> itemOperations() {
    return Stream.of(read, replace, modify, delete).flatMap(Optional::stream).toList();
  }

  /// The body of an update: that of PATCH, else that of PUT.
  public Optional<JsonSchema> changes() {
    return modify.or(() -> replace).flatMap(BodyEnvelope::rowSchema);
  }

  @Override
  public String toString() {
    return path;
  }
}
