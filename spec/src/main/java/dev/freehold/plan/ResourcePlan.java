package dev.freehold.plan;

import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A compiled resource: its table, its read and write sets, the filters and order of its lists.
///
/// @param name the path segment, and the key of the rows in a list response
/// @param schemaName the name of a row in the OpenAPI document: `Task` for `tasks`
/// @param description empty if the spec has none
/// @param readColumns the columns that some caller may read, in the order of a response. A
///   `ResourceView` selects those of one caller
/// @param createFields the fields that some caller may write with POST
/// @param updateFields the fields that some caller may write with PUT and PATCH
/// @param sort the order of lists; ends with the id, which makes the order total
/// @param relations the relations of a row to other rows
/// @param anonymousReads whether an anonymous caller may read some row
/// @param search null if lists do not accept `q`
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
    boolean anonymousReads,
    List<Relation> relations,
    @Nullable TextSearch search) {
  /// The name and the table of the profiles of accounts. It begins with `_`, as no resource's name
  /// does: the rows of a resource that was called `people` never become profiles.
  public static final String PEOPLE = "_people";

  /// The last segment of the path that takes arrays of rows.
  public static final String BULK = "/bulk";

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

  /// Whether a request must name the team whose rows it means.
  public boolean isOfTeam() {
    return table.team().isPresent();
  }

  /// Whether its rows are the profiles of accounts.
  public boolean isPeople() {
    return name.equals(PEOPLE);
  }

  /// Whether callers other than the owner may read a row.
  public boolean shared() {
    return access.isShared();
  }

  /// Whether every caller who may read a row may read this column of it.
  public boolean isReadByAll(ColumnPlan column) {
    return readColumns.contains(column)
        && (column.readers().isEmpty() || access.isReadBy(column.readers()));
  }

  /// Whether the rows that a caller may read have a view (`ddl/RowViewDdl`), because lists have
  /// conditions that row-level security keeps from their indexes: a search of words, and comparisons
  /// of decimals. PostgreSQL applies them only after the policy, because their operators are not
  /// LEAKPROOF. The view needs grants that depend on the row and its caller alone.
  public boolean hasRowView() {
    return !isPeople()
        && !isOfTeam()
        && access.read().stream()
            .map(Access.Grant::subject)
            .noneMatch(g -> g instanceof Access.Grant.Through || g instanceof Access.Grant.Member)
        && (searchesWords() || table.columns().stream().anyMatch(ColumnPlan::isDecimal));
  }

  private boolean searchesWords() {
    return search != null && search.language() != null;
  }

  /// The owner whose id the index of words has in each row, so that a search of own rows costs
  /// nothing for the words of others. Null if everyone reads every row, and without owners.
  public @Nullable String searchOwner() {
    return searchesWords() && readByOwners(access)
        ? table.owner().map(ColumnPlan::name).orElse(null)
        : null;
  }

  /// The columns that the queries of some caller may name.
  public List<ColumnPlan> queryColumns() {
    return readColumns.stream()
        .filter(c -> c.readers().isEmpty() || access.isReadThroughout(c.readers()))
        .toList();
  }

  /// Whether some caller may read only the rows that the caller owns.
  static boolean readByOwners(Access access) {
    return access.read().stream()
        .noneMatch(g -> g instanceof Access.Grant.User || g instanceof Access.Grant.Public);
  }

  /// @param column a column with the role FIELD
  /// @param required whether the field must be present in the body
  public record WriteField(ColumnPlan column, boolean required) {}

  /// A relation between two resources, seen from one end.
  ///
  /// @param name the name in queries and paths: `project` of a task, `tasks` of a project
  /// @param target the resource at the other end
  /// @param column the referencing column: of the target if [Kind#isReverse], otherwise of this
  ///   resource
  public record Relation(String name, Kind kind, String target, String column) {
    public enum Kind {
      /// The row that a reference names.
      ONE,
      /// The rows whose reference names this row.
      MANY,
      /// The rows that a list of references names.
      LISTED,
      /// The rows whose list of references names this row.
      LISTING,
      /// The rows that this account owns, or whose field names it.
      OF_ACCOUNT;

      /// Whether the reference is a field of the related rows.
      public boolean isReverse() {
        return switch (this) {
          case MANY, LISTING, OF_ACCOUNT -> true;
          case ONE, LISTED -> false;
        };
      }
    }

    /// Whether a row can have several related rows.
    public boolean many() {
      return kind != Kind.ONE;
    }

    /// Whether queries may name the number of the related rows. An account without a stored profile
    /// has no row, so accounts have no number.
    public boolean isCountable() {
      return many() && !target.equals(PEOPLE);
    }

    /// Whether `include` adds the related rows, and not only their number.
    public boolean isIncluded() {
      return switch (kind) {
        case ONE, MANY, LISTED -> true;
        case LISTING, OF_ACCOUNT -> false;
      };
    }

    /// The key of the included rows. The key with the name of a list of references has its ids.
    public String includedKey() {
      return kind == Kind.LISTED ? name + ".rows" : name;
    }

    /// Whether the related rows have a list of their own, `/projects/{id}/tasks`.
    public boolean hasPath() {
      return kind == Kind.MANY;
    }
  }

  /// The search of a resource by `q`.
  ///
  /// @param columns the text columns, in the order of the spec; readable by every caller who may
  ///   read the row
  /// @param language a text search configuration of PostgreSQL; null for a case-insensitive
  ///   substring match
  /// @param index the name of the index over all columns; a substring match has no index
  /// @param nfc whether the text is normalized to Form C, as a column of it is
  public record TextSearch(
      List<String> columns, @Nullable String language, String index, boolean nfc) {
    public TextSearch {
      columns = List.copyOf(columns);
    }
  }
}
