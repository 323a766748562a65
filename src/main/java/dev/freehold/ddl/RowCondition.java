package dev.freehold.ddl;

import dev.freehold.spec.Access.Grant;
import dev.freehold.type.sql.SqlText;
import java.util.List;
import java.util.stream.Collectors;

/// The words of an access as what must hold of a row, in the settings that each statement gives itself.
///
/// `nullif`: a setting that was once set in a session reads as `''` after its transaction, and `''::uuid` would be an
/// error where "no rows" is meant. A setting that is not there is null, which no row passes. In a subselect each is
/// evaluated once for a statement and not once for a row.
final class RowCondition {
  private static final String USER_SETTING =
      "nullif(current_setting('freehold.user_id', true), '')";

  private RowCondition() {}

  /// That the row is the caller's.
  static String owned(String ownerColumn) {
    return SqlText.identifier(ownerColumn) + " = (select " + USER_SETTING + "::uuid)";
  }

  /// That one of the words holds. The widest stands alone: another beside it would let nobody more through, and an `or`
  /// costs a plan its index.
  ///
  /// @param grants at least one
  static String any(List<Grant> grants, String ownerColumn) {
    Grant widest = grants.contains(new Grant.Public()) ? new Grant.Public() : new Grant.User();
    return grants.contains(widest)
        ? one(widest, ownerColumn)
        : grants.stream().map(g -> one(g, ownerColumn)).collect(Collectors.joining(" or "));
  }

  /// That the new row is the caller's, and that one of the words holds. Whoever owns a row is signed in, so `owner`,
  /// `user` and `public` ask no more.
  static String created(List<Grant> grants, String ownerColumn) {
    boolean rolesAlone = grants.stream().allMatch(g -> g instanceof Grant.Role);
    String owned = owned(ownerColumn);
    return rolesAlone ? owned + " and (" + any(grants, ownerColumn) + ")" : owned;
  }

  private static String one(Grant grant, String ownerColumn) {
    return switch (grant) {
      case Grant.Owner _ -> owned(ownerColumn);
      case Grant.User _ -> "(select " + USER_SETTING + " is not null)";
      case Grant.Public _ -> "true";
      case Grant.Role(String name) ->
          "(select position("
              + SqlText.string("," + name + ",")
              + " in current_setting('freehold.roles', true)) > 0)";
    };
  }
}
