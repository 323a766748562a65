package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans another role of the administrators of teams: another first role in `teams.roles`. Who has the
/// old role loses rights, and who has the new one gets them, so that the step needs a consent where
/// there are such members.
final class AdministratorPlanner {
  private static final String SUBJECT = "teams.roles";

  private AdministratorPlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    String key = TeamDdl.administratorKey().toString();
    String before = builder.definition(key);
    DatabaseObject element = builder.target().element(key);
    if (before == null || element == null || before.equals(element.definition())) {
      return;
    }
    String former = TeamDdl.administrator(before);
    String next = TeamDdl.administrator(element.definition());
    String roles =
        Stream.of(former, next)
            .map(role -> SqlQuoting.stringLiteral(role).strip())
            .collect(Collectors.joining(", "));
    builder
        .step(
            SUBJECT,
            "members with the role %s administer their team, and those with %s no longer"
                .formatted(next, former))
        .atRisk(
            Optional.of(
                new RowsAtRisk(
                    "select count(*) from %s where role in (%s)"
                        .formatted(
                            SqlQuoting.qualified(TablePlan.SCHEMA, Teams.TEAM_MEMBERS), roles),
                    "members with the role %s or %s".formatted(former, next),
                    Risk.LOSSY)))
        .remedy(
            "put %s first in teams.roles again; to change who administers, --allow-loss %s"
                .formatted(former, SUBJECT))
        .lock(Lock.NONE, LockDuration.MOMENT)
        .set(key, element.definition())
        .transaction(element.createSql());
  }
}
