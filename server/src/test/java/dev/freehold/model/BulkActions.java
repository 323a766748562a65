package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ExpectedOutcome.ExpectedError;
import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes of many rows of one resource in one request: all or none.
final class BulkActions {
  private BulkActions() {}

  /// Accepts the details of a fault with and without the index of the row in the list.
  private static ExpectedOutcome withIndex(ExpectedOutcome expected, int index) {
    List<ExpectedError> faults = new ArrayList<>();
    for (ExpectedError fault : expected.faults()) {
      Set<String> details = new LinkedHashSet<>(fault.details());
      fault.details().forEach(d -> details.add("[" + index + "]." + d));
      faults.add(new ExpectedError(fault.status(), fault.code(), details, fault.exact()));
    }
    return new ExpectedOutcome(faults, expected.maySucceed());
  }

  private static Set<String> prefixed(int index, Set<String> faults) {
    Set<String> prefixed = new LinkedHashSet<>();
    faults.forEach(f -> prefixed.add("[" + index + "]." + f));
    return prefixed;
  }

  private static List<Object> rows(Resource resource, Answer answer) {
    return JsonTree.list(JsonTree.at(answer.data(), resource.name()));
  }

  record Create(
      ModelUser actor,
      Resource resource,
      List<Map<String, Object>> bodies,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      List<Object> list = bodies.stream().map(ModelBody::json).toList();
      return WriteOption.applyTo(
          ModelRequest.of(actor, "POST", "/" + resource.name()).body(list), options);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.CREATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = new LinkedHashSet<>();
      for (int i = 0; i < bodies.size(); i++) {
        faults.addAll(prefixed(i, ModelBody.faults(actor, resource, bodies.get(i), true)));
      }
      if (!faults.isEmpty()) {
        return ExpectedOutcome.refused(ExpectedError.invalid(faults));
      }
      ModelStore after = new ModelStore(store);
      List<ExpectedError> violations = new ArrayList<>();
      for (int i = 0; i < bodies.size(); i++) {
        ModelRow row = ModelBody.newRow(actor, resource, "new" + i, bodies.get(i));
        violations.addAll(
            withIndex(
                    ModelBody.constraintOutcome(
                        actor, after, resource, Operation.CREATE, row, bodies.get(i).keySet(), ""),
                    i)
                .faults());
        after.put(resource, row);
      }
      return new ExpectedOutcome(violations, violations.isEmpty());
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      boolean dryRun = options.contains(WriteOption.DRY_RUN);
      ModelAction.status(dryRun ? 200 : 201, answer);
      List<Object> rows = rows(resource, answer);
      assertThat(rows).as("rows").hasSameSizeAs(bodies);
      for (int i = 0; i < rows.size(); i++) {
        ModelRow made =
            ModelBody.newRow(actor, resource, ServerAssignedValue.UNKNOWN, bodies.get(i));
        ModelRow stored = ModelAction.verifyRow(actor, store, resource, made, rows.get(i));
        if (!dryRun) {
          assertThat(store.row(resource, stored.id())).as("a row with that id").isEmpty();
          store.put(resource, stored);
        }
      }
    }
  }

  /// @param bodies the changes by id of the row
  record Update(
      ModelUser actor,
      Resource resource,
      Map<Object, Map<String, Object>> bodies,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      List<Object> list = new ArrayList<>();
      bodies.forEach(
          (id, body) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", id);
            row.putAll(body);
            list.add(ModelBody.json(row));
          });
      return WriteOption.applyTo(
          ModelRequest.of(actor, "PATCH", "/" + resource.name()).body(list), options);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.UPDATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = new LinkedHashSet<>();
      int index = 0;
      for (Map.Entry<Object, Map<String, Object>> each : bodies.entrySet()) {
        Map<String, Object> body = each.getValue();
        Set<String> own = ModelBody.faults(actor, resource, body, false);
        Optional<ModelRow> row = reached(store, each.getKey());
        // A row that is not there has no value to compare with.
        own.removeIf(
            fault ->
                row.map(found -> ModelBody.isEcho(found, body, fault))
                    .orElse(fault.endsWith(ModelBody.READ_ONLY)));
        faults.addAll(prefixed(index++, own));
      }
      if (!faults.isEmpty()) {
        return ExpectedOutcome.refused(ExpectedError.invalid(faults));
      }
      // The end state decides about unique sets, and is reached only without another fault.
      ModelStore after = new ModelStore(store);
      after.deferUniques();
      List<ExpectedError> stored = new ArrayList<>();
      index = 0;
      for (Map.Entry<Object, Map<String, Object>> each : bodies.entrySet()) {
        Optional<ModelRow> row = reached(store, each.getKey());
        if (row.isEmpty()) {
          stored.add(ExpectedError.of(404, "NOT_FOUND"));
        } else {
          Map<String, Object> written = ModelBody.written(actor, resource, each.getValue());
          ModelRow now = row.get().with(written);
          Set<String> given = written.keySet();
          stored.addAll(
              withIndex(
                      ModelBody.constraintOutcome(
                          actor, after, resource, Operation.UPDATE, now, given, ""),
                      index)
                  .faults());
          after.put(resource, now);
        }
        index++;
      }
      if (stored.isEmpty()) {
        after.checkUniques();
        index = 0;
        for (Object id : bodies.keySet()) {
          ModelRow now = after.row(resource, id).orElseThrow();
          stored.addAll(
              withIndex(ModelBody.uniqueOutcome(after, resource, now, ""), index++).faults());
        }
      }
      return new ExpectedOutcome(stored, stored.isEmpty());
    }

    private Optional<ModelRow> reached(ModelStore store, Object id) {
      return store
          .row(resource, id)
          .filter(r -> store.permits(actor, resource, Operation.UPDATE, r));
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      ModelAction.status(200, answer);
      List<Object> rows = rows(resource, answer);
      assertThat(rows).as("rows").hasSize(bodies.size());
      ModelStore after = new ModelStore(store);
      int index = 0;
      for (Map.Entry<Object, Map<String, Object>> each : bodies.entrySet()) {
        ModelRow row = store.row(resource, each.getKey()).orElseThrow();
        Map<String, Object> written = ModelBody.written(actor, resource, each.getValue());
        if (!written.isEmpty()) {
          row = row.with(ModelTags.changes(resource, written));
        }
        after.put(resource, ModelAction.verifyRow(actor, after, resource, row, rows.get(index++)));
      }
      if (!options.contains(WriteOption.DRY_RUN)) {
        bodies.keySet().forEach(id -> store.put(resource, after.row(resource, id).orElseThrow()));
      }
    }
  }

  /// Updates or deletes all rows that match a filter.
  ///
  /// @param body empty for a delete
  /// @param most `max_affected`; 0 if it is not sent, which is valid only with a filter by id
  record Where(
      ModelUser actor,
      ModelListQuery query,
      Map<String, Object> body,
      int most,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    private Resource resource() {
      return query.resource();
    }

    private Operation operation() {
      return body.isEmpty() ? Operation.DELETE : Operation.UPDATE;
    }

    @Override
    public ModelRequest call() {
      ModelRequest call =
          ModelRequest.of(actor, body.isEmpty() ? "DELETE" : "PATCH", query.path())
              .query(query.parameters());
      ModelRequest bounded = most == 0 ? call : call.query("max_affected", String.valueOf(most));
      return WriteOption.applyTo(
          body.isEmpty() ? bounded : bounded.body(ModelBody.json(body)), options);
    }

    private List<ModelRow> found(ModelStore store) {
      return query.rows(actor, store).stream()
          .filter(r -> store.permits(actor, resource(), operation(), r))
          .filter(r -> body.isEmpty() || store.permits(actor, resource(), operation(), changed(r)))
          .toList();
    }

    private ModelRow changed(ModelRow row) {
      return row.with(ModelTags.changes(resource(), body));
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource(), operation());
      if (granted.fails()) {
        return granted;
      }
      if (query.isMetByAll()) {
        return ExpectedOutcome.refused(ExpectedError.invalid(Set.of(" required")));
      }
      Set<String> faults = ModelBody.faults(actor, resource(), body, false);
      if (!faults.isEmpty()) {
        return ExpectedOutcome.refused(ExpectedError.invalid(faults));
      }
      List<ModelRow> found = found(store);
      if (most > 0 && found.size() > most) {
        return ExpectedOutcome.refused(409, "CONFLICT");
      }
      ModelStore after = new ModelStore(store);
      if (body.isEmpty()) {
        return SingleRowActions.Delete.deleted(after.delete(resource(), found));
      }
      found.forEach(r -> after.put(resource(), changed(r)));
      List<ExpectedError> violations = new ArrayList<>();
      for (ModelRow row : found) {
        violations.addAll(
            ModelBody.constraintOutcome(
                    actor, after, resource(), Operation.UPDATE, changed(row), body.keySet(), "")
                .faults());
      }
      return new ExpectedOutcome(violations, violations.isEmpty());
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      ModelAction.status(200, answer);
      List<ModelRow> found = found(store);
      ServerAssignedValue.check(
          "data", Map.of("affected", JsonTree.number(found.size())), answer.data());
      if (options.contains(WriteOption.DRY_RUN)) {
        return;
      }
      if (body.isEmpty()) {
        store.delete(resource(), found);
      } else {
        found.forEach(r -> store.put(resource(), changed(r)));
      }
    }
  }
}
