package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;

/// A write with an `Idempotency-Key`, sent again: the same answer, and nothing done twice.
final class Keyed {
  private Keyed() {}

  static void twice(Session session, Act act, String key) {
    Call call = act.call().header("Idempotency-Key", key);
    Answer first = session.act(act, call);
    if (first.status() >= 400) {
      return;
    }
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    Answer again = session.send(call);
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.text()).isEqualTo(first.text());
    for (String name : new String[] {"ETag", "Location", "Preference-Applied", "Dry-Run"}) {
      assertThat(again.header(name)).as(name).isEqualTo(first.header(name));
    }
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    Answer other = session.send(call.query("dry_run", "false"));
    assertThat(other.status() + " " + other.code()).isEqualTo("422 IDEMPOTENCY_MISMATCH");
  }
}
