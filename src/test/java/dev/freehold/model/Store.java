package dev.freehold.model;

import dev.freehold.model.Shape.Field;
import dev.freehold.model.Shape.OnDelete;
import dev.freehold.model.Shape.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rows of a whole backend. A transaction is a copy that is kept or dropped.
final class Store {
  final Shape shape;
  private final Map<String, Map<Object, Row>> tables;

  Store(Shape shape) {
    this.shape = shape;
    tables = new HashMap<>();
    shape.resources().forEach(r -> tables.put(r.name(), new LinkedHashMap<>()));
  }

  Store(Store other) {
    shape = other.shape;
    tables = new HashMap<>();
    other.tables.forEach((name, rows) -> tables.put(name, new LinkedHashMap<>(rows)));
  }

  private Map<Object, Row> table(String resource) {
    return tables.getOrDefault(resource, Map.of());
  }

  List<Row> rows(Resource resource) {
    return List.copyOf(table(resource.name()).values());
  }

  Optional<Row> row(Resource resource, Object id) {
    return Optional.ofNullable(table(resource.name()).get(id));
  }

  void put(Resource resource, Row row) {
    table(resource.name()).put(row.id(), row);
  }

  void remove(Resource resource, Object id) {
    table(resource.name()).remove(id);
  }

  /// The unique sets that other rows of the same owner have already. PostgreSQL tells of one of them.
  List<List<String>> taken(Resource resource, Row row) {
    return resource.uniqueSets().stream()
        .filter(
            set ->
                set.stream().noneMatch(c -> row.at(c) == Tree.NULL)
                    && rows(resource).stream()
                        .filter(o -> !o.id().equals(row.id()) && o.owner().equals(row.owner()))
                        .anyMatch(o -> set.stream().allMatch(c -> o.at(c).equals(row.at(c)))))
        .toList();
  }

  /// The references among `given` that `who` may not make: to a row that is not there, that they may not read, or that is
  /// somebody else's where only owners may read it.
  Set<String> broken(Who who, Resource resource, Row row, Set<String> given) {
    Set<String> broken = new LinkedHashSet<>();
    for (Field field : resource.fields()) {
      if (field.ref().isEmpty()
          || !given.contains(field.name())
          || row.at(field.name()) == Tree.NULL) {
        continue;
      }
      Resource target = shape.resource(field.ref().get().target());
      boolean self = target.name().equals(resource.name()) && row.at(field.name()).equals(row.id());
      Optional<Row> to = self ? Optional.of(row) : row(target, row.at(field.name()));
      boolean fine =
          to.isPresent()
              && who.may(target, Shape.Operation.READ, to.get())
              && (target.shared() || to.get().owner().equals(row.owner()));
      if (!fine) {
        broken.add(field.name());
      }
    }
    return broken;
  }

  /// What a deletion comes to.
  ///
  /// @param refused a row that stays points at one that goes
  /// @param either a row that points with `restrict` goes itself by another way: the order of PostgreSQL's own triggers
  ///     decides whether that is in time
  record Deletion(boolean refused, boolean either) {}

  private record Place(Resource resource, Object id) {}

  /// Deletes them with all that follows, whatever the answer says; look before, on a copy.
  Deletion delete(Resource resource, List<Row> rows) {
    Set<Place> gone = new LinkedHashSet<>();
    rows.forEach(r -> gone.add(new Place(resource, r.id())));
    Set<Place> asked = Set.copyOf(gone);
    List<Place> next = new ArrayList<>(gone);
    while (!next.isEmpty()) {
      Place place = next.removeFirst();
      for (Pointing pointing : pointing(place)) {
        if (pointing.onDelete() == OnDelete.cascade && gone.add(pointing.from())) {
          next.add(pointing.from());
        }
      }
    }
    boolean refused = false;
    boolean either = false;
    for (Place place : gone) {
      for (Pointing pointing : pointing(place)) {
        if (pointing.onDelete() == OnDelete.restrict) {
          refused |= !gone.contains(pointing.from());
          either |= !asked.contains(pointing.from());
        }
      }
    }
    for (Place place : gone) {
      for (Pointing pointing : pointing(place)) {
        Place from = pointing.from();
        if (pointing.onDelete() == OnDelete.setNull && !gone.contains(from)) {
          Row row = row(from.resource(), from.id()).orElseThrow();
          put(from.resource(), row.with(Map.of(pointing.column(), Tree.NULL)));
        }
      }
    }
    gone.forEach(p -> remove(p.resource(), p.id()));
    return new Deletion(refused, !refused && either);
  }

  private record Pointing(Place from, String column, OnDelete onDelete) {}

  private List<Pointing> pointing(Place to) {
    List<Pointing> all = new ArrayList<>();
    for (Resource resource : shape.resources()) {
      for (Field field : resource.fields()) {
        if (field.ref().isPresent() && field.ref().get().target().equals(to.resource().name())) {
          for (Row row : rows(resource)) {
            if (row.at(field.name()).equals(to.id())) {
              all.add(
                  new Pointing(
                      new Place(resource, row.id()), field.name(), field.ref().get().onDelete()));
            }
          }
        }
      }
    }
    return all;
  }
}
