package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Queries with exactly one fault: 400 with the name of the parameter. A field that the user may
/// not read gets the same response as a missing one.
final class RandomFault {
  private final Random random;

  RandomFault(Random random) {
    this.random = random;
  }

  void query(ModelComparison comparison, ModelUser actor, Resource resource) {
    if (ExpectedOutcome.forAccess(actor, comparison.store(), resource, Operation.READ).fails()) {
      return;
    }
    List<Map.Entry<String, String>> faults = new ArrayList<>(general(resource));
    resource.columns().forEach(f -> ofField(actor, f, faults));
    comparison.store().spec.relations(resource).stream()
        .filter(r -> !actor.relations(comparison.store().spec, resource).contains(r))
        .forEach(r -> faults.add(Map.entry("include", r.name())));
    Map.Entry<String, String> fault = faults.get(random.nextInt(faults.size()));
    ModelRequest call = ModelRequest.of(actor, "GET", "/" + resource.name()).query(List.of(fault));
    Answer answer = comparison.send(call);
    assertThat(answer.status() + " " + answer.code())
        .as("one fault: %s", fault)
        .isEqualTo("400 VALIDATION_ERROR");
    assertThat(answer.details()).as("one fault: %s", fault).hasSize(1);
    assertThat(answer.details().getFirst()).startsWith(fault.getKey());
  }

  /// Bulk writes without a condition or without `max_affected`.
  void bulk(ModelComparison comparison, ModelUser actor, Resource resource) {
    List<Map.Entry<String, String>> bound = List.of(Map.entry("max_affected", "5"));
    List<Map.Entry<String, String>> filter = List.of(Map.entry("marker[ne]", "x"));
    ModelRequest call =
        ModelRequest.of(actor, "DELETE", "/" + resource.name())
            .query(random.nextBoolean() ? bound : filter);
    ExpectedOutcome granted =
        ExpectedOutcome.forAccess(actor, comparison.store(), resource, Operation.DELETE);
    Answer answer = comparison.send(call);
    if (granted.fails()) {
      granted.check(answer);
    } else {
      assertThat(answer.status() + " " + answer.code()).isEqualTo("400 VALIDATION_ERROR");
    }
  }

  private static List<Map.Entry<String, String>> general(Resource resource) {
    String deep = "(or(or(or(or(id.null.false)))))";
    String many =
        java.util.stream.IntStream.range(0, 21)
            .mapToObj(_ -> "id.null.false")
            .collect(Collectors.joining(",", "(", ")"));
    List<Map.Entry<String, String>> all =
        new ArrayList<>(
            List.of(
                Map.entry("nothing", "1"),
                Map.entry("sort", "nothing"),
                Map.entry("sort", "id,-id"),
                Map.entry("sort", ""),
                Map.entry("sort", "id,user_id,created_at,updated_at,marker"),
                Map.entry("fields", "nothing"),
                Map.entry("fields", "id,nothing"),
                Map.entry("include", "nothing"),
                Map.entry("page", "0"),
                Map.entry("page", "x"),
                Map.entry("limit", String.valueOf(resource.maxLimit() + 1)),
                Map.entry("limit", "0"),
                Map.entry("count", "all"),
                Map.entry("cursor", "x"),
                Map.entry("cursor", ""),
                Map.entry("or", "()"),
                Map.entry("or", "(id.null.true"),
                Map.entry("or", "(nothing.eq.1)"),
                Map.entry("or", "(id.like.1)"),
                Map.entry("or", deep),
                Map.entry("or", many),
                Map.entry("id[like]", "1"),
                Map.entry("id[null]", "maybe"),
                Map.entry("id", "x"),
                Map.entry("id[between]", "1"),
                Map.entry("created_at[gt]", "yesterday"),
                Map.entry("nothing[eq]", "1"),
                Map.entry("id[", "1")));
    resource.filters().keySet().forEach(name -> all.add(Map.entry(name, "no-option")));
    if (resource.search().isEmpty()) {
      all.add(Map.entry("q", "word"));
    }
    return all;
  }

  private static void ofField(
      ModelUser actor, Field field, List<Map.Entry<String, String>> faults) {
    if (!actor.reads(field)) {
      faults.add(Map.entry(field.name(), "s.1.k"));
      faults.add(Map.entry(field.name() + "[null]", "true"));
      faults.add(Map.entry("sort", field.name()));
      faults.add(Map.entry("sort", field.name() + ":lower"));
      faults.add(Map.entry("fields", field.name()));
      faults.add(Map.entry("or", "(" + field.name() + ".null.true)"));
    } else {
      field.ref().ifPresent(ref -> faults.add(Map.entry(ref.relation(), "1")));
      if (!field.kind().isSortable()) {
        faults.add(Map.entry("sort", field.name()));
      }
      if (!field.kind().isText()) {
        faults.add(Map.entry("sort", field.name() + ":lower"));
      }
      if (field.kind() == Kind.ENUM) {
        faults.add(Map.entry(field.name(), "nothing"));
        faults.add(Map.entry(field.name() + "[gt]", "low"));
      }
      if (field.kind() == Kind.DATE) {
        faults.add(Map.entry(field.name(), "2026-02-30"));
      }
    }
  }
}
