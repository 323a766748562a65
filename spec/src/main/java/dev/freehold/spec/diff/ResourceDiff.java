package dev.freehold.spec.diff;

import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.UniqueSet;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.spec.diff.SpecChange.Collector;
import dev.freehold.spec.diff.SpecDiff.RenameMatcher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares one resource in two specs.
final class ResourceDiff {
  private final Spec.Resource before;
  private final Spec.Resource after;
  private final String place;
  private final UnaryOperator<String> formerly;
  private final Collector collector;

  /// @param formerly maps the name of a resource in the new spec to its name in the old spec
  ResourceDiff(
      Spec.Resource before,
      Spec.Resource after,
      UnaryOperator<String> formerly,
      Collector collector) {
    this.formerly = formerly;
    this.before = before;
    this.after = after;
    this.place = after.name();
    this.collector = collector;
  }

  void compare() {
    if (before.id() != after.id()) {
      collector.addBreaking(
          place,
          Collector.arrow("ids", word(before.id()), word(after.id())),
          "ids stored by clients no longer match a row");
    }
    if (before.owner() != after.owner()) {
      collector.addBreaking(
          place,
          Collector.arrow("owner", word(before.owner()), word(after.owner())),
          switch (after.owner()) {
            case USER -> "a row belongs to the user who creates it; rows that exist have no owner";
            case NONE ->
                "responses no longer contain user_id, and queries that name it are refused";
            case TEAM, MEMBER -> "every request must name a team; rows that exist belong to none";
          });
    }
    for (CrudOperation operation : CrudOperation.values()) {
      new AccessDiff(place, operation, collector)
          .compare(before.access().of(operation), after.access().of(operation));
    }
    RenameMatcher<Spec.Field> renameMatcher =
        RenameMatcher.ofFields(before.fields(), after.fields());
    for (Spec.Field gone : renameMatcher.removed()) {
      collector.addBreaking(place + "." + gone.name(), "field is gone", gone(gone));
    }
    for (Spec.Field field : after.fields()) {
      new FieldDiff(
              place + "." + field.name(), renameMatcher.previous(field), field, formerly, collector)
          .compare();
    }
    if (before.isOwned() && after.isOwned()) {
      new FieldGrantDiff(place + ".user_id", collector)
          .compare("read", before.ownerReaders(), after.ownerReaders());
    }
    uniqueSets(renameMatcher);
    checks();
    new ListQueryDiff(before, after, renameMatcher::newName, collector).compare();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String gone(Spec.Field field) {
    String read =
        field.hidden()
            ? ""
            : "responses no longer contain it, and queries that name it are refused";
    String write = field.readonly() ? "" : "bodies with it are refused";
    return read.isEmpty() || write.isEmpty() ? read + write : read + "; " + write;
  }

  /// Compares the unique sets. A new set with a new field that defaults to null is additive: null
  /// is never a duplicate, so rows of a client that does not know the field cannot conflict.
  private void uniqueSets(RenameMatcher<Spec.Field> renameMatcher) {
    Set<String> known =
        after.fields().stream()
            .filter(f -> renameMatcher.previous(f) != null || f.defaultValue() != null)
            .map(Spec.Field::name)
            .collect(Collectors.toSet());
    Set<FieldSet> was = new LinkedHashSet<>();
    for (FieldSet set : sets(before)) {
      was.add(
          new FieldSet(
              set.fields().stream()
                  .map(renameMatcher::newName)
                  .collect(Collectors.toCollection(LinkedHashSet::new)),
              set.within(),
              set.condition()));
    }
    Set<FieldSet> is = sets(after);
    for (FieldSet set : is) {
      if (was.stream().noneMatch(old -> old.covers(set))) {
        String words = "now unique: " + set.words();
        if (known.containsAll(set.fields())) {
          collector.addBreaking(
              place,
              words,
              switch (set.within()) {
                case OWNER -> "a second row of an owner with equal values gets 409 CONFLICT";
                case TEAM -> "a second row of a team with equal values gets 409 CONFLICT";
                case ALL -> "a second row of any user with equal values gets 409 CONFLICT";
              });
        } else {
          collector.addAdditive(place, words, "only rows with the new field can conflict");
        }
      }
    }
    for (FieldSet set : was) {
      if (is.stream().noneMatch(now -> now.covers(set))) {
        collector.addAdditive(
            place, "no longer unique: " + set.words(), "equal values no longer conflict");
      }
    }
  }

  /// A unique set, in any order of its fields.
  private record FieldSet(Set<String> fields, Within within, @Nullable Rule condition) {
    static FieldSet of(UniqueSet set) {
      return new FieldSet(new LinkedHashSet<>(set.fields()), set.within(), set.condition());
    }

    /// Whether each row that the other set refuses is refused by this set.
    boolean covers(FieldSet other) {
      return fields.equals(other.fields)
          && within == other.within
          && (condition == null
              || (other.condition != null
                  && condition.condition().equals(other.condition.condition())));
    }

    String words() {
      String list = fields.isEmpty() ? "one row per owner" : String.join(", ", fields);
      String rows =
          switch (within) {
            case OWNER -> "";
            case TEAM -> " (within a team)";
            case ALL -> " (for all users)";
          };
      return list + rows + (condition == null ? "" : " where " + condition.text());
    }
  }

  private static Set<FieldSet> sets(Spec.Resource resource) {
    Set<FieldSet> sets = new LinkedHashSet<>();
    resource.uniqueSets().forEach(set -> sets.add(FieldSet.of(set)));
    return sets;
  }

  private void checks() {
    for (Spec.Check check : after.checks()) {
      if (before.checks().stream().noneMatch(c -> same(c, check))) {
        boolean changed = before.checks().stream().anyMatch(c -> c.name().equals(check.name()));
        collector.addBreaking(
            place,
            (changed ? "changed check " : "new check ") + check.name() + ": " + check.rule().text(),
            "rows that violate it are refused");
      }
    }
    for (Spec.Check check : before.checks()) {
      boolean kept =
          after.checks().stream().anyMatch(c -> same(c, check) || c.name().equals(check.name()));
      if (!kept) {
        collector.addAdditive(
            place,
            "no longer check " + check.name() + ": " + check.rule().text(),
            "more rows are accepted");
      }
    }
  }

  private static boolean same(Spec.Check one, Spec.Check other) {
    return one.rule().condition().equals(other.rule().condition());
  }

  /// Compares the grants of one operation.
  static final class AccessDiff {
    private final String place;
    private final CrudOperation operation;
    private final Collector collector;

    AccessDiff(String place, CrudOperation operation, Collector collector) {
      this.place = place;
      this.operation = operation;
      this.collector = collector;
    }

    void compare(List<Grant> before, List<Grant> after) {
      List<Grant> lost = before.stream().filter(g -> !covered(g, after)).toList();
      List<Grant> won = after.stream().filter(g -> !covered(g, before)).toList();
      String words =
          Collector.arrow(
              operation.name().toLowerCase(Locale.ROOT) + ":",
              Access.text(before),
              Access.text(after));
      if (!lost.isEmpty()) {
        collector.addBreaking(
            place,
            words,
            after.isEmpty() ? "the operation has no route" : Access.text(lost) + " loses access");
      }
      if (!won.isEmpty()) {
        collector.addAdditive(
            place,
            words,
            operation == CrudOperation.READ && !before.isEmpty()
                ? Access.text(won) + " gains access, and lists may contain more rows"
                : Access.text(won) + " gains access");
      }
    }

    /// Whether `others` grant the same callers access to the same rows.
    private boolean covered(Grant grant, List<Grant> others) {
      Grant effective = effective(grant);
      return others.stream().anyMatch(other -> effective(other).covers(effective));
    }

    /// Every user is the owner of a new row.
    private Grant effective(Grant grant) {
      if (operation != CrudOperation.CREATE || !(grant.subject() instanceof Grant.Owner)) {
        return grant;
      }
      Rule condition = grant.condition();
      return condition == null ? new Grant.User() : new Grant.Where(new Grant.User(), condition);
    }
  }
}
