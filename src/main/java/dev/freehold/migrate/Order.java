package dev.freehold.migrate;

import dev.freehold.migrate.plan.Wishes;
import dev.freehold.plan.ApiPlan;
import java.util.Optional;

/// What to apply.
///
/// @param plan what the spec asks for
/// @param id of the plan that was shown; empty for whatever the plan is now. Also that of a plan that broke off
/// @param contract whether both phases run at once
public record Order(ApiPlan plan, Wishes wishes, Optional<String> id, boolean contract) {}
