package dev.freehold.audit.probe;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Rows of user A that are reached through a parent row.
///
/// @param child the row of user A
/// @param parentId the id of the row that it refers to
/// @param nested the list of the rows below that parent
/// @param included the read of the parent, if it supports `include`
public record NestedResource(
    Site site,
    ResourceCollection parents,
    ResourceCollection children,
    AuditRow child,
    String parentId,
    Optional<DescribedOperation> nested,
    Optional<DescribedOperation> included) {
  /// One instance for each row of user A that refers to a parent.
  ///
  /// @param rows a row of a collection; empty if it has none to probe
  public static List<NestedResource> all(
      Site site, Function<ResourceCollection, Optional<AuditRow>> rows) {
    return site.collections().stream()
        .filter(children -> children.itemPath().isPresent())
        .flatMap(children -> rows.apply(children).stream())
        .flatMap(
            child ->
                child.collection().references().entrySet().stream()
                    .flatMap(ref -> of(site, child, ref.getKey(), ref.getValue()).stream()))
        .toList();
  }

  private static Optional<NestedResource> of(
      Site site, AuditRow child, String property, String name) {
    Object id = child.responseBody().getValue(property);
    Optional<ResourceCollection> parents = site.collection(name);
    if (id == null || parents.isEmpty() || parents.get().itemPath().isEmpty()) {
      return Optional.empty();
    }
    String below =
        withoutParameterNames(parents.get().itemPath().get()) + "/" + child.collection().name();
    Optional<DescribedOperation> nested =
        site.description().operations().stream()
            .filter(each -> each.method().equals("GET"))
            .filter(each -> withoutParameterNames(each.path()).equals(below))
            .filter(each -> each.parameters(Parameter.Location.PATH).size() == 1)
            .findFirst();
    Optional<DescribedOperation> included =
        parents
            .get()
            .read()
            .filter(each -> each.parameter(Parameter.Location.QUERY, "include").isPresent())
            .filter(each -> each.parameters(Parameter.Location.PATH).size() == 1);
    return Optional.of(
        new NestedResource(
            site, parents.get(), child.collection(), child, id.toString(), nested, included));
  }

  /// The row that the child refers to, if the audit created it.
  public Optional<AuditRow> parent() {
    return site.createdRows().stream()
        .filter(row -> row.collection().name().equals(parents.name()) && row.id().equals(parentId))
        .findFirst();
  }

  /// A path without the parameter names, which differ between paths.
  private static String withoutParameterNames(String path) {
    return path.replaceAll("\\{[^}]*\\}", "{}");
  }

  /// The requests that reach the rows below the parent.
  public ClientRequest call(DescribedOperation operation) {
    return call(operation, parentId);
  }

  /// @param id the id of the parent
  public ClientRequest call(DescribedOperation operation, String id) {
    String parameter = operation.parameters(Parameter.Location.PATH).getFirst().name();
    String target = site.target(operation, Map.of(parameter, id));
    boolean isNested = nested.equals(Optional.of(operation));
    return isNested
        ? ClientRequest.get(target)
        : ClientRequest.get(target).query("include", children.name());
  }
}
