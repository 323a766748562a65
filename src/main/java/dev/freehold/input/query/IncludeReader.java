package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.Violations;
import dev.freehold.query.Selection;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads `include=project.client,tasks` as what stands at the other ends of relations, each hop under its own view. In the
/// order in which the plan has the relations, however they are named here.
final class IncludeReader {
  static final String NAME = "include";
  private static final int MAX_PATHS = 10;
  private static final int MAX_DEPTH = 3;

  private final Sight sight;
  private final Violations violations;

  IncludeReader(Sight sight, Violations violations) {
    this.sight = sight;
    this.violations = violations;
  }

  /// The relations that are followed from one place, by name.
  private record Branch(Map<String, Branch> branches) {
    Branch() {
      this(new HashMap<>());
    }
  }

  /// It means nothing where there are violations.
  List<Selection.Included> read(View view, String value) {
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

  private void follow(View from, Branch root, String path) {
    String[] names = path.split("\\.", MAX_DEPTH + 2);
    if (names.length > MAX_DEPTH) {
      fault(
          path,
          TOO_DEEP,
          "must not have more than " + MAX_DEPTH + " relations, one behind the other");
      return;
    }
    View view = from;
    Branch branch = root;
    boolean many = false;
    for (String name : names) {
      Optional<Sight.Hop> hop = sight.hop(view, name);
      if (hop.isEmpty()) {
        List<String> known = sight.hops(view).stream().map(h -> h.relation().name()).toList();
        fault(path, UNKNOWN, violations.unknown(name, known));
        return;
      }
      if (many && hop.get().relation().many()) {
        fault(path, TOO_MANY, "must not have more than one relation that has many rows");
        return;
      }
      many |= hop.get().relation().many();
      view = hop.get().target();
      branch = branch.branches().computeIfAbsent(name, _ -> new Branch());
    }
  }

  private void fault(String path, String code, String message) {
    violations.add(NAME, NAME + ": " + Violations.shortened(path), code, message);
  }

  private List<Selection.Included> included(View view, Branch branch) {
    return branch.branches().isEmpty()
        ? List.of()
        : sight.hops(view).stream()
            .filter(h -> branch.branches().containsKey(h.relation().name()))
            .map(
                h ->
                    included(h, Objects.requireNonNull(branch.branches().get(h.relation().name()))))
            .toList();
  }

  private Selection.Included included(Sight.Hop hop, Branch branch) {
    View target = hop.target();
    return new Selection.Included(
        hop.relation(),
        new Selection(target, target.read(), included(target, branch)),
        hop.relation().many() ? target.plan().limit().standard() : 1);
  }
}
