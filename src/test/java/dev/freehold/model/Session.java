package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The rows of the model beside those of the server: each act is done to both.
final class Session {
  /// Every row has a text that no other has, and so has every value that only some may read.
  static final Pattern MARKER = Pattern.compile("[ms]\\.[0-9]+\\.k");

  final World world;
  private final Shape shape;
  private Store store;
  private int calls;
  private final Map<Integer, Integer> answers = new TreeMap<>();

  Session(World world, Shape shape) {
    this.world = world;
    this.shape = shape;
    store = new Store(shape);
  }

  Store store() {
    return store;
  }

  int calls() {
    return calls;
  }

  /// How many there were of each status.
  Map<Integer, Integer> answers() {
    return answers;
  }

  Answer act(Act act) {
    return act(act, act.call());
  }

  /// @param call that of the act, with more to it
  Answer act(Act act, Call call) {
    Store before = new Store(store);
    Answer answer = send(call);
    act.judge(store, answer);
    nothingForeign(call, answer, before);
    settle();
    return answer;
  }

  /// Of a call that changes nothing, or whose change the model knows already.
  Answer send(Call call) {
    calls++;
    Answer answer = world.send(call);
    answers.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.status()).as("status").isLessThan(500);
    nothingForeign(call, answer, store);
    assertThat(world.strays()).isEmpty();
    return answer;
  }

  /// Asks the owner of each row for what the server has set and not yet told.
  private void settle() {
    for (Resource resource : shape.resources()) {
      for (Row row : store.rows(resource)) {
        if (row.values().containsValue(Unsure.UNSURE)) {
          Who owner =
              world.people.stream()
                  .filter(w -> w.id().equals(row.owner()))
                  .findFirst()
                  .orElseThrow();
          Act get = new One.Get(owner, resource, row.id(), Showing.PLAIN, Act.Pre.NONE);
          get.judge(store, send(get.call()));
        }
      }
    }
  }

  private void nothingForeign(Call call, Answer answer, Store before) {
    Set<String> known = new HashSet<>(markers(call.target() + call.body()));
    readable(call.who(), before, known);
    readable(call.who(), store, known);
    assertThat(known)
        .as("markers that %s may see", call.who().name())
        .containsAll(markers(answer.text()));
  }

  private static List<String> markers(String text) {
    return MARKER.matcher(text).results().map(MatchResult::group).toList();
  }

  private void readable(Who who, Store rows, Set<String> known) {
    for (Resource resource : shape.resources()) {
      List<Field> fields = who.reads(resource);
      rows.rows(resource).stream()
          .filter(r -> who.may(resource, Operation.READ, r))
          .forEach(r -> known.addAll(markers(Tree.text(r.json(fields)))));
    }
  }
}
