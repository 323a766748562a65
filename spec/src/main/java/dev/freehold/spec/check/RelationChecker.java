package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks relations across resources: the names of to-many relations, and cycles of required
/// references.
final class RelationChecker {
  private final SpecIssueCollector issues;
  private final List<Spec.Resource> resources;
  private final Map<String, ResourceFields> fields;
  private final boolean people;

  /// @param fields the fields of each resource, by resource name
  /// @param people whether a row has a relation to the profile of its owner
  RelationChecker(
      SpecIssueCollector issues,
      List<Spec.Resource> resources,
      Map<String, ResourceFields> fields,
      boolean people) {
    this.people = people;
    this.issues = issues;
    this.resources = resources;
    this.fields = fields;
  }

  void check() {
    resources.forEach(this::names);
    Map<String, Set<String>> neededBy = new HashMap<>();
    for (Spec.Resource resource : resources) {
      resource.fields().stream()
          .filter(f -> f.required() && isOfOne(f))
          .forEach(
              f -> neededBy.computeIfAbsent(target(f), _ -> new HashSet<>()).add(resource.name()));
    }
    resources.forEach(resource -> endless(resource, neededBy));
  }

  private void names(Spec.Resource resource) {
    Set<String> taken = new HashSet<>(NameChecker.SYSTEM_FIELDS);
    resource.fields().forEach(f -> taken.add(f.name()));
    if (people && resource.isOwned() && !taken.add(Spec.People.OWNER_RELATION)) {
      issues.add(
          fieldPosition(resource.name(), Spec.People.OWNER_RELATION),
          SpecIssueCode.NAME_CLASH,
          "field name 'user' is the relation to the profile of the owner",
          "choose another name");
    }
    for (Spec.Field field : resource.fields()) {
      Spec.Ref ref = field.ref();
      if (ref != null && !ref.many() && !taken.add(ref.relation())) {
        clash(place(resource.name(), field), ref.relation(), resource);
      }
    }
    for (ReverseRelation reverse : ReverseRelation.of(resources, resource.name())) {
      Position position = place(reverse.resource(), reverse.field());
      if (NameChecker.relation(issues, position, reverse.name()) && !taken.add(reverse.name())) {
        clash(position, reverse.name(), resource);
      }
    }
  }

  private void clash(Position position, String relation, Spec.Resource resource) {
    issues.add(
        position,
        SpecIssueCode.NAME_CLASH,
        "the reference adds a relation "
            + PrintableText.quote(relation)
            + " to "
            + PrintableText.quote(resource.name())
            + ", where that name is already in use",
        "rename the field or the reference");
  }

  /// Reports a cycle of required references: no row of the cycle can be created first.
  private void endless(Spec.Resource resource, Map<String, Set<String>> neededBy) {
    Set<String> needing = needing(resource.name(), neededBy);
    for (Spec.Field field : resource.fields()) {
      if (field.required() && isOfOne(field) && needing.contains(target(field))) {
        issues.add(
            place(resource.name(), field),
            SpecIssueCode.ENDLESS_REFERENCE,
            "no row can be created: "
                + PrintableText.quote(resource.name())
                + " requires a row of "
                + PrintableText.quote(target(field))
                + (target(field).equals(resource.name())
                    ? ""
                    : ", which in turn requires a row of " + PrintableText.quote(resource.name())),
            "remove required");
      }
    }
  }

  /// The resource and all resources that require it, directly or indirectly.
  private static Set<String> needing(String resource, Map<String, Set<String>> neededBy) {
    Set<String> seen = new HashSet<>(Set.of(resource));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      neededBy.getOrDefault(open.remove(), Set.of()).stream().filter(seen::add).forEach(open::add);
    }
    return seen;
  }

  private static boolean isOfOne(Spec.Field field) {
    return field.ref() != null && !field.ref().many();
  }

  private static String target(Spec.Field field) {
    return field.ref() == null ? "" : field.ref().target();
  }

  private Position place(String resource, Spec.Field field) {
    return fieldPosition(resource, field.name());
  }

  private Position fieldPosition(String resource, String field) {
    ResourceFields of = fields.get(resource);
    if (of == null) {
      throw new IllegalStateException("no fields of " + resource);
    }
    return of.position(field);
  }
}
