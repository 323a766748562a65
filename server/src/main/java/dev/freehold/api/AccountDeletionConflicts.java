package dev.freehold.api;

import dev.freehold.db.ConstraintCatalog.ConstraintColumns;
import dev.freehold.db.ConstraintProblems;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import java.util.List;

/// What keeps an account from being deleted, by the constraint that refuses it.
///
/// A problem names only what is the caller's own: the account, or a resource in which the caller has
/// rows. It does not say where the rows are that refer to these, because the caller may not know them,
/// such as reports about a post that only moderators read.
public final class AccountDeletionConflicts {
  private static final Problem NAMED =
      problem(
          "id",
          "Something that others own still names your account. Ask them to take it out, or ask the"
              + " operator.");

  private static final Problem LAST_ADMINISTRATOR =
      problem(
          "teams",
          "You are the only administrator of a team. Give the role to another member, or delete the"
              + " team.");

  private AccountDeletionConflicts() {}

  public static ConstraintProblems of(ApiPlan plan) {
    ConstraintProblems conflicts = new ConstraintProblems();
    for (ResourcePlan resource : plan.resourcesAndPeople()) {
      TablePlan table = resource.table();
      if (table.keepsOwner()) {
        table
            .ownerForeignKey()
            .ifPresent(
                key ->
                    conflicts.put(
                        key,
                        ConstraintColumns.foreignKey(
                            table.name(),
                            List.of(table.owner().orElseThrow().name()),
                            "auth.users"),
                        ofTeam(resource.name())));
      }
      for (TablePlan.ForeignKey key : table.foreignKeys()) {
        conflicts.put(
            key.name(),
            ConstraintErrorMapper.columns(table, key),
            key.isOfResource() ? referenced(key.target()) : NAMED);
      }
      // A reference that becomes null, or a list that becomes shorter, can break a rule of the row.
      table.checks().forEach(check -> conflicts.put(check.name(), NAMED));
      table
          .uniques()
          .forEach(
              unique ->
                  conflicts.put(
                      unique.name(), ConstraintErrorMapper.columns(table, unique), NAMED));
    }
    if (plan.teams() != null) {
      conflicts.put(TeamDdl.KEEP_ADMINISTRATOR, LAST_ADMINISTRATOR);
    }
    return conflicts;
  }

  private static Problem referenced(String resource) {
    return problem(
        resource,
        "Something that others own still points at your rows of "
            + resource
            + ". Delete those that you can, and ask for the rest, or ask the operator.");
  }

  private static Problem ofTeam(String resource) {
    return problem(
        resource,
        "Your rows of "
            + resource
            + " belong to a team too. Delete them, or ask an administrator of the team to do so.");
  }

  private static Problem problem(String field, String message) {
    return new Problem.Conflict(
        List.of(new Violation(field, ViolationCode.REFERENCED, message + " Nothing was deleted.")));
  }
}
