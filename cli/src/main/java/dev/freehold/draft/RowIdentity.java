package dev.freehold.draft;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which properties of a row say what row it is, and whose.
///
/// @param key the property that the path of a row names; empty if it is `id`, or there is none
/// @param owner the property with the owner of the row
/// @param countedIds whether ids are integers
record RowIdentity(Optional<String> key, Optional<String> owner, boolean countedIds) {

  /// @param targets the names of the resources by the lower-case name of one row: `task` to `tasks`
  static RowIdentity of(
      CollectionOperations operations,
      Map<String, JsonSchema> properties,
      Map<String, String> targets) {
    Optional<String> key = key(operations, properties);
    return new RowIdentity(
        key, owner(properties, targets, key), countedIds(operations, properties, key));
  }

  boolean isKey(String property) {
    return key.equals(Optional.of(property));
  }

  boolean isOwner(String property) {
    return owner.equals(Optional.of(property));
  }

  /// The property that is called like the parameter of the path of a row, or `note_id` of a note.
  private static Optional<String> key(
      CollectionOperations operations, Map<String, JsonSchema> properties) {
    if (properties.keySet().stream().anyMatch(RowIdentity::isId)) {
      return Optional.empty();
    }
    String parameter = CollectionResourceMapper.snake(operations.key());
    String named = CollectionResourceMapper.row(operations.name()) + "_id";
    return Stream.of(parameter, named, "uuid", "guid")
        .flatMap(
            name ->
                properties.keySet().stream()
                    .filter(
                        p ->
                            CollectionResourceMapper.snake(p).equals(name) || idOf(p).equals(name)))
        .filter(p -> isText(properties.get(p)))
        .findFirst();
  }

  /// `noteId` and `note_id` of `order_notes` as `ordernote_id`.
  private static String idOf(String property) {
    String snake = CollectionResourceMapper.snake(property);
    return snake.endsWith("_id")
        ? CollectionResourceMapper.row(snake.substring(0, snake.length() - 3)) + "_id"
        : snake;
  }

  /// Whether the values can stand in a path.
  private static boolean isText(@Nullable JsonSchema schema) {
    return schema != null
        && (schema.merged().types().contains("integer")
            || schema.merged().types().contains("string"));
  }

  static boolean isId(String property) {
    return CollectionResourceMapper.snake(property).equals("id") || property.equals("_id");
  }

  /// The property with the owner of a row. One that names another resource is a reference.
  private static Optional<String> owner(
      Map<String, JsonSchema> properties, Map<String, String> targets, Optional<String> key) {
    return OwnerNames.NAMES.stream()
        .flatMap(
            name ->
                properties.keySet().stream()
                    .filter(p -> CollectionResourceMapper.snake(p).equals(name)))
        .filter(p -> !key.equals(Optional.of(p)))
        .filter(
            p ->
                !targets.containsKey(
                    CollectionResourceMapper.row(
                        CollectionResourceMapper.snake(p).replaceFirst("_id$", ""))))
        .findFirst();
  }

  private static boolean countedIds(
      CollectionOperations operations, Map<String, JsonSchema> properties, Optional<String> key) {
    Optional<JsonSchema> id =
        properties.entrySet().stream()
            .filter(each -> isId(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    return id.or(() -> key.flatMap(name -> Optional.ofNullable(properties.get(name))))
        .or(() -> operations.item().flatMap(_ -> parameter(operations)))
        .map(schema -> schema.merged().types().contains("integer"))
        .orElse(false);
  }

  private static Optional<JsonSchema> parameter(CollectionOperations operations) {
    return Stream.of("GET", "PUT", "PATCH", "DELETE")
        .map(operations::itemOperation)
        .flatMap(Optional::stream)
        .map((DescribedOperation o) -> o.parameter(Parameter.Location.PATH, operations.key()))
        .flatMap(Optional::stream)
        .map(Parameter::schema)
        .findFirst();
  }
}
