package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Acts on one row that exists, or does not.
final class One {
  private One() {}

  private static Map<String, Object> resolve(Map<String, Object> body, List<Object> ids) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    body.forEach((name, value) -> resolved.put(name, resolve(value, ids)));
    return resolved;
  }

  private static Object resolve(Object value, List<Object> ids) {
    return value instanceof Body.Earlier(int operation) ? ids.get(operation - 1) : value;
  }

  private static Optional<Row> reached(
      Who who, Store store, Resource resource, Operation operation, Object id) {
    return store.row(resource, id).filter(r -> who.may(resource, operation, r));
  }

  record Create(Who who, Resource resource, Map<String, Object> body, Set<Act.Option> options)
      implements Act {
    @Override
    public Call call() {
      return Option.ask(Call.of(who, "POST", "/" + resource.name()).body(Body.json(body)), options);
    }

    @Override
    public Act resolved(List<Object> ids) {
      return new Create(who, resource, resolve(body, ids), options);
    }

    Row made(Object id) {
      return Body.made(who, resource, id, body);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.CREATE);
      Set<String> faults = Body.faults(who, resource, body, true);
      if (granted.fails()) {
        return granted;
      }
      return faults.isEmpty()
          ? Body.stored(who, store, resource, made("new"), body.keySet(), "")
          : Outcome.refused(Outcome.Fault.invalid(faults));
    }

    @Override
    public void done(Store store, Answer answer) {
      boolean dry = options.contains(Option.DRY_RUN);
      Act.status(dry ? 200 : 201, answer);
      Option.check(options, answer);
      Row made = made(Unsure.UNSURE);
      if (options.contains(Option.MINIMAL) && !dry) {
        String id =
            answer.header("Location").substring(("/api/v1/" + resource.name() + "/").length());
        Object told = resource.integerId() ? Tree.parse(id) : id;
        store.put(resource, made.told(Map.of("id", told)));
        return;
      }
      Row told = Act.told(who, store, resource, made, answer.data());
      if (dry) {
        return;
      }
      assertThat(store.row(resource, told.id())).as("a row with that id").isEmpty();
      if (!answer.part()) {
        assertThat(answer.header("Location"))
            .isEqualTo("/api/v1/" + resource.name() + "/" + Values.text(told.id()));
        assertThat(answer.header("ETag")).isNotEmpty();
      }
      store.put(resource, told.tagged(answer.header("ETag")));
    }
  }

  record Update(
      Who who,
      String method,
      Resource resource,
      Object id,
      Map<String, Object> body,
      Pre pre,
      Set<Act.Option> options)
      implements Act {
    @Override
    public Call call() {
      Call call = Call.of(who, method, "/" + resource.name() + "/" + Act.segment(id));
      return Option.ask(pre.ask(call.body(Body.json(body))), options);
    }

    @Override
    public Act resolved(List<Object> ids) {
      return new Update(who, method, resource, resolve(id, ids), resolve(body, ids), pre, options);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.UPDATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = Body.faults(who, resource, body, false);
      if (!faults.isEmpty()) {
        return Outcome.refused(Outcome.Fault.invalid(faults));
      }
      Optional<Row> row = reached(who, store, resource, Operation.UPDATE, id);
      if (row.isEmpty()) {
        return Outcome.notFound();
      }
      return pre.holds()
          ? Body.stored(who, store, resource, row.get().with(body), body.keySet(), "")
          : Outcome.refused(412, "PRECONDITION_FAILED");
    }

    @Override
    public void done(Store store, Answer answer) {
      boolean dry = options.contains(Option.DRY_RUN);
      boolean minimal = options.contains(Option.MINIMAL) && !dry;
      Act.status(minimal ? 204 : 200, answer);
      Option.check(options, answer);
      Row row = store.row(resource, id).orElseThrow();
      Row now = row;
      if (!body.isEmpty()) {
        Map<String, Object> changes = new LinkedHashMap<>(body);
        changes.put("updated_at", Unsure.UNSURE);
        now = row.with(changes);
      }
      if (!minimal) {
        Store after = new Store(store);
        after.put(resource, now);
        now = Act.told(who, after, resource, now, answer.data());
      }
      if (!dry) {
        String tag = answer.header("ETag");
        if (!tag.isEmpty() && !row.etag().isEmpty()) {
          assertThat(tag.equals(row.etag()))
              .as("the same ETag as before")
              .isEqualTo(body.isEmpty());
        }
        store.put(resource, now.tagged(body.isEmpty() && tag.isEmpty() ? row.etag() : tag));
      }
    }
  }

  record Delete(Who who, Resource resource, Object id, Pre pre, Set<Act.Option> options)
      implements Act {
    @Override
    public Call call() {
      Call call = Call.of(who, "DELETE", "/" + resource.name() + "/" + Act.segment(id));
      return Option.ask(pre.ask(call), options);
    }

    @Override
    public Act resolved(List<Object> ids) {
      return new Delete(who, resource, resolve(id, ids), pre, options);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.DELETE);
      if (granted.fails()) {
        return granted;
      }
      Optional<Row> row = reached(who, store, resource, Operation.DELETE, id);
      if (row.isEmpty()) {
        return Outcome.notFound();
      }
      if (!pre.holds()) {
        return Outcome.refused(412, "PRECONDITION_FAILED");
      }
      return deleted(new Store(store).delete(resource, List.of(row.get())));
    }

    static Outcome deleted(Store.Deletion deletion) {
      return deletion.refused() || deletion.either()
          ? new Outcome(List.of(Outcome.Fault.of(409, "CONFLICT")), deletion.either())
          : Outcome.SUCCESS;
    }

    @Override
    public void done(Store store, Answer answer) {
      Act.status(204, answer);
      assertThat(answer.text()).as("body").isEmpty();
      if (!options.contains(Option.DRY_RUN)) {
        store.delete(resource, List.of(store.row(resource, id).orElseThrow()));
      }
    }
  }

  record Get(Who who, Resource resource, Object id, Showing showing, Pre pre) implements Act {
    @Override
    public Call call() {
      Call call = Call.of(who, "GET", "/" + resource.name() + "/" + Act.segment(id));
      return pre.ask(call.query(showing.parameters()));
    }

    @Override
    public Act resolved(List<Object> ids) {
      return new Get(who, resource, resolve(id, ids), showing, pre);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.READ);
      if (granted.fails()) {
        return granted;
      }
      if (reached(who, store, resource, Operation.READ, id).isEmpty()) {
        return Outcome.notFound();
      }
      return pre.holds() || pre.header().equals("If-None-Match")
          ? Outcome.SUCCESS
          : Outcome.refused(412, "PRECONDITION_FAILED");
    }

    @Override
    public void done(Store store, Answer answer) {
      if (!pre.holds()) {
        Act.status(304, answer);
        assertThat(answer.text()).as("body").isEmpty();
        return;
      }
      Act.status(200, answer);
      Row row = store.row(resource, id).orElseThrow();
      Unsure.check("row", showing.json(who, store, resource, row), answer.data());
      String tag = answer.header("ETag");
      if (!answer.part()) {
        assertThat(tag.isEmpty()).as("no ETag").isEqualTo(!showing.include().isEmpty());
      }
      if (!row.etag().isEmpty() && !tag.isEmpty()) {
        assertThat(tag).as("ETag of the same version").isEqualTo(row.etag());
      }
      store.put(resource, row.told(answer.data()).tagged(tag.isEmpty() ? row.etag() : tag));
    }
  }
}
