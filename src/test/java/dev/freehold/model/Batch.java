package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Outcome.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Several acts of one person in one call: all of them or none.
record Batch(Who who, List<Act> acts) implements Act {
  @Override
  public Call call() {
    List<Object> operations = new ArrayList<>();
    for (Act act : acts) {
      Call call = act.call();
      Map<String, Object> operation = new LinkedHashMap<>();
      operation.put("method", call.method());
      operation.put("path", call.target().replace("%7B", "{").replace("%7D", "}"));
      if (!call.headers().isEmpty()) {
        operation.put("headers", new LinkedHashMap<>(call.headers()));
      }
      if (!call.body().isEmpty()) {
        operation.put("body", Tree.parse(call.body()));
      }
      operations.add(operation);
    }
    return Call.of(who, "POST", "/batch").body(Map.of("operations", operations));
  }

  /// The ids of rows that a batch which fails would have made stand for no others.
  private static Object pretended(One.Create create, int index) {
    return create.resource().integerId() ? BigDecimal.valueOf(-1L - index) : "new" + index;
  }

  @Override
  public Outcome outcome(Store store) {
    if (!who.signedIn()) {
      return Outcome.refused(401, "UNAUTHORIZED");
    }
    Store after = new Store(store);
    List<Object> ids = new ArrayList<>();
    List<Fault> possible = new ArrayList<>();
    for (int i = 0; i < acts.size(); i++) {
      Act act = acts.get(i).resolved(ids);
      Outcome outcome = act.outcome(after);
      possible.addAll(placed(outcome, i).faults());
      if (!outcome.open()) {
        return new Outcome(possible, false);
      }
      ids.add(pretend(act, after, i));
    }
    return new Outcome(possible, true);
  }

  /// Does the act to the rows, for the sake of those after it.
  private static Object pretend(Act act, Store store, int index) {
    switch (act) {
      case One.Create create -> {
        Object id = pretended(create, index);
        store.put(create.resource(), create.made(id));
        return id;
      }
      case One.Update update -> {
        Row row = store.row(update.resource(), update.id()).orElseThrow();
        store.put(update.resource(), row.with(update.body()));
      }
      case One.Delete delete ->
          store.delete(
              delete.resource(), List.of(store.row(delete.resource(), delete.id()).orElseThrow()));
      default -> {}
    }
    return Tree.NULL;
  }

  private static Outcome placed(Outcome outcome, int index) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : outcome.faults()) {
      Set<String> details = new LinkedHashSet<>();
      fault.details().forEach(d -> details.add("operations[" + index + "]." + d));
      faults.add(new Fault(fault.status(), fault.code(), details, fault.exact()));
    }
    return new Outcome(faults, outcome.open());
  }

  @Override
  public void done(Store store, Answer answer) {
    Act.status(200, answer);
    List<Object> results = Tree.list(Tree.at(answer.data(), "results"));
    assertThat(results).as("results").hasSameSizeAs(acts);
    List<Object> ids = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Answer part = part(results.get(i));
      acts.get(i).resolved(ids).done(store, part);
      ids.add(Tree.at(part.data(), "id"));
    }
  }

  private static Answer part(Object result) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    if (Tree.at(result, "headers") instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) ->
              headers.put(
                  String.valueOf(name).toLowerCase(Locale.ROOT), List.of(String.valueOf(value))));
    }
    int status = ((BigDecimal) Tree.at(result, "status")).intValueExact();
    Object data = Tree.at(result, "data");
    return new Answer(
        status, headers, data == Tree.NULL ? "" : Tree.text(data), Map.of("data", data), true);
  }
}
