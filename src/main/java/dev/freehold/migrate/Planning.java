package dev.freehold.migrate;

import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Wishes;
import java.util.Map;

/// The way from what was applied to what is asked. Pure.
@FunctionalInterface
public interface Planning {
  MigrationPlan plan(Map<String, String> applied, SchemaModel target, Facts facts, Wishes wishes);
}
