package dev.freehold.migrate.draft;

import dev.freehold.ddl.alter.Key;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A plan in the making: the model as the steps so far leave it, and the steps.
public final class Draft {
  /// Of a constraint that holds for what is written, and at whose rows nobody has looked yet.
  public static final String NOT_VALIDATED = " (not validated)";

  /// Of a unique constraint of which there is the index alone.
  public static final String INDEX_ALONE = " (index)";

  /// That a column must have a value, as long as the rows got theirs and nothing keeps others from lacking it.
  public static final String FILLED = "not null (filled)";

  private final Target target;
  private final Present present;
  private final Facts facts;
  private final Wishes wishes;
  private final List<Step> steps = new ArrayList<>();
  private final Set<String> newTables = new HashSet<>();
  private final Set<Key> postponed = new HashSet<>();
  private Map<String, String> model;
  private Phase phase = Phase.EXPAND;

  public Draft(Map<String, String> applied, Target target, Facts facts, Wishes wishes) {
    this.model = new TreeMap<>(applied);
    this.target = target;
    this.facts = facts;
    this.wishes = wishes;
    this.present = new Present(applied, target, wishes, facts.major());
  }

  /// A definition without what says that it is half made.
  public static String settled(String definition) {
    return definition.endsWith(NOT_VALIDATED)
        ? definition.substring(0, definition.length() - NOT_VALIDATED.length())
        : definition.endsWith(INDEX_ALONE)
            ? definition.substring(0, definition.length() - INDEX_ALONE.length())
            : definition;
  }

  public Target target() {
    return target;
  }

  public Present present() {
    return present;
  }

  public Facts facts() {
    return facts;
  }

  public Wishes wishes() {
    return wishes;
  }

  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /// Key to definition, by key.
  public Map<String, String> model() {
    return new LinkedHashMap<>(model);
  }

  public @Nullable String definition(String key) {
    return model.get(key);
  }

  public boolean has(Key key) {
    return model.containsKey(key.toString());
  }

  /// Keys of the tables of resources and operations.
  public List<Key> tableKeys() {
    return model.keySet().stream().filter(Key::isOfTable).map(Key::of).toList();
  }

  /// That the plan makes a table, so that it has no rows.
  public void madeTable(String table) {
    newTables.add(table);
  }

  public boolean isNewTable(String table) {
    return newTables.contains(table);
  }

  /// That what needs a column must wait until it has its new type.
  public void postpone(Key column) {
    postponed.add(column);
  }

  public boolean isPostponed(String table, String column) {
    return postponed.contains(Key.column(table, column));
  }

  /// From here on everything waits until the last server of the old spec is gone.
  public void contract() {
    phase = Phase.CONTRACT;
    postponed.clear();
  }

  /// @param subject as a consent names it: `tasks.notes`
  /// @param words what the step does
  public Pending step(String subject, String words) {
    return new Pending(subject, words, phase, model, this::add);
  }

  private void add(Step step) {
    steps.add(step);
    model = new TreeMap<>(step.change().applied(model));
  }
}
