package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Shape.Resource;
import java.util.List;
import java.util.Map;

/// Something that a person asks for: the call, and what must come of it.
interface Act {
  Call call();

  /// By the rows as they are.
  Outcome outcome(Store store);

  /// Holds the answer of a call that succeeded to the model, and does the same there.
  void done(Store store, Answer answer);

  /// With the ids that earlier operations of a batch made.
  default Act resolved(List<Object> ids) {
    return this;
  }

  /// The whole of it.
  default void judge(Store store, Answer answer) {
    if (outcome(store).check(answer)) {
      done(store, answer);
    } else if (call().isUnsafe()) {
      assertThat(Tree.at(answer.json(), "outcome")).as("outcome").isEqualTo("none");
    }
  }

  static void status(int expected, Answer answer) {
    assertThat(answer.status()).as("status").isEqualTo(expected);
  }

  /// What a write was asked for besides.
  enum Option {
    DRY_RUN,
    MINIMAL;

    static Call ask(Call call, java.util.Set<Option> options) {
      Call asked = options.contains(DRY_RUN) ? call.query("dry_run", "true") : call;
      return options.contains(MINIMAL) ? asked.header("Prefer", "return=minimal") : asked;
    }

    static void check(java.util.Set<Option> options, Answer answer) {
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
  record Pre(String header, String value, boolean holds) {
    static final Pre NONE = new Pre("", "", true);

    Call ask(Call call) {
      return header.isEmpty() ? call : call.header(header, value);
    }
  }

  /// Holds a row to the model and takes over what the server alone knows.
  static Row told(Who who, Store store, Resource resource, Row row, Object json) {
    Map<String, Object> expected = Showing.PLAIN.json(who, store, resource, row);
    Unsure.check("row", expected, json);
    Row told = row.told(json);
    String created = (String) told.at("created_at");
    String updated = (String) told.at("updated_at");
    assertThat(java.time.OffsetDateTime.parse(updated))
        .as("updated_at after created_at")
        .isAfterOrEqualTo(java.time.OffsetDateTime.parse(created));
    return told;
  }

  /// The path segment of an id, which an earlier operation of a batch may have yet to make.
  static String segment(Object id) {
    return id instanceof Body.Earlier ? "{" + id + "}" : Values.text(id);
  }
}
