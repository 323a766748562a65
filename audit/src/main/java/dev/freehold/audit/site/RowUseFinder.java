package dev.freehold.audit.site;

import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.RowUse;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds the operations with a place for the id of a row, beside those of its collection: by the path
/// below the row, or by a name such as `order_id`.
final class RowUseFinder {
  private final List<DescribedOperation> operations;
  private final List<ResourceCollection> collections;
  private final OperationShape.Neighbours neighbours;
  private final Set<DescribedOperation> ofCollections = new LinkedHashSet<>();
  private final Set<DescribedOperation> ofItems = new LinkedHashSet<>();

  /// @param operations without those of signing in
  RowUseFinder(List<DescribedOperation> operations, List<ResourceCollection> collections) {
    this.operations = operations;
    this.collections = collections;
    this.neighbours = OperationShape.Neighbours.of(operations);
    for (ResourceCollection each : collections) {
      each.list().ifPresent(ofCollections::add);
      each.create().ifPresent(ofCollections::add);
      each.updateMany().ifPresent(ofCollections::add);
      each.updateEach().ifPresent(ofCollections::add);
      each.deleteMany().ifPresent(ofCollections::add);
      ofItems.addAll(each.itemOperations());
    }
  }

  List<RowUse> of(ResourceCollection collection) {
    List<RowUse> uses = new ArrayList<>();
    for (DescribedOperation operation : operations) {
      if (!ofItems.contains(operation)) {
        use(collection, operation).ifPresent(uses::add);
      }
    }
    return uses;
  }

  private Optional<RowUse> use(ResourceCollection collection, DescribedOperation operation) {
    Optional<RowUse> inPath =
        operation.parameters(Parameter.Location.PATH).stream()
            .filter(parameter -> isItem(collection, operation, parameter.name()))
            .map(parameter -> new RowUse(operation, RowUse.Place.PATH, parameter.name()))
            .reduce((_, last) -> last);
    if (inPath.isPresent() || ofCollections.contains(operation)) {
      return inPath;
    }
    return operation.parameters(Parameter.Location.QUERY).stream()
        .map(Parameter::name)
        .filter(name -> names(collection, operation, name))
        .map(name -> new RowUse(operation, RowUse.Place.QUERY, name))
        .findFirst()
        .or(
            () ->
                BodyEnvelope.rowSchema(operation)
                    .map(JsonSchema::properties)
                    .flatMap(
                        properties ->
                            properties.keySet().stream()
                                .filter(name -> names(collection, operation, name))
                                .findFirst())
                    .map(name -> new RowUse(operation, RowUse.Place.BODY, name)));
  }

  /// Whether the path up to this parameter is that of a row of the collection, or its name says so.
  private boolean isItem(
      ResourceCollection collection, DescribedOperation operation, String parameter) {
    String from = "{" + parameter + "}";
    int at = operation.path().indexOf(from);
    if (at < 0) {
      return false;
    }
    String shape = OperationShape.shape(operation.path().substring(0, at + from.length()));
    boolean isKnown =
        collections.stream()
            .anyMatch(each -> shape.equals(each.itemPath().map(OperationShape::shape).orElse("")));
    return isKnown
        ? shape.equals(collection.itemPath().map(OperationShape::shape).orElse(""))
        : names(collection, operation, parameter) || isBelow(collection, shape);
  }

  /// `/vehicle/{id}/location` is about the rows of `/vehicle/vehicles`.
  private static boolean isBelow(ResourceCollection collection, String shape) {
    return !shape.equals("/{}")
        && RowKey.singular(RowKey.normal(OperationShape.nameOf(shape)))
            .equals(RowKey.singular(RowKey.normal(collection.name())));
  }

  /// Whether a name says that its value is the id of a row of the collection: `order_id`, or `id` in
  /// an operation of the collection.
  private boolean names(ResourceCollection collection, DescribedOperation operation, String name) {
    String one = RowKey.singular(RowKey.normal(collection.name()));
    String normal = RowKey.normal(name);
    if (normal.equals(one + "id") || normal.equals(one + "uuid") || normal.equals(one + "slug")) {
      return true;
    }
    if (!OperationShape.isIdName(name) || !normal.matches("id|uuid|guid|slug")) {
      return false;
    }
    OperationShape shape = OperationShape.of(operation, neighbours);
    String about = RowKey.singular(OperationShape.nameOf(shape.stem()).toLowerCase(Locale.ROOT));
    return RowKey.normal(about).equals(one)
        || operation.path().contains("/" + collection.name() + "/");
  }
}
