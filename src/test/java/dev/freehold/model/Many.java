package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.Call.Answer;
import dev.freehold.model.Outcome.Fault;
import dev.freehold.model.Shape.Operation;
import dev.freehold.model.Shape.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Acts on many rows of one resource at once: all or none.
final class Many {
  private Many() {}

  /// What a fault of the row at `index` may be called: by its place in the list or not.
  private static Outcome placed(Outcome outcome, int index) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : outcome.faults()) {
      Set<String> details = new LinkedHashSet<>(fault.details());
      fault.details().forEach(d -> details.add("[" + index + "]." + d));
      faults.add(new Fault(fault.status(), fault.code(), details, fault.exact()));
    }
    return new Outcome(faults, outcome.open());
  }

  private static Set<String> prefixed(int index, Set<String> faults) {
    Set<String> prefixed = new LinkedHashSet<>();
    faults.forEach(f -> prefixed.add("[" + index + "]." + f));
    return prefixed;
  }

  private static List<Object> rows(Resource resource, Answer answer) {
    return Tree.list(Tree.at(answer.data(), resource.name()));
  }

  record Create(
      Who who, Resource resource, List<Map<String, Object>> bodies, Set<Act.Option> options)
      implements Act {
    @Override
    public Call call() {
      List<Object> list = bodies.stream().map(Body::json).toList();
      return Option.ask(Call.of(who, "POST", "/" + resource.name()).body(list), options);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.CREATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = new LinkedHashSet<>();
      for (int i = 0; i < bodies.size(); i++) {
        faults.addAll(prefixed(i, Body.faults(who, resource, bodies.get(i), true)));
      }
      if (!faults.isEmpty()) {
        return Outcome.refused(Fault.invalid(faults));
      }
      Store after = new Store(store);
      List<Fault> stored = new ArrayList<>();
      for (int i = 0; i < bodies.size(); i++) {
        Row row = Body.made(who, resource, "new" + i, bodies.get(i));
        stored.addAll(
            placed(Body.stored(who, after, resource, row, bodies.get(i).keySet(), ""), i).faults());
        after.put(resource, row);
      }
      return new Outcome(stored, stored.isEmpty());
    }

    @Override
    public void done(Store store, Answer answer) {
      boolean dry = options.contains(Option.DRY_RUN);
      Act.status(dry ? 200 : 201, answer);
      List<Object> rows = rows(resource, answer);
      assertThat(rows).as("rows").hasSameSizeAs(bodies);
      for (int i = 0; i < rows.size(); i++) {
        Row made = Body.made(who, resource, Unsure.UNSURE, bodies.get(i));
        Row told = Act.told(who, store, resource, made, rows.get(i));
        if (!dry) {
          assertThat(store.row(resource, told.id())).as("a row with that id").isEmpty();
          store.put(resource, told);
        }
      }
    }
  }

  /// @param bodies by id
  record Update(
      Who who, Resource resource, Map<Object, Map<String, Object>> bodies, Set<Act.Option> options)
      implements Act {
    @Override
    public Call call() {
      List<Object> list = new ArrayList<>();
      bodies.forEach(
          (id, body) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", id);
            row.putAll(body);
            list.add(Body.json(row));
          });
      return Option.ask(Call.of(who, "PATCH", "/" + resource.name()).body(list), options);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource, Operation.UPDATE);
      if (granted.fails()) {
        return granted;
      }
      Set<String> faults = new LinkedHashSet<>();
      int index = 0;
      for (Map<String, Object> body : bodies.values()) {
        faults.addAll(prefixed(index++, Body.faults(who, resource, body, false)));
      }
      if (!faults.isEmpty()) {
        return Outcome.refused(Fault.invalid(faults));
      }
      Store after = new Store(store);
      List<Fault> stored = new ArrayList<>();
      index = 0;
      for (Map.Entry<Object, Map<String, Object>> each : bodies.entrySet()) {
        Optional<Row> row =
            store.row(resource, each.getKey()).filter(r -> who.may(resource, Operation.UPDATE, r));
        if (row.isEmpty()) {
          stored.add(Fault.of(404, "NOT_FOUND"));
        } else {
          Row now = row.get().with(each.getValue());
          Set<String> given = each.getValue().keySet();
          stored.addAll(placed(Body.stored(who, after, resource, now, given, ""), index).faults());
          after.put(resource, now);
        }
        index++;
      }
      return new Outcome(stored, stored.isEmpty());
    }

    @Override
    public void done(Store store, Answer answer) {
      Act.status(200, answer);
      List<Object> rows = rows(resource, answer);
      assertThat(rows).as("rows").hasSize(bodies.size());
      Store after = new Store(store);
      int index = 0;
      for (Map.Entry<Object, Map<String, Object>> each : bodies.entrySet()) {
        Row row = store.row(resource, each.getKey()).orElseThrow();
        Map<String, Object> changes = new LinkedHashMap<>(each.getValue());
        if (!changes.isEmpty()) {
          changes.put("updated_at", Unsure.UNSURE);
          row = row.with(changes);
        }
        after.put(resource, Act.told(who, after, resource, row, rows.get(index++)));
      }
      if (!options.contains(Option.DRY_RUN)) {
        bodies.keySet().forEach(id -> store.put(resource, after.row(resource, id).orElseThrow()));
      }
    }
  }

  /// Changes, or deletes, whatever a filter finds.
  ///
  /// @param body empty to delete
  /// @param most `max_affected`; 0 where it is not sent, which only a filter by id may leave out
  record Where(
      Who who, Listing listing, Map<String, Object> body, int most, Set<Act.Option> options)
      implements Act {
    private Resource resource() {
      return listing.resource();
    }

    private Operation operation() {
      return body.isEmpty() ? Operation.DELETE : Operation.UPDATE;
    }

    @Override
    public Call call() {
      Call call =
          Call.of(who, body.isEmpty() ? "DELETE" : "PATCH", listing.path())
              .query(listing.parameters());
      Call bounded = most == 0 ? call : call.query("max_affected", String.valueOf(most));
      return Option.ask(body.isEmpty() ? bounded : bounded.body(Body.json(body)), options);
    }

    private List<Row> found(Store store) {
      return listing.rows(who, store).stream()
          .filter(r -> who.may(resource(), operation(), r))
          .toList();
    }

    private Row changed(Row row) {
      Map<String, Object> changes = new LinkedHashMap<>(body);
      changes.put("updated_at", Unsure.UNSURE);
      return row.with(changes);
    }

    @Override
    public Outcome outcome(Store store) {
      Outcome granted = Outcome.granted(who, resource(), operation());
      if (granted.fails()) {
        return granted;
      }
      if (listing.isMetByAll()) {
        return Outcome.refused(Fault.invalid(Set.of(" required")));
      }
      Set<String> faults = Body.faults(who, resource(), body, false);
      if (!faults.isEmpty()) {
        return Outcome.refused(Fault.invalid(faults));
      }
      List<Row> found = found(store);
      if (most > 0 && found.size() > most) {
        return Outcome.refused(409, "CONFLICT");
      }
      Store after = new Store(store);
      if (body.isEmpty()) {
        return One.Delete.deleted(after.delete(resource(), found));
      }
      found.forEach(r -> after.put(resource(), changed(r)));
      List<Fault> stored = new ArrayList<>();
      for (Row row : found) {
        stored.addAll(
            Body.stored(who, after, resource(), changed(row), body.keySet(), "").faults());
      }
      return new Outcome(stored, stored.isEmpty());
    }

    @Override
    public void done(Store store, Answer answer) {
      Act.status(200, answer);
      List<Row> found = found(store);
      Unsure.check("data", Map.of("affected", Tree.number(found.size())), answer.data());
      if (options.contains(Option.DRY_RUN)) {
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
