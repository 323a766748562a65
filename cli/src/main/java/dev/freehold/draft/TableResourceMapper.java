package dev.freehold.draft;

import dev.freehold.draft.CatalogMapper.UserTableDetector;
import dev.freehold.draft.CheckConstraintReader.CheckCondition;
import dev.freehold.draft.CheckConstraintReader.ColumnBounds;
import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.draft.SourceModel.SourceRule;
import dev.freehold.draft.SourceModel.SourceUnique;
import dev.freehold.draft.SourceModel.ValueConstraints;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionToken;
import dev.freehold.draft.SqlExpressionTokenizer.ExpressionTokenKind;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Maps one table to a resource.
final class TableResourceMapper {
  private static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
  private static final Set<String> STAMPS = Set.of("timestamptz", "timestamp");

  private static final Pattern SECRETS =
      Pattern.compile("passw|secret|(^|_)(token|api_?key|private_?key)$|_hash$");

  /// The length of a text that is a part of a key: an index entry holds two of them at four bytes a
  /// character.
  private static final int KEY_LENGTH = 255;

  private static final String KEY_DOUBT =
      "as a part of a key it has " + KEY_LENGTH + " characters at most here";

  private final DatabaseCatalog.CatalogTable table;
  private final Map<String, DatabaseCatalog.CatalogTable> tables;
  private final Set<String> people;
  private final Optional<String> owner;
  private final Optional<DatabaseCatalog.CatalogColumn> id;

  /// Whether `id` takes the place of the column: it holds ids, and refers to no other table.
  private final boolean idReplacesKey;

  private final Map<String, ColumnBounds> bounds = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, SourceModel.SourceField> fields = new LinkedHashMap<>();
  private final Set<DatabaseCatalog.CatalogForeignKey> mappedKeys = new HashSet<>();

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
    this.idReplacesKey =
        id.filter(column -> isId(column) && !refersElsewhere(column.name())).isPresent();
  }

  private boolean refersElsewhere(String column) {
    return table.foreignKeys().stream()
        .anyMatch(
            key ->
                key.columns().equals(List.of(column))
                    && (tables.containsKey(key.to()) || people.contains(key.to())));
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
    table.checks().forEach(this::bounds);
    table.columns().forEach(this::column);
    foreignKeys();
    Map<String, ScalarType> scalars = scalars();
    List<SourceRule> rules = new ArrayList<>();
    table.checks().stream()
        .filter(expression -> !fieldsExpress(expression))
        .forEach(
            expression ->
                SqlConditionTranslator.translate(expression, scalars)
                    .ifPresentOrElse(
                        rules::add, () -> notes.add("unsure: left out: check " + expression)));
    Set<SourceUnique> sets = new LinkedHashSet<>();
    boolean ownersKey = owner.map(List::of).filter(table.primaryKey()::equals).isPresent();
    if (ownersKey) {
      sets.add(new SourceUnique(List.of(), null));
    }
    table.uniques().forEach(unique -> unique(unique, scalars, sets));
    if (id.isEmpty()
        && table.primaryKey().size() > 1
        && fields.keySet().containsAll(table.primaryKey())) {
      sets.add(new SourceUnique(table.primaryKey(), null));
    }
    table.weaker().forEach(weaker -> notes.add("unsure: " + weaker));
    table.others().forEach(other -> notes.add("unsure: left out: " + other));
    boolean counted = idReplacesKey && id.map(c -> WHOLE.contains(c.baseType())).orElse(false);
    return new SourceModel.SourceResource(
        nameOf(table),
        "table " + table.qualified(),
        table.comment(),
        counted,
        List.of(),
        List.copyOf(fields.values()),
        List.copyOf(sets),
        rules,
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
    Optional<DatabaseCatalog.CatalogForeignKey> key =
        table.foreignKeys().stream()
            .filter(k -> people.contains(k.to()) && k.columns().equals(List.of(column)))
            .findFirst();
    if (!column.equals("user_id")) {
      notes.add("The owner column " + column + " is called user_id here.");
    }
    if (key.isEmpty()) {
      notes.add("unsure: " + column + " is taken as the owner column because of its name");
    }
    key.map(TableResourceMapper::keptAccount).ifPresent(notes::add);
    Optional<DatabaseCatalog.CatalogColumn> definition = table.column(column);
    if (!definition.map(DatabaseCatalog.CatalogColumn::required).orElse(true)) {
      notes.add("unsure: rows without an owner were allowed");
    }
    definition
        .map(DatabaseCatalog.CatalogColumn::defaultExpression)
        .ifPresent(
            standard ->
                notes.add("unsure: the default of " + column + " is left out: " + standard));
  }

  /// What happened when the account of an owner was deleted; null if its rows were deleted with it.
  private static @Nullable String keptAccount(DatabaseCatalog.CatalogForeignKey key) {
    return switch (key.onDelete()) {
      case "c" -> null;
      case "n", "d" ->
          "unsure: rows stayed when the account of their owner was deleted; here they are deleted";
      default ->
          "unsure: an account that owned rows could not be deleted; here they are deleted with it";
    };
  }

  private void key() {
    if (table.primaryKey().isEmpty()) {
      notes.add("unsure: there was no primary key; rows get an id");
    } else if (id.isEmpty()) {
      notes.add(
          "unsure: its key was ("
              + String.join(", ", table.primaryKey())
              + "); rows get an id of their own");
    } else if (!idReplacesKey) {
      notes.add(
          "unsure: its key " + id.get().name() + " is a field here; rows get an id of their own");
    } else if (!id.get().name().equals("id")) {
      notes.add("The key " + id.get().name() + " is called id here.");
    }
  }

  private static boolean isId(DatabaseCatalog.CatalogColumn column) {
    return WHOLE.contains(column.baseType()) || column.baseType().equals("uuid");
  }

  private void bounds(String check) {
    CheckConstraintReader.read(check).stream()
        .flatMap(List::stream)
        .forEach(c -> bounds.computeIfAbsent(c.column(), _ -> new ColumnBounds()).add(c));
  }

  /// Whether the check consists of conditions of single columns, and their fields say them all.
  private boolean fieldsExpress(String check) {
    return CheckConstraintReader.read(check)
        .filter(conditions -> conditions.stream().allMatch(this::fieldExpresses))
        .isPresent();
  }

  private boolean fieldExpresses(CheckCondition condition) {
    SourceModel.SourceField field = fields.get(condition.column());
    if (field == null || !(field.content() instanceof FieldContent.Value value)) {
      return false;
    }
    ScalarType scalar = value.type().scalar();
    return switch (condition) {
      case CheckCondition.Length _ -> scalar.isText() && !value.type().array();
      case CheckCondition.Range _ -> scalar.isNumeric();
      case CheckCondition.OneOf _ -> scalar == ScalarType.ENUM;
    };
  }

  /// The fields that a rule can name.
  private Map<String, ScalarType> scalars() {
    Map<String, ScalarType> scalars = new HashMap<>();
    fields.forEach(
        (name, field) -> {
          boolean named = !field.flags().contains(FieldFlag.HIDDEN);
          if (named
              && field.content() instanceof FieldContent.Value value
              && !value.type().array()) {
            scalars.put(name, value.type().scalar());
          } else if (named && !(field.content() instanceof FieldContent.Value)) {
            scalars.put(name, ScalarType.UUID);
          }
        });
    return scalars;
  }

  /// Notes the foreign keys that are no reference of the draft.
  private void foreignKeys() {
    for (DatabaseCatalog.CatalogForeignKey key : table.foreignKeys()) {
      boolean owners =
          people.contains(key.to())
              && owner.map(List::of).filter(key.columns()::equals).isPresent();
      if (!owners && !mappedKeys.contains(key)) {
        notes.add(
            "unsure: left out: foreign key ("
                + String.join(", ", key.columns())
                + ") to "
                + key.to()
                + " ("
                + String.join(", ", key.targetColumns())
                + ")");
      }
    }
  }

  private void column(DatabaseCatalog.CatalogColumn column) {
    String name = column.name();
    boolean stamp = Set.of("created_at", "updated_at").contains(name);
    if (owner.filter(name::equals).isPresent()
        || (idReplacesKey && id.filter(column::equals).isPresent())
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
        if (!people.contains(key.to()) || column.array()) {
          continue;
        }
        mappedKeys.add(key);
        List<String> doubts = new ArrayList<>();
        doubts.add("unsure: it named a row of " + key.to() + "; accounts have new ids here");
        setDefault(key, doubts);
        return Optional.of(field(column, new FieldContent.PersonReference(onDelete(key)), doubts));
      }
      List<String> keys = new ArrayList<>(key.targetColumns());
      UserTableDetector.ownerColumn(target, people).ifPresent(keys::remove);
      TableResourceMapper targetMapper = new TableResourceMapper(target, tables, people);
      boolean byId = targetMapper.id.filter(c -> List.of(c.name()).equals(keys)).isPresent();
      if (byId || keys.size() == 1) {
        mappedKeys.add(key);
        List<String> doubts = new ArrayList<>();
        if (!byId || !targetMapper.idReplacesKey) {
          doubts.add(
              "unsure: it held "
                  + keys.getFirst()
                  + " of "
                  + nameOf(target)
                  + "; here it holds the id of the row");
        }
        setDefault(key, doubts);
        return Optional.of(
            field(column, new FieldContent.RowReference(nameOf(target), onDelete(key)), doubts));
      }
    }
    return Optional.empty();
  }

  private static void setDefault(DatabaseCatalog.CatalogForeignKey key, List<String> doubts) {
    if (key.onDelete().equals("d")) {
      doubts.add("unsure: on delete set default is left out");
    }
  }

  private static OnDelete onDelete(DatabaseCatalog.CatalogForeignKey key) {
    return switch (key.onDelete()) {
      case "c" -> OnDelete.CASCADE;
      case "n" -> OnDelete.SET_NULL;
      default -> OnDelete.RESTRICT;
    };
  }

  private Optional<SourceModel.SourceField> value(DatabaseCatalog.CatalogColumn column) {
    ColumnBounds limits = bounds.getOrDefault(column.name(), new ColumnBounds());
    Long length = limits.maxLength();
    boolean endless =
        length == null
            && ColumnTypeMapper.isEndlessText(column)
            && isInKey(column.name())
            && !isHidden(column);
    return ColumnTypeMapper.of(column, endless ? Long.valueOf(KEY_LENGTH) : length)
        .map(fitting -> endless ? fitting.and(KEY_DOUBT) : fitting)
        .map(fitting -> field(column, limits, fitting));
  }

  private boolean isInKey(String column) {
    return table.primaryKey().contains(column)
        || table.uniques().stream().anyMatch(unique -> unique.columns().contains(column));
  }

  /// Whether the column holds a secret, by its name.
  private static boolean isHidden(DatabaseCatalog.CatalogColumn column) {
    return SECRETS.matcher(column.name().toLowerCase(Locale.ROOT)).find();
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
    if (scalar == fitting.scalar()) {
      doubts.addAll(fitting.doubts());
    }
    if (column.dimensions() > 1) {
      doubts.add("it had " + column.dimensions() + " dimensions; an array has one here");
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
    if (holds instanceof FieldContent.Value && isHidden(column)) {
      flags.add(FieldFlag.HIDDEN);
      said.add("unsure: hidden, because of its name");
    }
    Object standard = null;
    if (column.defaultExpression() != null && holds instanceof FieldContent.Value value) {
      standard = standard(column.defaultExpression(), value.type(), said);
    } else if (column.defaultExpression() != null) {
      said.add("unsure: its default is left out: " + column.defaultExpression());
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

  private void unique(
      DatabaseCatalog.CatalogUnique unique,
      Map<String, ScalarType> scalars,
      Set<SourceUnique> sets) {
    List<String> columns = unique.columns();
    boolean uniqueForAllUsers = owner.isEmpty() || !columns.contains(owner.get());
    List<String> own = columns.stream().filter(c -> !c.equals(owner.orElse(""))).toList();
    boolean byItself =
        id.map(DatabaseCatalog.CatalogColumn::name).filter(own::contains).isPresent();
    if (byItself) {
      return;
    }
    String where = unique.predicate().isEmpty() ? "" : " where " + unique.predicate();
    Optional<SourceRule> rule = SqlConditionTranslator.translate(unique.predicate(), scalars);
    if (!fields.keySet().containsAll(own) || rule.isEmpty() != where.isEmpty()) {
      notes.add("unsure: left out: unique " + String.join(", ", columns) + where);
    } else {
      if (unique.nullsEqual()) {
        notes.add(
            "unsure: two rows without "
                + String.join(", ", own)
                + " were not allowed; here they are");
      }
      if (uniqueForAllUsers) {
        notes.add(
            "unsure: "
                + String.join(", ", own)
                + " was unique in the table; here it is unique among the rows of one user");
      }
      if (own.size() == 1 && rule.isEmpty()) {
        fields.computeIfPresent(own.getFirst(), (_, field) -> flagged(field));
      } else {
        sets.add(new SourceUnique(own, rule.orElse(null)));
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
