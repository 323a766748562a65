package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ExpectedOutcome.ExpectedError;
import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelStore.ModelRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Several operations of one user in one `POST /batch`: all of them or none.
record BatchAction(ModelUser actor, List<ModelAction> actions) implements ModelAction {
  @Override
  public ModelRequest call() {
    List<Object> operations = new ArrayList<>();
    for (ModelAction action : actions) {
      ModelRequest call = action.call();
      Map<String, Object> operation = new LinkedHashMap<>();
      operation.put("method", call.method());
      operation.put("path", call.target().replace("%7B", "{").replace("%7D", "}"));
      if (!call.headers().isEmpty()) {
        operation.put("headers", new LinkedHashMap<>(call.headers()));
      }
      if (!call.body().isEmpty()) {
        operation.put("body", JsonTree.parse(call.body()));
      }
      operations.add(operation);
    }
    return ModelRequest.of(actor, "POST", "/batch").body(Map.of("operations", operations));
  }

  /// Whether the batch writes nothing. Such a batch does not use an idempotency key.
  boolean onlyReads() {
    return actions.stream().noneMatch(action -> action.call().isUnsafe());
  }

  /// A placeholder for the id of a row that the batch would create; no stored row has it.
  private static Object placeholderId(SingleRowActions.Create create, int index) {
    return create.resource().integerId() ? BigDecimal.valueOf(-1L - index) : "new" + index;
  }

  @Override
  public ExpectedOutcome outcome(ModelStore store) {
    if (!actor.signedIn()) {
      return ExpectedOutcome.refused(401, "UNAUTHORIZED");
    }
    ModelStore after = new ModelStore(store);
    after.deferUniques();
    List<Object> ids = new ArrayList<>();
    List<ExpectedError> possible = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      ModelAction action = actions.get(i).withResolvedIds(ids);
      ExpectedOutcome expected = action.outcome(after);
      possible.addAll(withIndex(expected, i).faults());
      if (!expected.maySucceed()) {
        return new ExpectedOutcome(possible, false);
      }
      ids.add(applyExpected(action, after, i));
    }
    after.checkUniques();
    List<ExpectedError> taken = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      taken.addAll(
          withIndex(taken(actions.get(i).withResolvedIds(ids), after, ids.get(i)), i).faults());
    }
    possible.addAll(taken);
    return new ExpectedOutcome(possible, taken.isEmpty());
  }

  /// What is taken at the end of the batch of the row that an action wrote.
  private static ExpectedOutcome taken(ModelAction action, ModelStore after, Object made) {
    return switch (action) {
      case SingleRowActions.Create create -> taken(create.resource(), after, made);
      case SingleRowActions.Update update -> taken(update.resource(), after, update.id());
      default -> ExpectedOutcome.SUCCESS;
    };
  }

  private static ExpectedOutcome taken(ModelSpec.Resource resource, ModelStore after, Object id) {
    return after
        .row(resource, id)
        .map(row -> ModelBody.uniqueOutcome(after, resource, row, ""))
        .orElse(ExpectedOutcome.SUCCESS);
  }

  /// Applies the action to the store, so that the outcomes of later actions see its effect.
  private static Object applyExpected(ModelAction action, ModelStore store, int index) {
    switch (action) {
      case SingleRowActions.Create create -> {
        Object id = placeholderId(create, index);
        store.put(create.resource(), create.made(id));
        return id;
      }
      case SingleRowActions.Update update -> {
        ModelRow row = store.row(update.resource(), update.id()).orElseThrow();
        store.put(update.resource(), row.with(ModelTags.changes(update.resource(), update.body())));
      }
      case SingleRowActions.Delete delete ->
          store.delete(
              delete.resource(), List.of(store.row(delete.resource(), delete.id()).orElseThrow()));
      default -> {}
    }
    return JsonTree.NULL;
  }

  private static ExpectedOutcome withIndex(ExpectedOutcome expected, int index) {
    List<ExpectedError> faults = new ArrayList<>();
    for (ExpectedError fault : expected.faults()) {
      Set<String> details = new LinkedHashSet<>();
      fault.details().forEach(d -> details.add("operations[" + index + "]." + d));
      if (fault.status() == 409) {
        // The other row may be one that the caller cannot read; the place is then unknown.
        details.addAll(fault.details());
      }
      faults.add(new ExpectedError(fault.status(), fault.code(), details, fault.exact()));
    }
    return new ExpectedOutcome(faults, expected.maySucceed());
  }

  @Override
  public void applySuccess(ModelStore store, Answer answer) {
    ModelAction.status(200, answer);
    List<Object> results = JsonTree.list(JsonTree.at(answer.data(), "results"));
    assertThat(results).as("results").hasSameSizeAs(actions);
    List<Object> ids = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Answer part = part(results.get(i));
      actions.get(i).withResolvedIds(ids).applySuccess(store, part);
      ids.add(JsonTree.at(part.data(), "id"));
    }
  }

  private static Answer part(Object result) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    if (JsonTree.at(result, "headers") instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) ->
              headers.put(
                  String.valueOf(name).toLowerCase(Locale.ROOT), List.of(String.valueOf(value))));
    }
    int status = ((BigDecimal) JsonTree.at(result, "status")).intValueExact();
    Object data = JsonTree.at(result, "data");
    return new Answer(
        status,
        headers,
        data == JsonTree.NULL ? "" : JsonTree.text(data),
        Map.of("data", data),
        true);
  }
}
