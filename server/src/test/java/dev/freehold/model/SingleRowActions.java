package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Operations on one row, which may be missing.
final class SingleRowActions {
  private SingleRowActions() {}

  private static Map<String, Object> resolve(Map<String, Object> body, List<Object> ids) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    body.forEach((name, value) -> resolved.put(name, resolve(value, ids)));
    return resolved;
  }

  private static Object resolve(Object value, List<Object> ids) {
    return value instanceof ModelBody.BatchReference(int operation)
        ? ids.get(operation - 1)
        : value;
  }

  private static Optional<ModelRow> reached(
      ModelUser actor, ModelStore store, Resource resource, Operation operation, Object id) {
    return store.row(resource, id).filter(r -> store.permits(actor, resource, operation, r));
  }

  record Create(
      ModelUser actor,
      Resource resource,
      Map<String, Object> body,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      return WriteOption.applyTo(
          ModelRequest.of(actor, "POST", "/" + resource.name()).body(ModelBody.json(body)),
          options);
    }

    @Override
    public ModelAction withResolvedIds(List<Object> ids) {
      return new Create(actor, resource, resolve(body, ids), options);
    }

    ModelRow made(Object id) {
      return ModelBody.newRow(actor, resource, id, body);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.CREATE);
      Set<String> faults = ModelBody.faults(actor, resource, body, true);
      if (granted.fails()) {
        return granted;
      }
      return faults.isEmpty()
          ? ModelBody.constraintOutcome(
              actor, store, resource, Operation.CREATE, made("new"), body.keySet(), "")
          : ExpectedOutcome.refused(ExpectedOutcome.ExpectedError.invalid(faults));
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      boolean dryRun = options.contains(WriteOption.DRY_RUN);
      ModelAction.status(dryRun ? 200 : 201, answer);
      WriteOption.check(options, answer);
      ModelRow made = made(ServerAssignedValue.UNKNOWN);
      if (options.contains(WriteOption.MINIMAL) && !dryRun) {
        String id =
            answer.header("Location").substring(("/api/v1/" + resource.name() + "/").length());
        Object stored = resource.integerId() ? JsonTree.parse(id) : id;
        store.put(resource, made.withServerValues(Map.of("id", stored)));
        return;
      }
      ModelRow stored = ModelAction.verifyRow(actor, store, resource, made, answer.data());
      if (dryRun) {
        return;
      }
      assertThat(store.row(resource, stored.id())).as("a row with that id").isEmpty();
      if (!answer.part()) {
        assertThat(answer.header("Location"))
            .isEqualTo("/api/v1/" + resource.name() + "/" + ModelValues.text(stored.id()));
        assertThat(answer.header("ETag")).isNotEmpty();
      }
      store.put(
          resource,
          stored.withTag(ModelTags.Representation.of(actor, resource), answer.header("ETag")));
    }
  }

  record Update(
      ModelUser actor,
      String method,
      Resource resource,
      Object id,
      Map<String, Object> body,
      ConditionalHeader pre,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      ModelRequest call =
          ModelRequest.of(actor, method, "/" + resource.name() + "/" + ModelAction.segment(id));
      return WriteOption.applyTo(pre.applyTo(call.body(ModelBody.json(body))), options);
    }

    @Override
    public ModelAction withResolvedIds(List<Object> ids) {
      return new Update(
          actor, method, resource, resolve(id, ids), resolve(body, ids), pre, options);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.UPDATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = ModelBody.faults(actor, resource, body, false);
      Optional<ModelRow> row = reached(actor, store, resource, Operation.UPDATE, id);
      boolean onlyEchoes = faults.stream().allMatch(f -> f.endsWith(ModelBody.READ_ONLY));
      row.ifPresent(found -> faults.removeIf(f -> ModelBody.isEcho(found, body, f)));
      if (row.isEmpty() && onlyEchoes) {
        return ExpectedOutcome.notFound();
      }
      if (onlyEchoes && !pre.holds()) {
        return ExpectedOutcome.refused(412, "PRECONDITION_FAILED");
      }
      if (!faults.isEmpty()) {
        return ExpectedOutcome.refused(ExpectedOutcome.ExpectedError.invalid(faults));
      }
      Map<String, Object> written = ModelBody.written(actor, resource, body);
      return pre.holds()
          ? ModelBody.constraintOutcome(
              actor,
              store,
              resource,
              Operation.UPDATE,
              row.orElseThrow().with(written),
              written.keySet(),
              "")
          : ExpectedOutcome.refused(412, "PRECONDITION_FAILED");
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      boolean dryRun = options.contains(WriteOption.DRY_RUN);
      boolean minimal = options.contains(WriteOption.MINIMAL) && !dryRun;
      ModelAction.status(minimal ? 204 : 200, answer);
      WriteOption.check(options, answer);
      ModelRow row = store.row(resource, id).orElseThrow();
      Map<String, Object> body = ModelBody.written(actor, resource, this.body);
      ModelRow now = row;
      if (!body.isEmpty()) {
        now = row.with(ModelTags.changes(resource, body));
      }
      if (!minimal) {
        ModelStore after = new ModelStore(store);
        after.put(resource, now);
        now = ModelAction.verifyRow(actor, after, resource, now, answer.data());
      }
      if (!dryRun) {
        ModelTags.Representation shown = ModelTags.Representation.of(actor, resource);
        String tag = answer.header("ETag");
        String seen = row.tags().of(shown);
        if (!tag.isEmpty() && !seen.isEmpty() && !minimal) {
          Object before = ModelProjection.PLAIN.json(actor, store, resource, row);
          ModelTags.moves(shown, !body.isEmpty(), before, answer.data())
              .ifPresent(
                  moves -> assertThat(!tag.equals(seen)).as("another ETag").isEqualTo(moves));
        }
        store.put(resource, now.withTag(shown, tag));
      }
    }
  }

  record Delete(
      ModelUser actor,
      Resource resource,
      Object id,
      ConditionalHeader pre,
      Set<ModelAction.WriteOption> options)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      ModelRequest call =
          ModelRequest.of(actor, "DELETE", "/" + resource.name() + "/" + ModelAction.segment(id));
      return WriteOption.applyTo(pre.applyTo(call), options);
    }

    @Override
    public ModelAction withResolvedIds(List<Object> ids) {
      return new Delete(actor, resource, resolve(id, ids), pre, options);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.DELETE);
      if (granted.fails()) {
        return granted;
      }
      Optional<ModelRow> row = reached(actor, store, resource, Operation.DELETE, id);
      if (row.isEmpty()) {
        return ExpectedOutcome.notFound();
      }
      if (!pre.holds()) {
        return ExpectedOutcome.refused(412, "PRECONDITION_FAILED");
      }
      return deleted(new ModelStore(store).delete(resource, List.of(row.get())));
    }

    static ExpectedOutcome deleted(ModelStore.Deletion deletion) {
      return deletion.refused() || deletion.either()
          ? new ExpectedOutcome(
              List.of(ExpectedOutcome.ExpectedError.of(409, "CONFLICT")), deletion.either())
          : ExpectedOutcome.SUCCESS;
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      ModelAction.status(204, answer);
      assertThat(answer.text()).as("body").isEmpty();
      if (!options.contains(WriteOption.DRY_RUN)) {
        store.delete(resource, List.of(store.row(resource, id).orElseThrow()));
      }
    }
  }

  record Get(
      ModelUser actor,
      Resource resource,
      Object id,
      ModelProjection projection,
      ConditionalHeader pre)
      implements ModelAction {
    @Override
    public ModelRequest call() {
      ModelRequest call =
          ModelRequest.of(actor, "GET", "/" + resource.name() + "/" + ModelAction.segment(id));
      return pre.applyTo(call.query(projection.parameters()));
    }

    @Override
    public ModelAction withResolvedIds(List<Object> ids) {
      return new Get(actor, resource, resolve(id, ids), projection, pre);
    }

    @Override
    public ExpectedOutcome outcome(ModelStore store) {
      ExpectedOutcome granted = ExpectedOutcome.forAccess(actor, store, resource, Operation.READ);
      if (granted.fails()) {
        return granted;
      }
      if (reached(actor, store, resource, Operation.READ, id).isEmpty()) {
        return ExpectedOutcome.notFound();
      }
      return pre.holds() || pre.header().equals("If-None-Match")
          ? ExpectedOutcome.SUCCESS
          : ExpectedOutcome.refused(412, "PRECONDITION_FAILED");
    }

    @Override
    public void applySuccess(ModelStore store, Answer answer) {
      if (!pre.holds()) {
        ModelAction.status(304, answer);
        assertThat(answer.text()).as("body").isEmpty();
        return;
      }
      ModelAction.status(200, answer);
      ModelRow row = store.row(resource, id).orElseThrow();
      ServerAssignedValue.check("row", projection.json(actor, store, resource, row), answer.data());
      String tag = answer.header("ETag");
      if (!answer.part()) {
        assertThat(tag.isEmpty()).as("no ETag").isEqualTo(!projection.include().isEmpty());
      }
      ModelTags.Representation shown = ModelTags.Representation.of(actor, resource, projection);
      String seen = row.tags().of(shown);
      if (!seen.isEmpty() && !tag.isEmpty()) {
        assertThat(tag).as("ETag of the same row").isEqualTo(seen);
      }
      if (!tag.isEmpty()) {
        assertThat(row.tags().others(shown)).as("ETags of other fields").doesNotContain(tag);
      }
      store.put(resource, row.withServerValues(answer.data()).withTag(shown, tag));
    }
  }
}
