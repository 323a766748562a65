package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The rows of the model beside those of the server: each act is done to both.
final class ModelComparison {
  /// Every row has a text that no other has, and so has every value that only some may read.
  static final Pattern MARKER = Pattern.compile("[ms]\\.[0-9]+\\.k");

  final ModelServer api;
  private final ModelSpec spec;
  private ModelStore store;
  private int calls;
  private final Map<Integer, Integer> answers = new TreeMap<>();

  ModelComparison(ModelServer api, ModelSpec spec) {
    this.api = api;
    this.spec = spec;
    store = new ModelStore(spec);
  }

  ModelStore store() {
    return store;
  }

  int calls() {
    return calls;
  }

  /// How many there were of each status.
  Map<Integer, Integer> answers() {
    return answers;
  }

  Answer act(ModelAction action) {
    return act(action, action.call());
  }

  /// @param call that of the act, with more to it
  Answer act(ModelAction action, ModelRequest call) {
    ModelStore before = new ModelStore(store);
    Answer answer = send(call);
    action.verify(store, answer);
    nothingForeign(call, answer, before);
    settle();
    return answer;
  }

  /// Of a call that changes nothing, or whose change the model knows already.
  Answer send(ModelRequest call) {
    calls++;
    Answer answer = api.send(call);
    answers.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.status()).as("status").isLessThan(500);
    nothingForeign(call, answer, store);
    assertThat(api.unexpectedErrors()).isEmpty();
    return answer;
  }

  /// Asks the owner of each row for what the server has set and not yet told.
  private void settle() {
    for (Resource resource : spec.resources()) {
      for (ModelRow row : store.rows(resource)) {
        if (row.values().containsValue(ServerAssignedValue.UNSURE)) {
          ModelUser owner =
              api.people.stream().filter(w -> w.id().equals(row.owner())).findFirst().orElseThrow();
          ModelAction get =
              new SingleRowActions.Get(
                  owner,
                  resource,
                  row.id(),
                  ModelProjection.PLAIN,
                  ModelAction.ConditionalHeader.NONE);
          get.verify(store, send(get.call()));
        }
      }
    }
  }

  private void nothingForeign(ModelRequest call, Answer answer, ModelStore before) {
    Set<String> known = new HashSet<>(markers(call.target() + call.body()));
    readable(call.actor(), before, known);
    readable(call.actor(), store, known);
    assertThat(known)
        .as("markers that %s may see", call.actor().name())
        .containsAll(markers(answer.text()));
  }

  private static List<String> markers(String text) {
    return MARKER.matcher(text).results().map(MatchResult::group).toList();
  }

  private void readable(ModelUser actor, ModelStore rows, Set<String> known) {
    for (Resource resource : spec.resources()) {
      List<Field> fields = actor.reads(resource);
      rows.rows(resource).stream()
          .filter(r -> actor.may(resource, Operation.READ, r))
          .forEach(r -> known.addAll(markers(JsonTree.text(r.json(fields)))));
    }
  }

  /// A write with an `Idempotency-Key`, sent again: the same answer, and nothing done twice.
  static final class IdempotencyReplay {
    private IdempotencyReplay() {}

    static void verify(ModelComparison comparison, ModelAction action, String key) {
      ModelRequest call = action.call().header("Idempotency-Key", key);
      Answer first = comparison.act(action, call);
      if (first.status() >= 400) {
        return;
      }
      assertThat(first.header("Idempotency-Replayed")).isEmpty();
      Answer again = comparison.send(call);
      assertThat(again.status()).isEqualTo(first.status());
      assertThat(again.text()).isEqualTo(first.text());
      for (String name : new String[] {"ETag", "Location", "Preference-Applied", "Dry-Run"}) {
        assertThat(again.header(name)).as(name).isEqualTo(first.header(name));
      }
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      Answer other = comparison.send(call.query("dry_run", "false"));
      assertThat(other.status() + " " + other.code()).isEqualTo("422 IDEMPOTENCY_MISMATCH");
    }
  }
}
