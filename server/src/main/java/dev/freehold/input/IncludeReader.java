package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ResourceView;
import dev.freehold.query.Selection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `include=project.client,tasks,notes.count` as included relations, each level with its own view. The
/// result is in the order of the plan's relations.
final class IncludeReader {
  static final String NAME = "include";
  private static final int MAX_PATHS = 10;

  private final ApiView apiView;
  private final ViolationCollector violations;

  IncludeReader(ApiView apiView, ViolationCollector violations) {
    this.apiView = apiView;
    this.violations = violations;
  }

  /// The included relations of one resource, by name.
  private record Branch(Map<String, Branch> branches) {
    Branch() {
      this(new HashMap<>());
    }
  }

  /// The result has no meaning if there are violations.
  List<Selection.IncludedRelation> read(ResourceView view, String value) {
    String[] paths = value.split(",", MAX_PATHS + 2);
    if (value.isEmpty()) {
      violations.add(NAME, FORMAT, "must name a relation");
      return List.of();
    }
    if (paths.length > MAX_PATHS) {
      violations.add(NAME, TOO_MANY, "must name at most " + MAX_PATHS + " relations");
      return List.of();
    }
    Branch root = new Branch();
    Set<String> seen = new HashSet<>();
    for (String path : paths) {
      if (seen.add(path)) {
        follow(view, root, path);
      } else {
        fault(path, REPEATED, "must not be named more than once");
      }
    }
    return included(view, root);
  }

  private void follow(ResourceView from, Branch root, String path) {
    String[] names = path.split("\\.", FieldPath.MAX_RELATIONS + 2);
    boolean endsWithCount = names[names.length - 1].equals(FieldPath.COUNT.name());
    if (names.length - (endsWithCount ? 1 : 0) > FieldPath.MAX_RELATIONS) {
      fault(path, TOO_DEEP, "must be at most " + FieldPath.MAX_RELATIONS + " relations deep");
      return;
    }
    ResourceView view = from;
    Branch branch = root;
    Set<Relation.Kind> many = EnumSet.noneOf(Relation.Kind.class);
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      Optional<ApiView.VisibleRelation> hop =
          apiView
              .visibleRelation(view, name)
              .filter(h -> h.relation().isIncluded() || h.relation().isCountable());
      boolean counted =
          hop.isPresent()
              && hop.get().relation().isCountable()
              && i == names.length - 2
              && names[i + 1].equals(FieldPath.COUNT.name());
      if (!counted) {
        hop = hop.filter(h -> h.relation().isIncluded());
      }
      if (hop.isEmpty()) {
        List<String> known =
            apiView.visibleRelations(view).stream()
                .map(ApiView.VisibleRelation::relation)
                .filter(Relation::isIncluded)
                .map(Relation::name)
                .toList();
        fault(path, UNKNOWN, violations.unknownNameMessage(name, known));
        return;
      }
      Relation relation = hop.get().relation();
      if (relation.many()
          && !many.add(
              relation.kind() == Relation.Kind.LISTED
                  ? Relation.Kind.LISTED
                  : Relation.Kind.MANY)) {
        fault(
            path,
            TOO_MANY,
            "must have at most one list of references and one other relation that has many rows");
        return;
      }
      if (counted) {
        branch.branches().computeIfAbsent(count(name), _ -> new Branch());
        return;
      }
      view = hop.get().target();
      branch = branch.branches().computeIfAbsent(name, _ -> new Branch());
    }
  }

  private void fault(String path, String code, String message) {
    violations.add(NAME, NAME + ": " + ViolationCollector.shortened(path), code, message);
  }

  private List<Selection.IncludedRelation> included(ResourceView view, Branch branch) {
    if (branch.branches().isEmpty()) {
      return List.of();
    }
    List<Selection.IncludedRelation> included = new ArrayList<>();
    for (ApiView.VisibleRelation hop : apiView.visibleRelations(view)) {
      String name = hop.relation().name();
      Branch rows = branch.branches().get(name);
      if (rows != null) {
        included.add(included(view, hop, rows));
      }
      if (branch.branches().containsKey(count(name))) {
        included.add(
            new Selection.IncludedRelation(
                hop.relation(), new Selection(hop.target(), List.of(), List.of()), 1, true));
      }
    }
    return included;
  }

  /// The key of the number of the rows, in a [Branch].
  private static String count(String relation) {
    return relation + "." + FieldPath.COUNT.name();
  }

  private Selection.IncludedRelation included(
      ResourceView from, ApiView.VisibleRelation hop, Branch branch) {
    Relation relation = hop.relation();
    ResourceView target = hop.target();
    int limit =
        switch (relation.kind()) {
          case ONE -> 1;
          case MANY, LISTING, OF_ACCOUNT -> target.plan().limit().defaultLimit();
          case LISTED -> from.plan().table().column(relation.column()).maxItems();
        };
    return new Selection.IncludedRelation(
        relation, new Selection(target, target.readColumns(), included(target, branch)), limit);
  }
}
