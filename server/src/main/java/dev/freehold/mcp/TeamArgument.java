package dev.freehold.mcp;

import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;

/// Whether a tool takes the team whose rows are meant.
final class TeamArgument {
  private TeamArgument() {}

  /// Whether the tool must name a team, here or in the header.
  static boolean isNeeded(Tool tool) {
    return tool.resource().isOfTeam();
  }

  /// Whether the tool may name one: also for a read that can include or compare rows of a team.
  static boolean isTaken(Tool tool, ApiView view) {
    ResourceView own = view.resource(tool.resource());
    return isNeeded(tool)
        || (!tool.kind().writes()
            && view.visibleRelations(own).stream()
                .anyMatch(relation -> relation.target().plan().isOfTeam()));
  }
}
