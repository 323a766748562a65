package dev.freehold.spec.change;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Access.Operation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What differs in who may do one operation.
final class AccessChange {
  private final String place;
  private final Operation operation;
  private final Found found;

  AccessChange(String place, Operation operation, Found found) {
    this.place = place;
    this.operation = operation;
    this.found = found;
  }

  void compare(List<Grant> before, List<Grant> after) {
    List<Grant> lost = before.stream().filter(g -> !covered(g, after)).toList();
    List<Grant> won = after.stream().filter(g -> !covered(g, before)).toList();
    String words =
        Found.arrow(operation.name().toLowerCase(Locale.ROOT) + ":", words(before), words(after));
    if (!lost.isEmpty()) {
      found.breaking(
          place,
          words,
          after.isEmpty() ? "the operation has no route" : words(lost) + " may no longer");
    }
    if (!won.isEmpty()) {
      found.additive(
          place,
          words,
          operation == Operation.READ && !before.isEmpty()
              ? words(won) + " may now; lists show them rows of others too"
              : words(won) + " may now");
    }
  }

  /// Whether whoever the grant reaches, the others reach with the same rows.
  private boolean covered(Grant grant, List<Grant> others) {
    boolean user =
        others.contains(new Grant.User())
            || (operation == Operation.CREATE && others.contains(new Grant.Owner()));
    return others.contains(grant)
        || others.contains(new Grant.Public())
        || switch (grant) {
          case Grant.Public() -> false;
          case Grant.User(), Grant.Owner(), Grant.Role _ -> user;
        };
  }

  private static String words(List<Grant> grants) {
    return grants.isEmpty()
        ? "nobody"
        : grants.stream().map(Grant::word).collect(Collectors.joining(" or "));
  }
}
