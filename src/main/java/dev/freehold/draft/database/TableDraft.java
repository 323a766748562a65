package dev.freehold.draft.database;

import dev.freehold.draft.Found;
import dev.freehold.draft.Found.Flag;
import dev.freehold.draft.Found.Holds;
import dev.freehold.draft.Found.Limits;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One table as a resource.
final class TableDraft {
  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
  private static final Set<String> STAMPS = Set.of("timestamptz", "timestamp");

  private final Catalog.Table table;
  private final Map<String, Catalog.Table> tables;
  private final Set<String> people;
  private final Optional<String> owner;
  private final Optional<Catalog.Column> id;
  private final Map<String, Bounds> bounds = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Found.Field> fields = new LinkedHashMap<>();

  /// @param tables those that are resources, by qualified name
  /// @param people qualified names of those that have the people who sign in
  TableDraft(Catalog.Table table, Map<String, Catalog.Table> tables, Set<String> people) {
    this.table = table;
    this.tables = tables;
    this.people = people;
    this.owner = People.owner(table, people);
    this.id = id(table, owner);
  }

  /// The column of the primary key that an id takes the place of.
  private static Optional<Catalog.Column> id(Catalog.Table table, Optional<String> owner) {
    List<String> key =
        table.primaryKey().stream().filter(c -> !c.equals(owner.orElse(""))).toList();
    return key.size() == 1 ? table.column(key.getFirst()) : Optional.empty();
  }

  Found.Resource found() {
    owner();
    key();
    table.checks().forEach(this::check);
    table.columns().forEach(this::column);
    List<List<String>> sets = new ArrayList<>();
    table.uniques().stream().distinct().forEach(unique -> unique(unique, sets));
    if (id.isEmpty()
        && table.primaryKey().size() > 1
        && fields.keySet().containsAll(table.primaryKey())
        && !sets.contains(table.primaryKey())) {
      sets.add(table.primaryKey());
    }
    boolean counted = id.map(c -> WHOLE.contains(c.base())).orElse(false);
    return new Found.Resource(
        nameOf(table),
        "table " + table.qualified(),
        table.comment(),
        counted,
        List.copyOf(fields.values()),
        sets,
        notes);
  }

  /// Tables of one name in two schemas are two.
  private String nameOf(Catalog.Table of) {
    boolean alone = tables.values().stream().filter(t -> t.name().equals(of.name())).count() < 2;
    return alone ? of.name() : of.schema() + "_" + of.name();
  }

  private void owner() {
    if (owner.isEmpty()) {
      notes.add("unsure: no column says whose a row is; it belongs to whoever creates it");
      return;
    }
    String column = owner.get();
    boolean known =
        table.foreignKeys().stream()
            .anyMatch(k -> people.contains(k.to()) && k.columns().equals(List.of(column)));
    if (!column.equals("user_id")) {
      notes.add("Whose a row is was in " + column + "; it is user_id here.");
    }
    if (!known) {
      notes.add("unsure: " + column + " is taken to say whose a row is, by its name");
    }
    if (!table.column(column).map(Catalog.Column::required).orElse(true)) {
      notes.add("unsure: rows without an owner were allowed");
    }
  }

  private void key() {
    if (table.primaryKey().isEmpty()) {
      notes.add("unsure: it had no primary key; rows get an id");
    } else if (id.isEmpty()) {
      notes.add(
          "unsure: its key was ("
              + String.join(", ", table.primaryKey())
              + "); rows get an id of their own");
    } else if (!isId(id.get())) {
      notes.add(
          "unsure: its key " + id.get().name() + " is a field here; rows get an id of their own");
    } else if (!id.get().name().equals("id")) {
      notes.add("Its key was called " + id.get().name() + "; it is id here.");
    }
  }

  private static boolean isId(Catalog.Column column) {
    return WHOLE.contains(column.base()) || column.base().equals("uuid");
  }

  private void check(String expression) {
    CheckReader.read(expression)
        .ifPresentOrElse(
            rules ->
                rules.forEach(r -> bounds.computeIfAbsent(r.column(), _ -> new Bounds()).add(r)),
            () -> notes.add("unsure: not taken: check " + expression));
  }

  private void column(Catalog.Column column) {
    String name = column.name();
    boolean stamp = Set.of("created_at", "updated_at").contains(name);
    if (owner.filter(name::equals).isPresent()
        || (id.filter(column::equals).isPresent() && isId(column))
        || (stamp && STAMPS.contains(column.base()))) {
      return; // every row has these by itself
    }
    if (column.generated() || name.startsWith("_")) {
      notes.add(
          "unsure: "
              + name
              + " is left out: "
              + (column.generated() ? "it is generated" : "by its name it is internal"));
      return;
    }
    Found.Field field = pointer(column).or(() -> value(column)).orElse(null);
    if (field == null) {
      notes.add("unsure: " + name + " is left out: there is no type for " + column.shown());
    } else {
      fields.put(name, field);
    }
  }

  /// A foreign key of this column alone, or of it and the owner.
  private Optional<Found.Field> pointer(Catalog.Column column) {
    for (Catalog.ForeignKey key : table.foreignKeys()) {
      List<String> own = new ArrayList<>(key.columns());
      owner.ifPresent(own::remove);
      if (!own.equals(List.of(column.name()))) {
        continue;
      }
      Catalog.Table target = tables.get(key.to());
      if (target != null && column.array()) {
        continue;
      }
      if (target == null) {
        return people.contains(key.to())
            ? Optional.of(
                field(column, Holds.of(Scalar.UUID), List.of("unsure: it is the id of a person")))
            : Optional.empty();
      }
      List<String> keys = new ArrayList<>(key.targetColumns());
      People.owner(target, people).ifPresent(keys::remove);
      boolean byKey =
          id(target, People.owner(target, people))
              .map(c -> List.of(c.name()).equals(keys))
              .orElse(false);
      if (byKey) {
        OnDelete onDelete =
            switch (key.onDelete()) {
              case "c" -> OnDelete.CASCADE;
              case "n" -> OnDelete.SET_NULL;
              default -> OnDelete.RESTRICT;
            };
        return Optional.of(field(column, new Holds.Pointer(nameOf(target), onDelete), List.of()));
      }
    }
    return Optional.empty();
  }

  private Optional<Found.Field> value(Catalog.Column column) {
    Bounds limits = bounds.getOrDefault(column.name(), new Bounds());
    return ColumnTypes.of(column, limits.longest()).map(fitting -> field(column, limits, fitting));
  }

  private Found.Field field(Catalog.Column column, Bounds limits, ColumnTypes.Fitting fitting) {
    List<String> doubts = new ArrayList<>();
    Scalar scalar = fitting.scalar();
    Limits all = fitting.limits();
    List<String> values = limits.values();
    boolean text = scalar.isText() || scalar == Scalar.ENUM;
    if (!values.isEmpty() && text) {
      scalar = Scalar.ENUM;
      all = Limits.NONE.withValues(values);
    } else if (scalar.isText() && !column.array()) {
      all = all.withLength(limits.shortest(), all.maxLength());
    } else if (scalar.isNumeric()) {
      all = limits.range(scalar, doubts);
    }
    if (fitting.doubt() != null && scalar == fitting.scalar()) {
      doubts.add(fitting.doubt());
    }
    if (column.domain()) {
      doubts.add("the rules of its domain " + column.shown() + " are not taken");
    }
    Holds holds = new Holds.Value(new FieldType(scalar, column.array()), all);
    return field(column, holds, doubts.stream().map(doubt -> "unsure: " + doubt).toList());
  }

  private Found.Field field(Catalog.Column column, Holds holds, List<String> doubts) {
    List<String> said = new ArrayList<>(doubts);
    List<Flag> flags = new ArrayList<>();
    if (column.required()) {
      flags.add(Flag.REQUIRED);
    }
    if (id.filter(column::equals).isPresent()) {
      flags.add(Flag.UNIQUE);
    }
    String name = column.name().toLowerCase(Locale.ROOT);
    if (holds instanceof Holds.Value && name.matches(".*(passw|secret|_token$|_hash$).*")) {
      flags.add(Flag.HIDDEN);
      said.add("unsure: hidden, because of its name");
    }
    Object standard = null;
    if (column.standard() != null && holds instanceof Holds.Value value) {
      standard = standard(column.standard(), value.type(), said);
    }
    return new Found.Field(column.name(), column.comment(), holds, flags, standard, said);
  }

  private static @Nullable Object standard(String expression, FieldType type, List<String> said) {
    Object standard = DefaultReader.read(expression, type).orElse(null);
    if (standard == null && !expression.startsWith("NULL")) {
      said.add("unsure: its default is left out: " + expression);
    }
    return standard;
  }

  private void unique(List<String> columns, List<List<String>> sets) {
    boolean everybody = owner.isEmpty() || !columns.contains(owner.get());
    List<String> own = columns.stream().filter(c -> !c.equals(owner.orElse(""))).toList();
    boolean byItself = id.map(Catalog.Column::name).filter(own::contains).isPresent();
    if (byItself) {
      return;
    }
    if (own.isEmpty()) {
      notes.add("unsure: a person had one row at most");
    } else if (!fields.keySet().containsAll(own)) {
      notes.add("unsure: not taken: unique " + String.join(", ", own));
    } else {
      if (everybody) {
        notes.add(
            "unsure: "
                + String.join(", ", own)
                + " was unique for all; here it is within one person's rows");
      }
      if (own.size() == 1) {
        fields.computeIfPresent(own.getFirst(), (_, field) -> flagged(field));
      } else {
        sets.add(own);
      }
    }
  }

  private static Found.Field flagged(Found.Field field) {
    List<Flag> flags = new ArrayList<>(field.flags());
    flags.add(Flag.UNIQUE);
    return new Found.Field(
        field.name(), field.description(), field.holds(), flags, field.standard(), field.notes());
  }
}
