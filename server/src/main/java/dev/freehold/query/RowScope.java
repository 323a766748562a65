package dev.freehold.query;

import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.rule.Rule;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows that a statement may touch, and the caller that it runs for. Every statement on
/// resource rows requires one. Only `dev.freehold.api.Authorizer` creates one; a test over the
/// compiled classes ensures this.
public sealed interface RowScope {

  /// The rows of one user.
  ///
  /// @param roles of the user, as far as rows depend on them
  /// @param team that the request names; null for none
  record OwnRows(UUID user, Set<String> roles, @Nullable UUID team) implements RowScope {
    public OwnRows {
      roles = Set.copyOf(roles);
    }

    @Override
    public Extent extent() {
      return Extent.OWN;
    }
  }

  /// All rows.
  ///
  /// @param user the caller; null for an anonymous caller
  /// @param roles of the user, as far as rows depend on them
  /// @param team that the request names; null for none
  /// @param reason the words of the spec that grant this, such as `read: public`
  record AllRows(@Nullable UUID user, Set<String> roles, @Nullable UUID team, String reason)
      implements RowScope {
    public AllRows {
      roles = Set.copyOf(roles);
    }

    @Override
    public Extent extent() {
      return Extent.ALL;
    }
  }

  /// The rows that meet a condition.
  ///
  /// @param user the caller; null for an anonymous caller
  /// @param roles of the user, as far as rows depend on them
  /// @param team that the request names; null for none
  /// @param reason the words of the spec that grant this, such as `read: public where published`
  record MatchingRows(
      @Nullable UUID user,
      Set<String> roles,
      @Nullable UUID team,
      Extent.Matching extent,
      String reason)
      implements RowScope {
    public MatchingRows {
      roles = Set.copyOf(roles);
    }
  }

  /// The caller; null for an anonymous caller.
  @Nullable UUID user();

  /// The team that the request names; null for none.
  @Nullable UUID team();

  /// The roles of the caller, as far as rows depend on them.
  Set<String> roles();

  /// The rows, independent of the caller.
  Extent extent();

  /// The first parameter of every statement: the caller, as the policies read it. The user id, or
  /// an empty text for an anonymous caller; if there are roles, followed by `|,editor,admin,`; if the
  /// request names a team, followed by `|` and its id as the third part.
  default String callerSetting() {
    UUID user = user();
    UUID team = team();
    String id = user == null ? "" : user.toString();
    String held = roles().isEmpty() ? "" : "," + String.join(",", roles()) + ",";
    return team == null ? (held.isEmpty() ? id : id + "|" + held) : id + "|" + held + "|" + team;
  }

  /// The rows of a resource that a kind of caller may touch. A row is judged before and after a
  /// change.
  sealed interface Extent {
    /// The caller's own rows.
    Extent OWN = new Own();

    /// The rows of all users.
    Extent ALL = new All();

    /// No row.
    Extent NONE = new Matching(List.of());

    record Own() implements Extent {
      @Override
      public String toString() {
        return "OWN";
      }
    }

    record All() implements Extent {
      @Override
      public String toString() {
        return "ALL";
      }
    }

    /// The rows for which one of the branches holds.
    ///
    /// @param branches none for no row
    record Matching(List<Branch> branches) implements Extent {
      public Matching {
        branches = List.copyOf(branches);
      }
    }

    /// @param person the column that must hold the caller's id, such as that of the owner or a list of
    ///   persons; null for none
    /// @param path the rows that must be related to the row, from the nearest on; each is within its extent
    /// @param pathPerson the same as `person`, in the last row of the path
    /// @param condition on the row and the path; null for none. Does not hold where it is unknown
    /// @param team of which the caller must be a member; null for none
    record Branch(
        @Nullable PersonColumn person,
        List<RelatedRow> path,
        @Nullable PersonColumn pathPerson,
        @Nullable Rule condition,
        @Nullable TeamMembership team) {
      public Branch {
        path = List.copyOf(path);
      }

      /// A branch that depends on the row alone.
      public Branch(@Nullable PersonColumn person, @Nullable Rule condition) {
        this(person, List.of(), null, condition, null);
      }

      Branch withoutCondition() {
        return new Branch(person, path, pathPerson, null, team);
      }
    }

    /// A membership of the caller in the team of the row.
    ///
    /// @param column of the row with the id of the team
    /// @param roles one of which the caller must have in the team; empty for any
    /// @param named whether the team must be the one that the request names
    record TeamMembership(String column, List<String> roles, boolean named) {
      public TeamMembership {
        roles = List.copyOf(roles);
      }
    }

    /// A row that a reference names or that refers to the row before, and that the caller may read.
    ///
    /// @param relation its name
    /// @param column of the row before: that of a reference, or its id
    /// @param key of the target, which equals it: the id, or the column of a reference
    /// @param extent the rows of the target that the caller may read
    record RelatedRow(
        String relation, String column, ResourcePlan target, String key, Extent extent) {
      @Override
      public String toString() {
        return relation + " " + column + " " + target.name() + " " + key + " " + extent;
      }
    }
  }
}
