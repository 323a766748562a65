package dev.freehold.draft;

import dev.freehold.description.JsonSchema;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.spec.OpenApiSchemaName;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Maps the operations of one collection to a resource.
final class CollectionResourceMapper {
  private static final Set<String> STAMPS = Set.of("created_at", "updated_at");

  private final CollectionOperations collectionOperations;
  private final Map<String, String> targets;
  private final List<String> notes = new ArrayList<>();
  private final List<String> unbounded = new ArrayList<>();
  private final List<String> once = new ArrayList<>();
  private final Optional<JsonSchema> row;
  private final Optional<JsonSchema> create;
  private final Optional<JsonSchema> update;
  private final Map<String, JsonSchema> properties = new LinkedHashMap<>();

  /// Properties of other responses than that of [#row].
  private final Map<String, JsonSchema> more = new HashMap<>();

  private final Set<String> others = new HashSet<>();

  private final RowIdentity identity;

  /// @param targets the names of the resources by the lower-case name of one row: `task` to `tasks`
  CollectionResourceMapper(CollectionOperations collectionOperations, Map<String, String> targets) {
    this.collectionOperations = collectionOperations;
    this.targets = targets;
    List<JsonSchema> rows = RowSchemaFinder.inResponses(collectionOperations);
    this.row = rows.stream().findFirst();
    this.create =
        RowSchemaFinder.inRequest(
            collectionOperations.collectionOperation("POST"), collectionOperations);
    this.update =
        RowSchemaFinder.inRequest(collectionOperations.itemOperation("PATCH"), collectionOperations)
            .or(
                () ->
                    RowSchemaFinder.inRequest(
                        collectionOperations.itemOperation("PUT"), collectionOperations));
    row.ifPresent(r -> properties.putAll(r.properties()));
    create.ifPresent(c -> c.properties().forEach(properties::putIfAbsent));
    update.ifPresent(u -> u.properties().forEach(properties::putIfAbsent));
    rows.forEach(r -> r.properties().forEach(this::addOther));
    this.identity = RowIdentity.of(collectionOperations, properties, targets);
  }

  /// A property of some responses only: a value is a field; the rows and counts that a query adds are
  /// named.
  private void addOther(String name, JsonSchema schema) {
    if (properties.containsKey(name) || !others.add(name)) {
      return;
    }
    boolean value =
        !name.contains(".")
            && SchemaTypeMapping.of(schema).content().type().scalar() != ScalarType.JSON;
    if (value) {
      properties.put(name, schema);
      more.put(name, schema);
    } else {
      notes.add("unsure: left out, only in some responses: " + name);
    }
  }

  /// The property as it is read.
  private Optional<JsonSchema> read(String name) {
    return property(row, name).or(() -> Optional.ofNullable(more.get(name)));
  }

  /// @param leftOut the operations of its paths that no resource has, one line each
  SourceModel.SourceResource map(List<String> leftOut) {
    List<SourceModel.SourceField> fields = new ArrayList<>();
    properties.keySet().forEach(name -> field(name).ifPresent(fields::add));
    if (collectionOperations.collection().text().contains("{")) {
      notes.add(
          "unsure: its path was nested below another; here a ref expresses that, if there is one");
    }
    if (!unbounded.isEmpty()) {
      notes.add(
          "unsure: without a maxLength a string has at most 255 characters: "
              + String.join(", ", unbounded));
    }
    if (!once.isEmpty()) {
      notes.add("unsure: writeOnce, because no update accepts them: " + String.join(", ", once));
    }
    List<String> beside = RowSchemaFinder.besideRows(collectionOperations);
    if (!beside.isEmpty()) {
      notes.add("unsure: left out, beside the rows of responses: " + String.join(", ", beside));
    }
    List<String> withheld = withheld();
    rowDoubts();
    notes.addAll(OperationDoubts.of(collectionOperations, properties.keySet()));
    notes.addAll(leftOut);
    String description = row.flatMap(r -> r.text("description")).orElse(null);
    return new SourceModel.SourceResource(
        collectionOperations.name(),
        "path " + collectionOperations.item().orElse(collectionOperations.collection()).text(),
        description,
        identity.countedIds(),
        withheld,
        fields,
        List.of(),
        List.of(),
        notes);
  }

  /// The operations on rows that the document does not have.
  private List<String> withheld() {
    List<String> withheld = new ArrayList<>();
    boolean changes =
        collectionOperations.itemOperation("PATCH").isPresent()
            || collectionOperations.itemOperation("PUT").isPresent();
    if (!changes) {
      withheld.add("update");
    }
    if (collectionOperations.itemOperation("DELETE").isEmpty()) {
      withheld.add("delete");
    }
    if (collectionOperations.collectionOperation("POST").isEmpty()) {
      notes.add("unsure: no operation created rows; here every user creates rows of their own");
    }
    if (collectionOperations.collectionOperation("GET").isEmpty()) {
      notes.add("unsure: there was no list; here there is one");
    }
    return withheld;
  }

  /// What the schemas of the row say of it as a whole.
  private void rowDoubts() {
    Set<String> kept = Set.of("properties", "required", "oneOf", "anyOf");
    List<JsonSchema> all =
        Stream.of(row, create, update).flatMap(Optional::stream).map(JsonSchema::merged).toList();
    all.stream()
        .flatMap(schema -> LostKeywords.of(schema, kept).stream())
        .distinct()
        .forEach(lost -> notes.add("unsure: left out of the row: " + lost));
    List<String> forms =
        all.stream()
            .flatMap(schema -> Stream.concat(schema.oneOf().stream(), schema.anyOf().stream()))
            .map(JsonSchema::toString)
            .distinct()
            .toList();
    if (!forms.isEmpty()) {
      notes.add(
          "unsure: a row had several forms; here it has the fields of all: "
              + String.join(", ", forms));
    }
  }

  private Optional<SourceModel.SourceField> field(String name) {
    String snake = snake(name);
    Optional<JsonSchema> read = read(name);
    Optional<JsonSchema> made = property(create, name);
    Optional<JsonSchema> changed = property(update, name);
    JsonSchema schema = made.or(() -> changed).or(() -> read).orElseThrow();
    if (RowIdentity.isId(name)) {
      id(name, schema, made.isPresent());
      return Optional.empty();
    }
    if (identity.isKey(name) && isIdType(name, schema)) {
      notes.add("The key " + name + " is called id here.");
      id(name, schema, made.isPresent());
      return Optional.empty();
    }
    if (STAMPS.contains(snake)) {
      stamp(name, schema, made.isPresent() || changed.isPresent());
      return Optional.empty();
    }
    if (identity.isOwner(name)) {
      owner(name, schema, made.isPresent() || changed.isPresent());
      return Optional.empty();
    }
    List<String> doubts = new ArrayList<>();
    Optional<FieldContent.RowReference> pointer = pointer(name, schema, doubts);
    boolean named =
        !schema.properties().isEmpty()
            && properties.keySet().stream().anyMatch(other -> snake(other).equals(snake + "_id"));
    if (named) {
      notes.add("unsure: " + name + " is left out: its id is a field");
      return Optional.empty();
    }
    if (pointer.isEmpty() && rows(name, read.orElse(schema)).isPresent()) {
      notes.add("unsure: " + name + " is left out: it contains rows of another resource");
      return Optional.empty();
    }
    return Optional.of(field(name, schema, pointer, doubts));
  }

  private SourceModel.SourceField field(
      String name,
      JsonSchema schema,
      Optional<FieldContent.RowReference> pointer,
      List<String> doubts) {
    Optional<JsonSchema> read = read(name);
    Optional<JsonSchema> made = property(create, name);
    Optional<JsonSchema> changed = property(update, name);
    boolean written = made.isPresent() || changed.isPresent();
    SchemaTypeMapping typed = SchemaTypeMapping.of(schema);
    List<FieldFlag> flags = new ArrayList<>();
    boolean readOnly = is(read, "readOnly") || (create.isPresent() && !written);
    if (readOnly) {
      flags.add(FieldFlag.READONLY);
      if (create.isPresent() && made.isPresent() && !is(made, "readOnly")) {
        doubts.add("unsure: readonly in responses, and yet requests could set it");
      }
    } else if (isRequired(name, read, made)) {
      if (typed.nullable() && made.isPresent()) {
        doubts.add("unsure: it had to be there, and could be null; here it may be left out");
      } else {
        flags.add(FieldFlag.REQUIRED);
      }
    }
    if (!readOnly && made.isPresent() && changed.isEmpty() && update.isPresent()) {
      flags.add(FieldFlag.WRITE_ONCE);
      once.add(name);
    }
    if (!readOnly && made.isEmpty() && changed.isPresent() && create.isPresent()) {
      doubts.add("unsure: only an update accepted it; here create does too");
    }
    boolean secret =
        is(Optional.of(schema), "writeOnly")
            || schema.merged().text("format").filter("password"::equals).isPresent();
    if (!readOnly && (secret || (row.isPresent() && read.isEmpty()))) {
      flags.add(FieldFlag.HIDDEN);
    }
    if (identity.isKey(name)) {
      flags.add(FieldFlag.UNIQUE);
      doubts.add(
          "unsure: it was the key; here rows get an id, and it is unique among the rows of one"
              + " user");
    }
    if (pointer.isEmpty()) {
      typed.doubts().forEach(doubt -> doubts.add("unsure: " + doubt));
      read.filter(r -> made.isPresent() && !type(r).equals(type(schema)))
          .ifPresent(r -> doubts.add("unsure: in responses it was of the type " + type(r)));
    }
    read.filter(_ -> written)
        .ifPresent(
            r ->
                LostKeywords.of(r.merged(), SchemaTypeMapping.KEYWORDS)
                    .forEach(lost -> doubts.add("unsure: left out: " + lost)));
    FieldContent holds = pointer.map(FieldContent.class::cast).orElse(typed.content());
    if (holds instanceof FieldContent.Value && typed.unbounded()) {
      unbounded.add(name);
    }
    Object standard = standard(made.or(() -> read).orElse(schema).merged(), doubts);
    if (standard != null && !(holds instanceof FieldContent.Value)) {
      doubts.add("unsure: its default is left out: " + standard);
    }
    String description =
        read.or(() -> made).flatMap(s -> s.merged().text("description")).orElse(null);
    return new SourceModel.SourceField(
        name,
        description,
        holds,
        flags,
        holds instanceof FieldContent.Value ? standard : null,
        doubts.stream().distinct().toList());
  }

  private static String type(JsonSchema schema) {
    return SchemaTypeMapping.of(schema).content().type().keyword();
  }

  private static boolean is(Optional<JsonSchema> schema, String keyword) {
    return schema.filter(each -> each.merged().flag(keyword)).isPresent();
  }

  /// A key of integers or UUIDs, or with a name that says that it is an id.
  private static boolean isIdType(String name, JsonSchema schema) {
    JsonSchema merged = schema.merged();
    return merged.types().contains("integer")
        || merged.text("format").filter(format -> format.contains("uid")).isPresent()
        || snake(name).matches("(.*_)?(id|uuid|guid)");
  }

  private void id(String name, JsonSchema schema, boolean made) {
    JsonSchema merged = schema.merged();
    boolean counted = merged.types().contains("integer");
    boolean uuid = merged.text("format").filter(format -> format.contains("uid")).isPresent();
    if (!counted && !uuid) {
      notes.add("unsure: " + name + " was " + text(merged) + "; here it is a uuid");
    }
    if (made && !merged.flag("readOnly")) {
      notes.add("unsure: requests could set " + name + "; here the server does");
    }
  }

  private void stamp(String name, JsonSchema schema, boolean written) {
    JsonSchema merged = schema.merged();
    if (merged.text("format").filter("date-time"::equals).isEmpty()) {
      notes.add("unsure: " + name + " was " + text(merged) + "; here it is a datetime");
    }
    if (written && !merged.flag("readOnly")) {
      notes.add("unsure: requests could set " + name + "; here the server does");
    }
  }

  private void owner(String name, JsonSchema schema, boolean written) {
    if (written && !schema.merged().flag("readOnly")) {
      notes.add(
          "unsure: requests named the owner in "
              + name
              + "; here a row belongs to the account that creates it, its user_id");
    } else if (!name.equals("user_id")) {
      notes.add("The owner column " + name + " is called user_id here.");
    }
    if (!schema.properties().isEmpty()) {
      notes.add(
          "unsure: "
              + name
              + " held "
              + String.join(", ", schema.properties().keySet())
              + "; here user_id is the id of the account");
    }
  }

  /// The type of a schema for a note: `of the type string`.
  private static String text(JsonSchema schema) {
    String types = String.join(" or ", schema.types());
    return types.isEmpty() ? "any value" : "of the type " + types;
  }

  /// A field with a default is required if it is not nullable.
  private boolean isRequired(String name, Optional<JsonSchema> read, Optional<JsonSchema> made) {
    boolean always =
        row.map(r -> r.required().contains(name)).orElse(false)
            && read.map(r -> !SchemaTypeMapping.of(r).nullable()).orElse(false);
    return create
        .map(
            c ->
                c.required().contains(name)
                    || (always && made.flatMap(s -> documentedDefault(s.merged())).isPresent()))
        .orElse(always);
  }

  private Optional<FieldContent.RowReference> pointer(
      String name, JsonSchema schema, List<String> doubts) {
    String snake = snake(name);
    Optional<String> told = schema.merged().text("x-ref").filter(targets::containsValue);
    if (told.isPresent()) {
      return told.map(to -> new FieldContent.RowReference(to, OnDelete.RESTRICT));
    }
    boolean several = schema.merged().types().contains("array");
    if (!several && !schema.properties().isEmpty()) {
      return embedded(name, schema, doubts);
    }
    if (!snake.matches(".*_ids?") || several != snake.endsWith("s")) {
      return Optional.empty();
    }
    String to = targets.get(row(snake.replaceFirst("_ids?$", "")));
    if (several) {
      if (to != null) {
        doubts.add("unsure: by its name a list of references to " + to + ": a ref with many: true");
      }
      return Optional.empty();
    }
    if (to == null) {
      doubts.add("unsure: its name suggests a reference, but there is no such resource");
      return Optional.empty();
    }
    doubts.add("unsure: a ref, inferred from its name");
    return Optional.of(new FieldContent.RowReference(to, OnDelete.RESTRICT));
  }

  /// A property that holds the row of another resource, by its name or that of its schema.
  private Optional<FieldContent.RowReference> embedded(
      String name, JsonSchema schema, List<String> doubts) {
    return rows(name, schema)
        .map(
            to -> {
              doubts.add(
                  "unsure: it held the row of " + to + "; here its id, and include reads it");
              return new FieldContent.RowReference(to, OnDelete.RESTRICT);
            });
  }

  /// The resource whose rows a property holds: by the name of its schema, or by its own name if what
  /// it holds has an id.
  private Optional<String> rows(String name, JsonSchema schema) {
    JsonSchema element = schema.items().orElse(schema);
    if (!RowSchemaFinder.holdsRows(schema)) {
      return Optional.empty();
    }
    Optional<String> own =
        RowSchemaFinder.containsRows(schema) ? Optional.of(name) : Optional.empty();
    return Stream.of(element.name(), own)
        .flatMap(Optional::stream)
        .flatMap(each -> Optional.ofNullable(targets.get(row(each))).stream())
        .findFirst();
  }

  private static @Nullable Object standard(JsonSchema schema, List<String> doubts) {
    Object standard = documentedDefault(schema).orElse(null);
    if (standard == null) {
      return null;
    }
    if (standard instanceof JsonArray list
        && list.stream().allMatch(CollectionResourceMapper::isPlain)) {
      return list.getList();
    }
    if (isPlain(standard)) {
      return standard;
    }
    doubts.add("unsure: its default is left out: " + LostKeywords.text(standard));
    return null;
  }

  /// Freehold's own documents have `x-default` in place of `default`.
  private static Optional<Object> documentedDefault(JsonSchema schema) {
    return Stream.of("default", "x-default")
        .map(schema.json()::getValue)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static boolean isPlain(@Nullable Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  private static Optional<JsonSchema> property(Optional<JsonSchema> of, String name) {
    return of.flatMap(schema -> Optional.ofNullable(schema.properties().get(name)));
  }

  /// The name of one row of a resource, as a key of `targets`.
  static String row(String resource) {
    String snake = snake(resource);
    return snake.isEmpty() ? "" : OpenApiSchemaName.of(snake).toLowerCase(Locale.ROOT);
  }

  static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_");
  }
}
