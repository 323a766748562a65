package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.List;
import java.util.Map;

/// One action of a user: the request and its expected outcome.
interface ModelAction {
  ModelRequest call();

  /// The expected outcome with the current rows.
  ExpectedOutcome outcome(ModelStore store);

  /// Compares a success response with the model, and applies the action to the model.
  void applySuccess(ModelStore store, Answer answer);

  /// Replaces references to earlier operations of a batch by the ids of their rows.
  default ModelAction withResolvedIds(List<Object> ids) {
    return this;
  }

  /// Checks the response against the expected outcome, and applies a success.
  default void verify(ModelStore store, Answer answer) {
    if (outcome(store).check(answer)) {
      applySuccess(store, answer);
    } else if (call().isUnsafe()) {
      assertThat(JsonTree.at(answer.json(), "outcome")).as("outcome").isEqualTo("none");
    }
  }

  static void status(int expected, Answer answer) {
    assertThat(answer.status()).as("status").isEqualTo(expected);
  }

  /// Options of a write.
  enum WriteOption {
    DRY_RUN,
    MINIMAL;

    static ModelRequest applyTo(ModelRequest call, java.util.Set<WriteOption> options) {
      ModelRequest asked = options.contains(DRY_RUN) ? call.query("dry_run", "true") : call;
      return options.contains(MINIMAL) ? asked.header("Prefer", "return=minimal") : asked;
    }

    static void check(java.util.Set<WriteOption> options, Answer answer) {
      if (answer.part()) {
        return;
      }
      boolean dryRun = options.contains(DRY_RUN);
      assertThat(answer.header("Dry-Run")).as("Dry-Run").isEqualTo(dryRun ? "true" : "");
      if (dryRun) {
        assertThat(answer.header("Location")).as("Location").isEmpty();
      } else if (options.contains(MINIMAL)) {
        assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(answer.text()).as("body").isEmpty();
      }
    }
  }

  /// A conditional header.
  ///
  /// @param holds whether the condition is true
  record ConditionalHeader(String header, String value, boolean holds) {
    static final ConditionalHeader NONE = new ConditionalHeader("", "", true);

    ModelRequest applyTo(ModelRequest call) {
      return header.isEmpty() ? call : call.header(header, value);
    }
  }

  /// Compares a row with the model. Returns it with the values that only the server sets.
  static ModelRow verifyRow(
      ModelUser actor, ModelStore store, Resource resource, ModelRow row, Object json) {
    Map<String, Object> expected = ModelProjection.PLAIN.json(actor, store, resource, row);
    ServerAssignedValue.check("row", expected, json);
    ModelRow stored = row.withServerValues(json);
    String created = (String) stored.value("created_at");
    String updated = (String) stored.value("updated_at");
    assertThat(java.time.OffsetDateTime.parse(updated))
        .as("updated_at after created_at")
        .isAfterOrEqualTo(java.time.OffsetDateTime.parse(created));
    return stored;
  }

  /// The path segment of an id, or of a reference to the row of an earlier operation of a batch.
  static String segment(Object id) {
    return id instanceof ModelBody.BatchReference ? "{" + id + "}" : ModelValues.text(id);
  }
}
