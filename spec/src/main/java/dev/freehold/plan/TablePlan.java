package dev.freehold.plan;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.Teams;
import dev.freehold.type.FieldType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of a resource in schema `app`. The primary key is `(user_id, id)`: the rows of a user
/// are adjacent, and every key starts with the isolation key. If callers other than the owner read
/// rows, `id` alone is unique too, and the order of lists is also indexed without the owner.
///
/// The table of rows that belong to nobody has no owner column. Its primary key is `(id)`.
///
/// The isolation key of rows of a team is `team_id`: their primary key is `(team_id, id)`.
///
/// @param columns in the order of the table
/// @param uniques each starts with the isolation key, except that of `id` alone and those among all
///   rows
/// @param foreignKeys the foreign keys of the references; does not include that of the owner
/// @param checks the checks over several columns; the constraints of one column are part of the
///   column
/// @param renamedFrom the previous name; null if the table was not renamed
public record TablePlan(
    String name,
    List<ColumnPlan> columns,
    String primaryKey,
    List<Unique> uniques,
    List<Index> indexes,
    List<ForeignKey> foreignKeys,
    List<Check> checks,
    List<Link> links,
    @Nullable String renamedFrom) {

  /// The id of a row.
  static final String ID = "id";

  /// The schema of the tables of all resources.
  public static final String SCHEMA = "app";

  public TablePlan {
    columns = List.copyOf(columns);
    uniques = List.copyOf(uniques);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    checks = List.copyOf(checks);
    links = List.copyOf(links);
  }

  /// A column that every table has once.
  ///
  /// @throws IllegalArgumentException for the owner, which is [#owner], the team, which is [#team],
  ///   and for a field
  public ColumnPlan column(ColumnPlan.Role role) {
    return switch (role) {
      case ID, CREATED_AT, UPDATED_AT, VERSION -> ofRole(role).orElseThrow();
      case OWNER, TEAM, FIELD -> throw new IllegalArgumentException("not in every table: " + role);
    };
  }

  /// The owner column; empty if rows belong to nobody.
  public Optional<ColumnPlan> owner() {
    return ofRole(ColumnPlan.Role.OWNER);
  }

  /// The column of the team that a request names; empty if rows belong to no team.
  public Optional<ColumnPlan> team() {
    return ofRole(ColumnPlan.Role.TEAM);
  }

  /// The column that every key of the table starts with: the team, or else the owner; empty if rows
  /// belong to nobody.
  public Optional<ColumnPlan> isolationKey() {
    return team().or(this::owner);
  }

  private Optional<ColumnPlan> ofRole(ColumnPlan.Role role) {
    return columns.stream().filter(c -> c.role() == role).findFirst();
  }

  public ColumnPlan column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst().orElseThrow();
  }

  /// The links of a list of references.
  ///
  /// @throws java.util.NoSuchElementException if no list has this column
  public Link link(String column) {
    return links.stream().filter(l -> l.column().name().equals(column)).findFirst().orElseThrow();
  }

  /// The columns of the primary key: the isolation key, if there is one, and the id.
  public List<String> keyColumns() {
    return Stream.concat(isolationKey().stream(), Stream.of(column(ColumnPlan.Role.ID)))
        .map(ColumnPlan::name)
        .toList();
  }

  /// The name of the foreign key of the owner column, which references `auth.users`; empty if rows
  /// belong to nobody.
  public Optional<String> ownerForeignKey() {
    return owner().map(owner -> PostgresIdentifier.foreignKey(name, owner.name()));
  }

  /// Whether its rows keep the account of their owner from being deleted: they belong to a team too,
  /// which does not lose them with the account. An open invitation is deleted.
  public boolean keepsOwner() {
    return owner().isPresent() && team().isPresent() && !name.equals(Teams.TEAM_INVITATIONS);
  }

  /// @param name the name of the constraint, or of the index; never part of a response
  /// @param columns with the team and the owner first, as far as the set is unique within them
  /// @param fields the fields that a response names for a violation: the columns without those;
  ///   the owner alone for one row per owner
  /// @param within the rows that the set is compared with
  /// @param condition the rows that the set applies to; null for all
  public record Unique(
      String name,
      List<String> columns,
      List<String> fields,
      Within within,
      @Nullable Rule condition) {
    public Unique {
      columns = List.copyOf(columns);
      fields = List.copyOf(fields);
    }

    /// A set that applies to all rows.
    public Unique(String name, List<String> columns, List<String> fields, Within within) {
      this(name, columns, fields, within, null);
    }

    /// Whether the set keeps ids unique. No request changes an id.
    public boolean isOfId() {
      return columns.equals(List.of(ID));
    }

    /// Whether the set may be checked at the end of a transaction. The one of `id` alone may not,
    /// because a foreign key cannot reference a deferrable key; one with a condition may not,
    /// because it is an index and no constraint.
    public boolean isDeferrable() {
      return !isOfId() && condition == null;
    }
  }

  /// A foreign key. A reference from an owned row to a row that only its owner may read includes
  /// the owner, so that it cannot point at a row of another user. One between rows of teams includes
  /// the team. Every other reference uses the id alone.
  ///
  /// @param name the name of the constraint; never part of a response
  /// @param field the field that a response names for a violation
  /// @param schema that of the referenced table
  /// @param target the referenced table
  /// @param targetColumns one for each of `columns`, the id last
  public record ForeignKey(
      String name,
      String field,
      List<String> columns,
      String schema,
      String target,
      List<String> targetColumns,
      Spec.OnDelete onDelete) {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }

    /// Whether it references a table of a resource, and not the accounts.
    public boolean isOfResource() {
      return schema.equals(SCHEMA);
    }
  }

  /// @param name the name of the constraint; never part of a response
  /// @param message the message of a response for a violation
  /// @param field the field that a response names for a violation: the first column that the rule
  ///   reads
  public record Check(String name, Rule rule, String message, String field) {}

  /// The table that has a row for each id of a list of references: foreign keys to both ends, and a
  /// way from an id to the rows that have it. Triggers keep it equal to the lists.
  ///
  /// @param name begins with `_`, as no resource's name does
  /// @param column the list
  /// @param primaryKey the name of the constraint on the two ids
  /// @param index the name of the index that begins with the id in the list
  /// @param idType that of the rows with the list
  public record Link(
      String name, ColumnPlan column, String primaryKey, String index, FieldType idType) {
    /// The column with the id of the row that has the list.
    public static final String ROW = "row_id";

    /// The column with an id in the list.
    public static final String ITEM = "item_id";

    /// The foreign key to the rows with the list.
    public String rowKey() {
      return PostgresIdentifier.foreignKey(name, ROW);
    }

    /// The foreign key to what the list names.
    public String itemKey() {
      return PostgresIdentifier.foreignKey(name, ITEM);
    }

    /// Whether the list names accounts.
    public boolean ofPeople() {
      return reference().person();
    }

    /// Whether an account may take itself off the list.
    public boolean mayBeLeft() {
      return reference().leave();
    }

    /// The schema of what the list names.
    public String itemSchema() {
      return ofPeople() ? TablePlanner.ACCOUNTS_SCHEMA : SCHEMA;
    }

    /// The table of what the list names.
    public String itemTable() {
      return ofPeople() ? TablePlanner.ACCOUNTS : reference().target();
    }

    private ColumnPlan.Reference reference() {
      return Objects.requireNonNull(column.reference());
    }
  }

  public record Index(String name, List<Key> keys) {
    public Index {
      keys = List.copyOf(keys);
    }
  }

  /// @param column a column of this table
  public record Key(String column, boolean descending) {}
}
