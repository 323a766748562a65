package dev.freehold.audit.probe;

import dev.freehold.audit.Collection;
import dev.freehold.audit.Row;
import dev.freehold.audit.Site;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rows of A that hang below a row.
///
/// @param child the row of A
/// @param parentId what it points at
/// @param nested the list below that row
/// @param included the reading of that row, where it takes `include`
public record Below(
    Site site,
    Collection parents,
    Collection children,
    Row child,
    String parentId,
    Optional<Operation> nested,
    Optional<Operation> included) {
  /// For each of A's rows that points at another.
  public static List<Below> all(Site site) {
    return site.collections().stream()
        .filter(children -> children.itemPath().isPresent())
        .flatMap(children -> site.any(children, site.a()).stream())
        .flatMap(
            child ->
                child.collection().references().entrySet().stream()
                    .flatMap(ref -> of(site, child, ref.getKey(), ref.getValue()).stream()))
        .toList();
  }

  private static Optional<Below> of(Site site, Row child, String property, String name) {
    Object id = child.shown().getValue(property);
    Optional<Collection> parents = site.collection(name);
    if (id == null || parents.isEmpty() || parents.get().itemPath().isEmpty()) {
      return Optional.empty();
    }
    String below = bare(parents.get().itemPath().get()) + "/" + child.collection().name();
    Optional<Operation> nested =
        site.description().operations().stream()
            .filter(each -> each.method().equals("GET"))
            .filter(each -> bare(each.path()).equals(below))
            .filter(each -> each.parameters(Parameter.In.PATH).size() == 1)
            .findFirst();
    Optional<Operation> included =
        parents
            .get()
            .read()
            .filter(each -> each.parameter(Parameter.In.QUERY, "include").isPresent())
            .filter(each -> each.parameters(Parameter.In.PATH).size() == 1);
    return Optional.of(
        new Below(site, parents.get(), child.collection(), child, id.toString(), nested, included));
  }

  /// A path without the names of its parameters, which are called otherwise in each.
  private static String bare(String path) {
    return path.replaceAll("\\{[^}]*\\}", "{}");
  }

  /// The way to what hangs below A's row.
  public Call call(Operation operation) {
    return call(operation, parentId);
  }

  /// @param id of the row above
  public Call call(Operation operation, String id) {
    String parameter = operation.parameters(Parameter.In.PATH).getFirst().name();
    String target = site.target(operation, Map.of(parameter, id));
    boolean isNested = nested.equals(Optional.of(operation));
    return isNested ? Call.get(target) : Call.get(target).query("include", children.name());
  }
}
