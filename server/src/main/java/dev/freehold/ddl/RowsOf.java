package dev.freehold.ddl;

import dev.freehold.plan.TablePlan;
import java.util.Arrays;
import java.util.Optional;

/// To whom the rows of a resource belong: the definition of its table.
public enum RowsOf {
  OWNER("owned rows"),
  NOBODY("rows of nobody"),
  TEAM("rows of a team"),
  MEMBER("rows of a member of a team");

  private final String definition;

  RowsOf(String definition) {
    this.definition = definition;
  }

  public static RowsOf of(TablePlan table) {
    boolean owned = table.owner().isPresent();
    return table.team().isPresent() ? owned ? MEMBER : TEAM : owned ? OWNER : NOBODY;
  }

  /// @return empty for a table that is not of a resource
  public static Optional<RowsOf> ofDefinition(String definition) {
    return Arrays.stream(values()).filter(r -> r.definition.equals(definition)).findFirst();
  }

  public String definition() {
    return definition;
  }

  public boolean isTeam() {
    return this == TEAM || this == MEMBER;
  }
}
