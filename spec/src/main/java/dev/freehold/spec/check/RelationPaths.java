package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.ReverseRelation;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The relations that a grant of one resource may go through: `ticket`, `item.list`, or
/// `class.enrolments` with the rows that refer to the class.
final class RelationPaths {
  /// Each relation is one more table that PostgreSQL reads to judge a row.
  private static final int MAX_LENGTH = 3;

  private final SpecIssueCollector issues;
  private final String resource;
  private final Map<String, ResourceFields> fields;

  /// @param resource where a path begins
  /// @param fields those of every resource, by resource name
  RelationPaths(SpecIssueCollector issues, String resource, Map<String, ResourceFields> fields) {
    this.issues = issues;
    this.resource = resource;
    this.fields = fields;
  }

  /// @return null after an issue, or if a relation on the path was already reported
  @Nullable List<Grant.Hop> resolve(Position position, String path) {
    List<Grant.Hop> hops = new ArrayList<>();
    String from = resource;
    for (String name : path.split("\\.", -1)) {
      Grant.Hop hop = hop(position, from, name);
      if (hop == null) {
        return null;
      }
      hops.add(hop);
      from = hop.target();
    }
    if (hops.size() > MAX_LENGTH) {
      issues.add(
          position,
          SpecIssueCode.TOO_MANY,
          "a path of more than " + MAX_LENGTH + " relations: " + PrintableText.quote(path),
          "grant access to the row in between, and write via for it");
      return null;
    }
    return List.copyOf(hops);
  }

  private Grant.@Nullable Hop hop(Position position, String from, String name) {
    ResourceFields of = fields.get(from);
    if (of == null || of.invalidNames().contains(ReferenceChecker.column(name))) {
      return null;
    }
    List<Spec.Field> references =
        of.all().stream()
            .filter(f -> f.ref() != null && !f.ref().person() && !f.ref().many())
            .toList();
    for (Spec.Field field : references) {
      Spec.Ref ref = Objects.requireNonNull(field.ref());
      if (ref.relation().equals(name)) {
        return Grant.Hop.toOne(name, field.name(), ref.target());
      }
    }
    List<ReverseRelation> referring =
        fields.entrySet().stream()
            .flatMap(entry -> ReverseRelation.of(entry.getKey(), entry.getValue().all(), from))
            .filter(relation -> !Objects.requireNonNull(relation.field().ref()).many())
            .toList();
    for (ReverseRelation relation : referring) {
      if (relation.name().equals(name)) {
        return Grant.Hop.toMany(name, relation.resource(), relation.field().name());
      }
    }
    List<String> known =
        Stream.concat(
                references.stream().map(f -> Objects.requireNonNull(f.ref()).relation()),
                referring.stream().map(ReverseRelation::name))
            .toList();
    issues.add(
        position,
        SpecIssueCode.UNKNOWN_FIELD,
        PrintableText.quote(from) + " has no relation " + PrintableText.quote(name),
        known.isEmpty()
            ? "add a field of type ref, or write another grant"
            : SpellingSuggestion.hint(name, known));
    return null;
  }

  /// The path without the rows that a reference names only to reach the rows that refer to them. A
  /// condition on such a row keeps it: the caller must then be able to read it.
  ///
  /// @param condition of the grant; null for none
  static List<Grant.Hop> shortened(List<Grant.Hop> path, @Nullable Rule condition) {
    List<Grant.Hop> hops = new ArrayList<>();
    String names = "";
    for (Grant.Hop hop : path) {
      String before = names;
      names += (names.isEmpty() ? "" : ".") + hop.relation();
      boolean named =
          condition != null
              && condition.columns().stream()
                  .anyMatch(
                      c -> c.lastIndexOf('.') == before.length() && c.startsWith(before + "."));
      if (hop.isFromId() && !hops.isEmpty() && !hops.getLast().isToMany() && !named) {
        hops.add(hops.removeLast().then(hop));
      } else {
        hops.add(hop);
      }
    }
    return List.copyOf(hops);
  }

  /// The fields with a person, or a list of them, whom everyone who may read a row of the resource may
  /// know.
  List<Grant.Person> people(String of) {
    ResourceFields known = fields.get(of);
    return known == null
        ? List.of()
        : known.all().stream()
            .filter(f -> f.ref() != null && f.ref().person() && !known.isLimited(f.name()))
            .map(
                f -> {
                  Spec.Ref ref = Objects.requireNonNull(f.ref());
                  return new Grant.Person(ref.relation(), f.name(), ref.many());
                })
            .toList();
  }

  /// The field with the person of this name, if not everyone who may read a row of the resource may know
  /// who it is; else null.
  Spec.@Nullable Field limitedPerson(String of, String name) {
    ResourceFields known = fields.get(of);
    return known == null
        ? null
        : known.all().stream()
            .filter(f -> f.ref() != null && f.ref().person() && known.isLimited(f.name()))
            .filter(f -> Objects.requireNonNull(f.ref()).relation().equals(name))
            .findFirst()
            .orElse(null);
  }

  /// The same, of the resource where a path begins.
  Spec.@Nullable Field limitedPerson(String name) {
    return limitedPerson(resource, name);
  }

  /// A field of a row on a path.
  ///
  /// @param field with the path in its name: `item.text`
  /// @param limited whether not everyone who reads the row may read it
  record RelatedField(Spec.Field field, boolean limited) {}

  /// The fields of the rows on a path, as a condition names them: `item.text`, `item.list.user_id`.
  List<RelatedField> fields(List<Grant.Hop> path) {
    List<RelatedField> all = new ArrayList<>();
    StringBuilder prefix = new StringBuilder();
    for (Grant.Hop hop : path) {
      prefix.append(hop.relation()).append('.');
      String start = prefix.toString();
      ResourceFields target = fields.get(hop.target());
      Stream.of(
              target == null ? Stream.<Spec.Field>of() : target.all().stream(),
              target == null || target.isOwned()
                  ? Stream.of(system(SortAndIndexChecker.OWNER, ScalarType.UUID))
                  : Stream.<Spec.Field>of(),
              Stream.of(
                  system("created_at", ScalarType.DATETIME),
                  system("updated_at", ScalarType.DATETIME)))
          .flatMap(some -> some)
          .map(
              field ->
                  new RelatedField(
                      named(field, start + field.name()),
                      target != null && target.isLimited(field.name())))
          .forEach(all::add);
    }
    return all;
  }

  private static Spec.Field system(String name, ScalarType type) {
    return Spec.Field.builder(name, FieldType.of(type)).required(true).build();
  }

  private static Spec.Field named(Spec.Field field, String name) {
    return Spec.Field.builder(name, field.type())
        .constraints(field.constraints())
        .required(field.required())
        .hidden(field.hidden())
        .build();
  }
}
