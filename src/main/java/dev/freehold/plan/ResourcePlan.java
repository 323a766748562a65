package dev.freehold.plan;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One resource, resolved: its table, what may be read and written of it, how lists of it are filtered and ordered.
///
/// @param name path segment, and the key of the rows in a list's answer
/// @param schema the name of a row in the OpenAPI document: `Task` for `tasks`
/// @param description empty where the spec has none
/// @param read what an answer may show to anybody at all, in its order. What one caller may read of it is a `View`'s to say
/// @param create what anybody may write with POST
/// @param update what anybody may write with PUT and PATCH
/// @param sort the order of lists; ends with the id, so that it is total
/// @param relations of a row to others, one end of each
/// @param search null where lists take no `q`
public record ResourcePlan(
    String name,
    String schema,
    String description,
    Spec.IdType id,
    Table table,
    List<Column> read,
    List<WriteField> create,
    List<WriteField> update,
    List<Spec.Filter> filters,
    List<Table.Key> sort,
    Spec.Limit limit,
    Access access,
    List<Relation> relations,
    @Nullable TextSearch search) {

  public ResourcePlan {
    read = List.copyOf(read);
    create = List.copyOf(create);
    update = List.copyOf(update);
    filters = List.copyOf(filters);
    sort = List.copyOf(sort);
    relations = List.copyOf(relations);
  }

  /// Whether others than a row's owner may read it.
  public boolean shared() {
    return isShared(access);
  }

  static boolean isShared(Access access) {
    return !access.read().equals(List.of(new Access.Grant.Owner()));
  }

  /// Whether somebody may read his own rows and not those of others.
  static boolean readByOwners(Access access) {
    return access.read().stream()
        .noneMatch(g -> g instanceof Access.Grant.User || g instanceof Access.Grant.Public);
  }

  /// @param column of role FIELD
  /// @param required must be present in the body
  public record WriteField(Column column, boolean required) {}
}
