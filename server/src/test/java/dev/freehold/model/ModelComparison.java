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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Applies each action to the server and to the model, and compares the results.
final class ModelComparison {
  /// Unique text in every row and in every field with restricted readers, which shows in a response
  /// whether the row or the field was disclosed.
  static final Pattern MARKER = Pattern.compile("[ms]\\.[0-9]+\\.k");

  final ModelServer api;
  private final ModelSpec spec;
  private ModelStore store;
  private int calls;
  private final Map<Integer, Integer> answers = new TreeMap<>();

  ModelComparison(ModelServer api, ModelSpec spec) {
    this.api = api;
    this.spec = spec;
    store = new ModelStore(spec, api.accounts(), api.members);
  }

  ModelStore store() {
    return store;
  }

  int calls() {
    return calls;
  }

  /// The number of responses of each status.
  Map<Integer, Integer> answers() {
    return answers;
  }

  Answer apply(ModelAction action) {
    return apply(action, action.call());
  }

  /// @param call the request of the action, with additions
  Answer apply(ModelAction action, ModelRequest call) {
    ModelStore before = new ModelStore(store);
    Answer answer = send(call);
    action.verify(store, answer);
    assertNothingDisclosed(call, answer, before);
    settle();
    return answer;
  }

  /// Sends a request that changes nothing, or whose effect the model already contains.
  Answer send(ModelRequest call) {
    Answer answer = sendUnchecked(call);
    assertNothingDisclosed(call, answer, store);
    return answer;
  }

  /// Sends a request again whose response is stored: it may show rows that the request deleted.
  private Answer replay(ModelRequest call, Answer first) {
    Answer answer = sendUnchecked(call);
    assertThat(answer.text()).isEqualTo(first.text());
    return answer;
  }

  private Answer sendUnchecked(ModelRequest call) {
    calls++;
    Answer answer = api.send(call);
    answers.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.status()).as("status").isLessThan(500);
    assertThat(api.unexpectedErrors()).isEmpty();
    return answer;
  }

  /// Reads each row whose server-assigned values are not yet known, as a user who may read it.
  private void settle() {
    for (Resource resource : spec.resources()) {
      for (ModelRow row : store.rows(resource)) {
        if (row.values().containsValue(ServerAssignedValue.UNKNOWN)) {
          api.users.stream()
              .filter(user -> store.permits(user, resource, Operation.READ, row))
              .findFirst()
              .ifPresent(reader -> read(reader, resource, row));
        }
      }
    }
  }

  /// Lets somebody who left a team join it again, with a random role.
  void rejoin(Random random) {
    for (ModelUser invited : api.users) {
      Optional<ModelUser> inviter =
          api.users.stream()
              .filter(user -> user.team().equals(invited.team()) && store.isMember(user))
              .filter(user -> store.member(user.team(), user.id()).isAdministrator())
              .findFirst();
      if (!store.isMember(invited) && inviter.isPresent()) {
        List<String> roles = spec.teamRoles();
        String role = roles.get(random.nextInt(roles.size()));
        ModelStore.Member member = api.invite(inviter.get(), invited, role);
        store.members(invited.team()).put(invited.id(), member);
        return;
      }
    }
  }

  private void read(ModelUser reader, Resource resource, ModelRow row) {
    ModelAction get =
        new SingleRowActions.Get(
            reader, resource, row.id(), ModelProjection.PLAIN, ModelAction.ConditionalHeader.NONE);
    get.verify(store, send(get.call()));
  }

  private void assertNothingDisclosed(ModelRequest call, Answer answer, ModelStore before) {
    Set<String> known = new HashSet<>(markers(call.target() + call.body()));
    addReadableMarkers(call.actor(), before, known);
    addReadableMarkers(call.actor(), store, known);
    assertThat(known)
        .as("markers that %s may see", call.actor().name())
        .containsAll(markers(answer.text()));
  }

  private static List<String> markers(String text) {
    return MARKER.matcher(text).results().map(MatchResult::group).toList();
  }

  private void addReadableMarkers(ModelUser actor, ModelStore rows, Set<String> known) {
    for (Resource resource : spec.resources()) {
      List<Field> fields = actor.reads(resource);
      rows.rows(resource).stream()
          .filter(r -> rows.permits(actor, resource, Operation.READ, r))
          .forEach(r -> known.addAll(markers(JsonTree.text(r.json(fields)))));
    }
  }

  /// Sends a write with an `Idempotency-Key` twice: the second response equals the first, and the
  /// write is done once.
  static final class IdempotencyReplay {
    private IdempotencyReplay() {}

    static void verify(ModelComparison comparison, ModelAction action, String key) {
      ModelRequest call = action.call().header("Idempotency-Key", key);
      Answer first = comparison.apply(action, call);
      if (first.status() >= 400) {
        return;
      }
      assertThat(first.header("Idempotency-Replayed")).isEmpty();
      Answer again = comparison.replay(call, first);
      assertThat(again.status()).isEqualTo(first.status());
      for (String name : new String[] {"ETag", "Location", "Preference-Applied", "Dry-Run"}) {
        assertThat(again.header(name)).as(name).isEqualTo(first.header(name));
      }
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      Answer other = comparison.send(call.query("dry_run", "false"));
      assertThat(other.status() + " " + other.code()).isEqualTo("422 IDEMPOTENCY_MISMATCH");
    }
  }
}
