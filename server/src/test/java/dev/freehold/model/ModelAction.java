package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.List;
import java.util.Map;

/// Something that a person asks for: the call, and what must come of it.
interface ModelAction {
  ModelRequest call();

  /// By the rows as they are.
  ExpectedOutcome outcome(ModelStore store);

  /// Holds the answer of a call that succeeded to the model, and does the same there.
  void applySuccess(ModelStore store, Answer answer);

  /// With the ids that earlier operations of a batch made.
  default ModelAction withResolvedIds(List<Object> ids) {
    return this;
  }

  /// The whole of it.
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

  /// What a write was asked for besides.
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
      boolean dry = options.contains(DRY_RUN);
      assertThat(answer.header("Dry-Run")).as("Dry-Run").isEqualTo(dry ? "true" : "");
      if (dry) {
        assertThat(answer.header("Location")).as("Location").isEmpty();
      } else if (options.contains(MINIMAL)) {
        assertThat(answer.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(answer.text()).as("body").isEmpty();
      }
    }
  }

  /// A conditional header, and whether what it asks is so.
  record ConditionalHeader(String header, String value, boolean holds) {
    static final ConditionalHeader NONE = new ConditionalHeader("", "", true);

    ModelRequest applyTo(ModelRequest call) {
      return header.isEmpty() ? call : call.header(header, value);
    }
  }

  /// Holds a row to the model and takes over what the server alone knows.
  static ModelRow verifyRow(
      ModelUser actor, ModelStore store, Resource resource, ModelRow row, Object json) {
    Map<String, Object> expected = ModelProjection.PLAIN.json(actor, store, resource, row);
    ServerAssignedValue.check("row", expected, json);
    ModelRow told = row.withServerValues(json);
    String created = (String) told.value("created_at");
    String updated = (String) told.value("updated_at");
    assertThat(java.time.OffsetDateTime.parse(updated))
        .as("updated_at after created_at")
        .isAfterOrEqualTo(java.time.OffsetDateTime.parse(created));
    return told;
  }

  /// The path segment of an id, which an earlier operation of a batch may have yet to make.
  static String segment(Object id) {
    return id instanceof ModelBody.BatchReference ? "{" + id + "}" : ModelValues.text(id);
  }
}
