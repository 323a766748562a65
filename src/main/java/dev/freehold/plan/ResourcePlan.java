package dev.freehold.plan;

import dev.freehold.spec.Spec;
import java.util.List;

/// One resource, resolved: its table, what may be read and written of it, how lists of it are filtered and ordered.
///
/// @param name path segment, and the key of the rows in a list's answer
/// @param schema the name of a row in the OpenAPI document: `Task` for `tasks`
/// @param description empty where the spec has none
/// @param read the read set: what an answer shows, in its order. Whatever a query names resolves through it
/// @param create the write set of POST
/// @param update the write set of PUT and PATCH
/// @param sort the order of lists; ends with the id, so that it is total
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
    Spec.Limit limit) {

  public ResourcePlan {
    read = List.copyOf(read);
    create = List.copyOf(create);
    update = List.copyOf(update);
    filters = List.copyOf(filters);
    sort = List.copyOf(sort);
  }

  /// @param column of role FIELD
  /// @param required must be present in the body
  public record WriteField(Column column, boolean required) {}
}
