package dev.freehold.migrate;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a database lacks of a spec, at one moment.
///
/// @param plan all that is to be done, its rows at risk counted
/// @param roles that the plan's grants and policies name
/// @param applied the model that the steps begin with
/// @param target what the spec asks for
/// @param head the newest row of the ledger; empty where nothing of ours is there yet
/// @param roleChanges what must be done to the roles themselves first, in words
/// @param worn grants and policies that somebody else changed; the plan makes all of them anew
/// @param onlyWorn whether the plan does nothing else
public record Planned(
    MigrationPlan plan,
    RoleNames roles,
    Map<String, String> applied,
    SchemaModel target,
    Optional<LedgerRow> head,
    List<String> roleChanges,
    List<String> worn,
    boolean onlyWorn) {
  public Planned {
    applied = Map.copyOf(applied);
    roleChanges = List.copyOf(roleChanges);
    worn = List.copyOf(worn);
  }

  /// Whether the database is as the spec asks.
  public boolean isEmpty() {
    return plan.isEmpty() && roleChanges.isEmpty();
  }

  /// Whether nothing of ours is there yet.
  public boolean isFirst() {
    return head.isEmpty();
  }

  /// The steps of one run: those of the first phase while there are any, then those of the second; all of them with `contract`.
  public List<Step> due(boolean contract) {
    boolean expanding = plan.steps().stream().anyMatch(s -> s.phase() == Phase.EXPAND);
    return plan.steps().stream()
        .filter(s -> contract || !expanding || s.phase() == Phase.EXPAND)
        .toList();
  }

  /// Whether all that is left are grants, policies and row-level security, which follow the spec and are in no file.
  public boolean isOnlyAccess() {
    return plan.steps().stream()
        .flatMap(
            s -> Stream.concat(s.change().set().keySet().stream(), s.change().removed().stream()))
        .allMatch(key -> Element.Kind.ofKey(key).renewable());
  }

  /// The worst of the steps; [Risk#SAFE] for none.
  public Risk risk() {
    return plan.steps().stream().map(Step::risk).max(Risk::compareTo).orElse(Risk.SAFE);
  }
}
