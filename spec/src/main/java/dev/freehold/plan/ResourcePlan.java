package dev.freehold.plan;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled resource: its table, its read and write sets, the filters and order of its lists.
///
/// @param name path segment, and the key of the rows in a list's answer
/// @param schemaName the name of a row in the OpenAPI document: `Task` for `tasks`
/// @param description empty where the spec has none
/// @param readColumns what an answer may show to anybody at all, in its order. What one caller may read of it is a `View`'s to say
/// @param createFields what anybody may write with POST
/// @param updateFields what anybody may write with PUT and PATCH
/// @param sort the order of lists; ends with the id, so that it is total
/// @param relations of a row to others, one end of each
/// @param search null where lists take no `q`
public record ResourcePlan(
    String name,
    String schemaName,
    String description,
    Spec.IdType id,
    TablePlan table,
    List<ColumnPlan> readColumns,
    List<WriteField> createFields,
    List<WriteField> updateFields,
    List<Spec.Filter> filters,
    List<TablePlan.Key> sort,
    Spec.Limit limit,
    Access access,
    List<Relation> relations,
    @Nullable TextSearch search) {
  /// The largest `page` of a list.
  public static final int MAX_PAGE = 1_000_000;

  /// `count=estimated` counts rows up to this number.
  public static final int COUNT_CAP = 10_000;

  public ResourcePlan {
    readColumns = List.copyOf(readColumns);
    createFields = List.copyOf(createFields);
    updateFields = List.copyOf(updateFields);
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
  public record WriteField(ColumnPlan column, boolean required) {}

  /// That rows of one resource point at rows of another, seen from one of its ends.
  ///
  /// @param name how a query and a path name it: `project` of a task, `tasks` of a project
  /// @param many whether one row has several
  /// @param target the resource at the other end
  /// @param column what points: of this resource where it has one, of the target where it has many
  public record Relation(String name, boolean many, String target, String column) {}

  /// What `q` searches of a resource.
  ///
  /// @param columns of text, in the spec's order; whoever may read the row may read them
  /// @param language a text search configuration of PostgreSQL; null for a plain match without case
  /// @param index name of the index over all of them; none is made for a plain match
  public record TextSearch(List<String> columns, @Nullable String language, String index) {
    public TextSearch {
      columns = List.copyOf(columns);
    }
  }
}
