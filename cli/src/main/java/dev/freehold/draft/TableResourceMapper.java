package dev.freehold.draft;

import dev.freehold.draft.CatalogMapper.UserTableDetector;
import dev.freehold.draft.CheckConstraintReader.ColumnBounds;
import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionToken;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionTokenKind;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Maps one table to a resource.
final class TableResourceMapper {
  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
  private static final Set<String> STAMPS = Set.of("timestamptz", "timestamp");

  private final DatabaseCatalog.CatalogTable table;
  private final Map<String, DatabaseCatalog.CatalogTable> tables;
  private final Set<String> people;
  private final Optional<String> owner;
  private final Optional<DatabaseCatalog.CatalogColumn> id;
  private final Map<String, ColumnBounds> bounds = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, SourceModel.SourceField> fields = new LinkedHashMap<>();

  /// @param tables the tables that become resources, by qualified name
  /// @param people qualified names of the tables of user accounts
  TableResourceMapper(
      DatabaseCatalog.CatalogTable table,
      Map<String, DatabaseCatalog.CatalogTable> tables,
      Set<String> people) {
    this.table = table;
    this.tables = tables;
    this.people = people;
    this.owner = UserTableDetector.ownerColumn(table, people);
    this.id = id(table, owner);
  }

  /// The primary key column that `id` replaces.
  private static Optional<DatabaseCatalog.CatalogColumn> id(
      DatabaseCatalog.CatalogTable table, Optional<String> owner) {
    List<String> key =
        table.primaryKey().stream().filter(c -> !c.equals(owner.orElse(""))).toList();
    return key.size() == 1 ? table.column(key.getFirst()) : Optional.empty();
  }

  SourceModel.SourceResource map() {
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
    boolean counted = id.map(c -> WHOLE.contains(c.baseType())).orElse(false);
    return new SourceModel.SourceResource(
        nameOf(table),
        "table " + table.qualified(),
        table.comment(),
        counted,
        List.copyOf(fields.values()),
        sets,
        notes);
  }

  /// Tables of the same name in two schemas are distinct.
  private String nameOf(DatabaseCatalog.CatalogTable of) {
    boolean alone = tables.values().stream().filter(t -> t.name().equals(of.name())).count() < 2;
    return alone ? of.name() : of.schema() + "_" + of.name();
  }

  private void owner() {
    if (owner.isEmpty()) {
      notes.add("unsure: there is no owner column; a row belongs to the user who creates it");
      return;
    }
    String column = owner.get();
    boolean known =
        table.foreignKeys().stream()
            .anyMatch(k -> people.contains(k.to()) && k.columns().equals(List.of(column)));
    if (!column.equals("user_id")) {
      notes.add("The owner column " + column + " is called user_id here.");
    }
    if (!known) {
      notes.add("unsure: " + column + " is taken as the owner column because of its name");
    }
    if (!table.column(column).map(DatabaseCatalog.CatalogColumn::required).orElse(true)) {
      notes.add("unsure: rows without an owner were allowed");
    }
  }

  private void key() {
    if (table.primaryKey().isEmpty()) {
      notes.add("unsure: there was no primary key; rows get an id");
    } else if (id.isEmpty()) {
      notes.add(
          "unsure: its key was ("
              + String.join(", ", table.primaryKey())
              + "); rows get an id of their own");
    } else if (!isId(id.get())) {
      notes.add(
          "unsure: its key " + id.get().name() + " is a field here; rows get an id of their own");
    } else if (!id.get().name().equals("id")) {
      notes.add("The key " + id.get().name() + " is called id here.");
    }
  }

  private static boolean isId(DatabaseCatalog.CatalogColumn column) {
    return WHOLE.contains(column.baseType()) || column.baseType().equals("uuid");
  }

  private void check(String expression) {
    CheckConstraintReader.read(expression)
        .ifPresentOrElse(
            rules ->
                rules.forEach(
                    r -> bounds.computeIfAbsent(r.column(), _ -> new ColumnBounds()).add(r)),
            () -> notes.add("unsure: left out: check " + expression));
  }

  private void column(DatabaseCatalog.CatalogColumn column) {
    String name = column.name();
    boolean stamp = Set.of("created_at", "updated_at").contains(name);
    if (owner.filter(name::equals).isPresent()
        || (id.filter(column::equals).isPresent() && isId(column))
        || (stamp && STAMPS.contains(column.baseType()))) {
      return; // every row has these built-in columns
    }
    if (column.generated() || name.startsWith("_")) {
      notes.add(
          "unsure: "
              + name
              + " is left out: "
              + (column.generated() ? "it is generated" : "by its name it is internal"));
      return;
    }
    SourceModel.SourceField field = pointer(column).or(() -> value(column)).orElse(null);
    if (field == null) {
      notes.add("unsure: " + name + " is left out: there is no type for " + column.typeName());
    } else {
      fields.put(name, field);
    }
  }

  /// A foreign key of only this column, or of it and the owner.
  private Optional<SourceModel.SourceField> pointer(DatabaseCatalog.CatalogColumn column) {
    for (DatabaseCatalog.CatalogForeignKey key : table.foreignKeys()) {
      List<String> own = new ArrayList<>(key.columns());
      owner.ifPresent(own::remove);
      if (!own.equals(List.of(column.name()))) {
        continue;
      }
      DatabaseCatalog.CatalogTable target = tables.get(key.to());
      if (target != null && column.array()) {
        continue;
      }
      if (target == null) {
        return people.contains(key.to())
            ? Optional.of(
                field(
                    column,
                    FieldContent.of(ScalarType.UUID),
                    List.of("unsure: it is the id of a person")))
            : Optional.empty();
      }
      List<String> keys = new ArrayList<>(key.targetColumns());
      UserTableDetector.ownerColumn(target, people).ifPresent(keys::remove);
      boolean byKey =
          id(target, UserTableDetector.ownerColumn(target, people))
              .map(c -> List.of(c.name()).equals(keys))
              .orElse(false);
      if (byKey) {
        OnDelete onDelete =
            switch (key.onDelete()) {
              case "c" -> OnDelete.CASCADE;
              case "n" -> OnDelete.SET_NULL;
              default -> OnDelete.RESTRICT;
            };
        return Optional.of(
            field(column, new FieldContent.RowReference(nameOf(target), onDelete), List.of()));
      }
    }
    return Optional.empty();
  }

  private Optional<SourceModel.SourceField> value(DatabaseCatalog.CatalogColumn column) {
    ColumnBounds limits = bounds.getOrDefault(column.name(), new ColumnBounds());
    return ColumnTypeMapper.of(column, limits.maxLength())
        .map(fitting -> field(column, limits, fitting));
  }

  private SourceModel.SourceField field(
      DatabaseCatalog.CatalogColumn column,
      ColumnBounds limits,
      ColumnTypeMapper.ColumnTypeMapping fitting) {
    List<String> doubts = new ArrayList<>();
    ScalarType scalar = fitting.scalar();
    ValueConstraints all = fitting.limits();
    List<String> values = limits.values();
    boolean text = scalar.isText() || scalar == ScalarType.ENUM;
    if (!values.isEmpty() && text) {
      scalar = ScalarType.ENUM;
      all = ValueConstraints.NONE.withValues(values);
    } else if (scalar.isText() && !column.array()) {
      all = all.withLength(limits.minLength(), all.maxLength());
    } else if (scalar.isNumeric()) {
      all = limits.range(scalar, doubts);
    }
    if (fitting.doubt() != null && scalar == fitting.scalar()) {
      doubts.add(fitting.doubt());
    }
    if (column.domain()) {
      doubts.add("the constraints of its domain " + column.typeName() + " are left out");
    }
    FieldContent holds = new FieldContent.Value(new FieldType(scalar, column.array()), all);
    return field(column, holds, doubts.stream().map(doubt -> "unsure: " + doubt).toList());
  }

  private SourceModel.SourceField field(
      DatabaseCatalog.CatalogColumn column, FieldContent holds, List<String> doubts) {
    List<String> said = new ArrayList<>(doubts);
    List<FieldFlag> flags = new ArrayList<>();
    if (column.required()) {
      flags.add(FieldFlag.REQUIRED);
    }
    if (id.filter(column::equals).isPresent()) {
      flags.add(FieldFlag.UNIQUE);
    }
    String name = column.name().toLowerCase(Locale.ROOT);
    if (holds instanceof FieldContent.Value && name.matches(".*(passw|secret|_token$|_hash$).*")) {
      flags.add(FieldFlag.HIDDEN);
      said.add("unsure: hidden, because of its name");
    }
    Object standard = null;
    if (column.defaultExpression() != null && holds instanceof FieldContent.Value value) {
      standard = standard(column.defaultExpression(), value.type(), said);
    }
    return new SourceModel.SourceField(
        column.name(), column.comment(), holds, flags, standard, said);
  }

  private static @Nullable Object standard(String expression, FieldType type, List<String> said) {
    Object standard = ColumnDefaultReader.read(expression, type).orElse(null);
    if (standard == null && !expression.startsWith("NULL")) {
      said.add("unsure: its default is left out: " + expression);
    }
    return standard;
  }

  private void unique(List<String> columns, List<List<String>> sets) {
    boolean uniqueForAllUsers = owner.isEmpty() || !columns.contains(owner.get());
    List<String> own = columns.stream().filter(c -> !c.equals(owner.orElse(""))).toList();
    boolean byItself =
        id.map(DatabaseCatalog.CatalogColumn::name).filter(own::contains).isPresent();
    if (byItself) {
      return;
    }
    if (own.isEmpty()) {
      notes.add("unsure: a user had at most one row");
    } else if (!fields.keySet().containsAll(own)) {
      notes.add("unsure: left out: unique " + String.join(", ", own));
    } else {
      if (uniqueForAllUsers) {
        notes.add(
            "unsure: "
                + String.join(", ", own)
                + " was unique in the table; here it is unique among the rows of one user");
      }
      if (own.size() == 1) {
        fields.computeIfPresent(own.getFirst(), (_, field) -> flagged(field));
      } else {
        sets.add(own);
      }
    }
  }

  private static SourceModel.SourceField flagged(SourceModel.SourceField field) {
    List<FieldFlag> flags = new ArrayList<>(field.flags());
    flags.add(FieldFlag.UNIQUE);
    return new SourceModel.SourceField(
        field.name(),
        field.description(),
        field.content(),
        flags,
        field.defaultValue(),
        field.notes());
  }

  /// The default of a column, if it is a constant.
  static final class ColumnDefaultReader {
    private ColumnDefaultReader() {}

    /// @return a string, number, boolean or empty list; empty for any other expression
    static Optional<Object> read(String expression, FieldType type) {
      List<ExpressionToken> tokens = SqlExpressionTokenizer.tokenize(expression);
      if (type.array()) {
        boolean none =
            tokens.equals(List.of(new ExpressionToken(ExpressionTokenKind.STRING, "{}")))
                || (tokens.size() == 3 && tokens.get(0).is("ARRAY") && tokens.get(2).is("]"));
        return none ? Optional.of(List.of()) : Optional.empty();
      }
      boolean minus = tokens.size() == 2 && tokens.get(0).is("-");
      if (tokens.size() != 1 && !minus) {
        return Optional.empty();
      }
      ExpressionToken token = tokens.getLast();
      String text = (minus ? "-" : "") + token.text();
      if (type.scalar().isNumeric()) {
        return text.matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?")
            ? Optional.of(new BigDecimal(text))
            : Optional.empty();
      }
      if (type.scalar() == ScalarType.BOOLEAN) {
        return switch (text) {
          case "true", "t" -> Optional.of(true);
          case "false", "f" -> Optional.of(false);
          default -> Optional.empty();
        };
      }
      boolean constant =
          token.kind() == ExpressionTokenKind.STRING && type.scalar() != ScalarType.JSON;
      return constant ? Optional.of(text) : Optional.empty();
    }
  }
}
