package dev.freehold.migrate.draft;

import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A step of which not everything was said. Safe, and with the whole table for a moment, until it is told otherwise.
public final class Pending {
  private final String subject;
  private final String words;
  private final Phase phase;
  private final Map<String, String> before;
  private final Consumer<Step> done;
  private final Map<String, String> set = new LinkedHashMap<>();
  private final Set<String> removed = new LinkedHashSet<>();
  private Risk risk = Risk.SAFE;
  private Lock lock = Lock.ACCESS_EXCLUSIVE;
  private Hold hold = Hold.MOMENT;
  private Optional<AtRisk> atRisk = Optional.empty();
  private String remedy = "";

  Pending(
      String subject, String words, Phase phase, Map<String, String> before, Consumer<Step> done) {
    this.subject = subject;
    this.words = words;
    this.phase = phase;
    this.before = before;
    this.done = done;
  }

  public Pending risk(Risk other) {
    risk = other;
    return this;
  }

  public Pending lock(Lock other, Hold time) {
    lock = other;
    hold = time;
    return this;
  }

  public Pending atRisk(Optional<AtRisk> rows) {
    atRisk = rows;
    return this;
  }

  public Pending remedy(String text) {
    remedy = text;
    return this;
  }

  public Pending set(String key, String definition) {
    set.put(key, definition);
    return this;
  }

  public Pending set(Key key, String definition) {
    return set(key.toString(), definition);
  }

  public Pending remove(Key key) {
    removed.add(key.toString());
    return this;
  }

  /// The model as it is afterwards.
  public Pending become(Map<String, String> after) {
    before.keySet().stream().filter(k -> !after.containsKey(k)).forEach(removed::add);
    after.forEach(
        (key, definition) -> {
          if (!definition.equals(before.get(key))) {
            set.put(key, definition);
          }
        });
    return this;
  }

  public void transaction(String... statements) {
    transaction(Arrays.asList(statements));
  }

  public void transaction(List<String> statements) {
    end(new Work.Transaction(statements));
  }

  /// @param index schema-qualified and quoted
  public void concurrently(String index, String statement) {
    end(new Work.Concurrently(index, statement));
  }

  public void batches(Work.Batches batches) {
    end(batches);
  }

  /// It cannot be done, and changes nothing.
  public void blocked() {
    risk = Risk.BLOCKED;
    lock = Lock.NONE;
    hold = Hold.MOMENT;
    set.clear();
    removed.clear();
    end(new Work.Nothing());
  }

  private void end(Work work) {
    done.accept(
        new Step(
            subject,
            words,
            phase,
            risk,
            lock,
            hold,
            work,
            atRisk,
            remedy,
            new ModelChange(set, removed)));
  }
}
