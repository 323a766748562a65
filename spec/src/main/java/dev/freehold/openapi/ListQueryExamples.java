package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.spec.Access.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Example queries of a list. Every caller who may read the list may send them.
public final class ListQueryExamples {
  private static final String SINCE = "2026-01-01T00:00:00Z";

  private ListQueryExamples() {}

  /// The queries in URL form, except that brackets are not percent-encoded; some clients change raw
  /// brackets.
  public static List<String> of(ApiPlan api, ResourcePlan resource) {
    List<String> queries = new ArrayList<>();
    String order =
        resource.sort().stream()
            .map(k -> (k.descending() ? "-" : "") + k.column())
            .collect(Collectors.joining(","));
    queries.add("sort=" + order + "&limit=10");
    String first = fields(resource).map(ColumnPlan::name).limit(1).collect(Collectors.joining());
    queries.add(first.isEmpty() ? "fields=id&count=none" : "fields=id," + first + "&count=none");
    queries.add("created_at[gte]=" + SINCE);
    queries.add("or=(" + term(resource) + "created_at.gte." + SINCE + ")");
    if (resource.search() != null) {
      queries.add("q=example");
    }
    resource.relations().stream()
        .filter(r -> r.isIncluded() && isOpen(api, resource, r))
        .findFirst()
        .ifPresent(r -> queries.add("include=" + r.name()));
    return queries;
  }

  private static Stream<ColumnPlan> fields(ResourcePlan resource) {
    return resource.readColumns().stream()
        .filter(c -> c.role() == ColumnPlan.Role.FIELD && c.readers().isEmpty());
  }

  /// A condition on the first field with short values, followed by a comma.
  private static String term(ResourcePlan resource) {
    return fields(resource)
        .filter(c -> !c.type().array())
        .flatMap(
            c ->
                switch (c.type().scalar()) {
                  case BOOLEAN, ENUM, INTEGER, BIGINT, INTEGER_ID, DATE ->
                      ExampleValues.acceptedValues(c, List.of()).stream()
                          .map(Object::toString)
                          .filter(v -> v.matches("[A-Za-z0-9_-]+"))
                          .map(v -> c.name() + ".eq." + v + ",");
                  case STRING, TEXT, NUMBER, DECIMAL, TIME, DATETIME, UUID, EMAIL, URL, JSON ->
                      Stream.empty();
                })
        .findFirst()
        .orElse("");
  }

  /// Whether every caller who may read the list may also follow the relation, without a role.
  private static boolean isOpen(ApiPlan api, ResourcePlan resource, Relation relation) {
    ResourcePlan target = api.resource(relation.target());
    ResourcePlan pointing = relation.kind().isReverse() ? target : resource;
    boolean everyReader =
        target.anonymousReads()
            || (!resource.anonymousReads()
                && !target.access().read().stream()
                    .allMatch(g -> g.subject() instanceof Grant.Role));
    return everyReader && pointing.table().column(relation.column()).readers().isEmpty();
  }
}
