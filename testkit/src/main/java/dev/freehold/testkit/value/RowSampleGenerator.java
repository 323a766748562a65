package dev.freehold.testkit.value;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.RuleEvaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Generates rows that satisfy every check of a resource, or violate one of them.
public final class RowSampleGenerator {
  /// Maximum number of candidate rows.
  private static final int PATIENCE = 20_000;

  private static final Object ABSENT = new Object();

  private final ResourcePlan resource;
  private final List<WriteField> writable;
  private final Predicate<Map<String, @Nullable Object>> wanted;
  private final Function<Object, Map<String, @Nullable Object>> related;

  /// @param writable the fields that may be sent
  /// @param wanted a further condition on [RowSample#row]
  /// @param related the values of a row, by the id that a reference of the body has; empty if unknown
  public RowSampleGenerator(
      ResourcePlan resource,
      List<WriteField> writable,
      Predicate<Map<String, @Nullable Object>> wanted,
      Function<Object, Map<String, @Nullable Object>> related) {
    this.resource = resource;
    this.writable = List.copyOf(writable);
    this.wanted = wanted;
    this.related = related;
  }

  /// Generates a row that satisfies all checks.
  ///
  /// @param fixed values that the body must have
  /// @param n the number of the row: different numbers give different values
  /// @param full whether to include optional fields
  public Optional<RowSample> validRow(Map<String, @Nullable Object> fixed, int n, boolean full) {
    return base(fixed, n, full).flatMap(b -> search(b, fixed.keySet(), n, null));
  }

  /// Generates a row that violates only this check.
  public Optional<RowSample> rowViolating(
      TablePlan.Check check, Map<String, @Nullable Object> fixed, int n) {
    return base(fixed, n, false).flatMap(b -> search(b, fixed.keySet(), n, check));
  }

  private Optional<Map<String, @Nullable Object>> base(
      Map<String, @Nullable Object> fixed, int n, boolean full) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>(fixed);
    for (WriteField field : writable) {
      ColumnPlan column = field.column();
      if (body.containsKey(column.name())
          || column.reference() != null
          || !(full || field.required())) {
        continue;
      }
      Optional<Object> value = ValueSamples.of(column, n);
      if (value.isPresent()) {
        body.put(column.name(), value.get());
      } else if (field.required()) {
        return Optional.empty();
      }
    }
    return Optional.of(body);
  }

  private Optional<RowSample> search(
      Map<String, @Nullable Object> base,
      Set<String> fixed,
      int n,
      TablePlan.@Nullable Check broken) {
    RowSample first = RowSample.of(resource, base, related);
    if (isSought(first, broken)) {
      return Optional.of(first);
    }
    Set<String> read = new LinkedHashSet<>();
    resource.table().checks().forEach(c -> read.addAll(c.rule().columns()));
    List<WriteField> free =
        writable.stream()
            .filter(f -> f.column().reference() == null)
            .filter(f -> !fixed.contains(f.column().name()))
            .sorted(
                (a, b) ->
                    Boolean.compare(
                        !read.contains(a.column().name()), !read.contains(b.column().name())))
            .toList();
    List<List<Object>> choices = free.stream().map(f -> choices(f, n)).toList();
    int[] patience = {PATIENCE};
    // Change one field, then two, then three, to stay close to the first row.
    for (int depth = 1; depth <= Math.min(3, free.size()); depth++) {
      Optional<RowSample> found =
          vary(new LinkedHashMap<>(base), free, choices, 0, depth, broken, patience);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<RowSample> vary(
      Map<String, @Nullable Object> body,
      List<WriteField> free,
      List<List<Object>> choices,
      int from,
      int depth,
      TablePlan.@Nullable Check broken,
      int[] patience) {
    if (depth == 0) {
      RowSample sample = RowSample.of(resource, new LinkedHashMap<>(body), related);
      patience[0]--;
      return isSought(sample, broken) ? Optional.of(sample) : Optional.empty();
    }
    for (int i = from; i < free.size() && patience[0] > 0; i++) {
      String name = free.get(i).column().name();
      boolean had = body.containsKey(name);
      Object before = body.get(name);
      for (Object choice : choices.get(i)) {
        if (choice.equals(ABSENT)) {
          body.remove(name);
        } else {
          body.put(name, choice);
        }
        Optional<RowSample> found = vary(body, free, choices, i + 1, depth - 1, broken, patience);
        if (found.isPresent()) {
          return found;
        }
      }
      if (had) {
        body.put(name, before);
      } else {
        body.remove(name);
      }
    }
    return Optional.empty();
  }

  private boolean isSought(RowSample sample, TablePlan.@Nullable Check broken) {
    for (TablePlan.Check check : resource.table().checks()) {
      boolean passes =
          RuleEvaluator.evaluate(check.rule(), field -> sample.typed(resource, field)).passes();
      if (passes == check.equals(broken)) {
        return false;
      }
    }
    return broken != null || wanted.test(sample.row());
  }

  /// The candidates of a field: samples, boundary values, constants of the rules, and null.
  private List<Object> choices(WriteField field, int n) {
    ColumnPlan column = field.column();
    List<Object> all = new ArrayList<>();
    if (!field.required()) {
      all.add(ABSENT);
    }
    for (int i = 0; i < 4; i++) {
      ValueSamples.of(column, n + i).ifPresent(all::add);
      ValueSamples.of(column, i).ifPresent(all::add);
    }
    for (TablePlan.Check check : resource.table().checks()) {
      if (check.rule().columns().contains(column.name())) {
        all.addAll(RuleConstantValues.of(check.rule(), column));
      }
    }
    BoundaryValues.of(column).edges().stream()
        .filter(e -> e.expectedJson() != null && e.value().equals(e.expectedJson()))
        .filter(e -> e.value().toString().length() < 300)
        .forEach(e -> all.add(e.value()));
    return all.stream().distinct().toList();
  }
}
