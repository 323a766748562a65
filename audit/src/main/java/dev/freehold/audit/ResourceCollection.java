package dev.freehold.audit;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A collection that the paths of a description show: `/tasks` and `/tasks/{id}`.
///
/// @param name the last fixed segment of its path, such as `tasks`
/// @param path of the list, without the base, such as `/tasks`; may itself have parameters, such as `/shops/{shop}/orders`
/// @param itemPath such as `/tasks/{id}`; empty where one row cannot be reached by itself
/// @param idParameter the name of the last parameter of `itemPath`
/// @param list `GET` of the path
/// @param create `POST` to the path
/// @param read `GET` of the item
/// @param replace `PUT` of the item
/// @param modify `PATCH` of the item
/// @param delete `DELETE` of the item
/// @param updateMany `PATCH` or `PUT` of the path itself
/// @param deleteMany `DELETE` of the path itself
/// @param body of one row that is made; empty where none can be
/// @param references from a property of the body to the collection whose ids it holds
/// @param parents from a parameter of `path` to the collection whose ids it holds
public record ResourceCollection(
    String name,
    String path,
    Optional<String> itemPath,
    String idParameter,
    Optional<DescribedOperation> list,
    Optional<DescribedOperation> create,
    Optional<DescribedOperation> read,
    Optional<DescribedOperation> replace,
    Optional<DescribedOperation> modify,
    Optional<DescribedOperation> delete,
    Optional<DescribedOperation> updateMany,
    Optional<DescribedOperation> deleteMany,
    Optional<JsonSchema> body,
    Map<String, String> references,
    Map<String, String> parents) {

  /// Those on one row: read, replace, modify, delete, where they are there.
  public List<DescribedOperation> itemOperations() {
    return Stream.of(read, replace, modify, delete).flatMap(Optional::stream).toList();
  }

  /// Of one row that is changed: the body of PATCH, or else of PUT.
  public Optional<JsonSchema> changes() {
    return modify.or(() -> replace).flatMap(DescribedOperation::jsonBodySchema);
  }

  @Override
  public String toString() {
    return path;
  }
}
