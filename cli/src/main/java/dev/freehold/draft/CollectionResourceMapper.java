package dev.freehold.draft;

import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.draft.DescriptionMapper.CollectionOperations;
import dev.freehold.draft.SourceModel.FieldContent;
import dev.freehold.draft.SourceModel.FieldFlag;
import dev.freehold.spec.OpenApiSchemaName;
import dev.freehold.spec.Spec.OnDelete;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
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
  private static final Set<String> OWNERS = Set.of("user_id", "owner_id", "owner");

  private final CollectionOperations collectionOperations;
  private final Map<String, String> targets;
  private final List<String> notes = new ArrayList<>();
  private final List<String> unbounded = new ArrayList<>();
  private final List<String> once = new ArrayList<>();
  private final Optional<JsonSchema> row;
  private final Optional<JsonSchema> create;
  private final Optional<JsonSchema> update;

  /// @param targets the names of the resources by the lower-case name of one row: `task` to `tasks`
  CollectionResourceMapper(CollectionOperations collectionOperations, Map<String, String> targets) {
    this.collectionOperations = collectionOperations;
    this.targets = targets;
    this.row = RowSchemaFinder.inResponses(collectionOperations, collectionOperations.name());
    this.create =
        RowSchemaFinder.inRequest(
            collectionOperations.collectionOperation("POST"), collectionOperations.name());
    this.update =
        RowSchemaFinder.inRequest(
                collectionOperations.itemOperation("PATCH"), collectionOperations.name())
            .or(
                () ->
                    RowSchemaFinder.inRequest(
                        collectionOperations.itemOperation("PUT"), collectionOperations.name()));
  }

  SourceModel.SourceResource map() {
    Map<String, JsonSchema> names = new LinkedHashMap<>();
    row.ifPresent(r -> names.putAll(r.properties()));
    create.ifPresent(c -> c.properties().forEach(names::putIfAbsent));
    update.ifPresent(u -> u.properties().forEach(names::putIfAbsent));
    List<SourceModel.SourceField> fields = new ArrayList<>();
    names.keySet().forEach(name -> field(name).ifPresent(fields::add));
    if (collectionOperations.collection().contains("{")) {
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
    String description = row.flatMap(r -> r.text("description")).orElse(null);
    return new SourceModel.SourceResource(
        collectionOperations.name(),
        "path " + collectionOperations.item().orElse(collectionOperations.collection()),
        description,
        countedIds(),
        fields,
        List.of(),
        List.of(),
        notes);
  }

  private boolean countedIds() {
    Optional<JsonSchema> id = row.flatMap(r -> Optional.ofNullable(r.properties().get("id")));
    return id.or(() -> collectionOperations.item().flatMap(this::parameter))
        .map(schema -> schema.types().contains("integer"))
        .orElse(false);
  }

  private Optional<JsonSchema> parameter(String item) {
    String name = item.substring(item.lastIndexOf('{') + 1, item.lastIndexOf('}'));
    return Set.of("GET", "PUT", "PATCH", "DELETE").stream()
        .map(collectionOperations::itemOperation)
        .flatMap(Optional::stream)
        .map((DescribedOperation o) -> o.parameter(Parameter.Location.PATH, name))
        .flatMap(Optional::stream)
        .map(Parameter::schema)
        .findFirst();
  }

  private Optional<SourceModel.SourceField> field(String name) {
    String snake = snake(name);
    Optional<JsonSchema> read = property(row, name);
    Optional<JsonSchema> made = property(create, name);
    Optional<JsonSchema> changed = property(update, name);
    if (snake.equals("id") || snake.equals("_id") || STAMPS.contains(snake)) {
      return Optional.empty();
    }
    boolean written = made.isPresent() || changed.isPresent();
    if (OWNERS.contains(snake) && !made.isPresent()) {
      if (!name.equals("user_id")) {
        notes.add("The owner column " + name + " is called user_id here.");
      }
      return Optional.empty();
    }
    JsonSchema schema = made.or(() -> changed).or(() -> read).orElseThrow();
    if (RowSchemaFinder.containsRows(read.orElse(schema))) {
      notes.add("unsure: " + name + " is left out: it contains rows of another resource");
      return Optional.empty();
    }
    List<String> doubts = new ArrayList<>();
    SchemaTypeMapping typed = SchemaTypeMapping.of(schema);
    List<FieldFlag> flags = new ArrayList<>();
    boolean readOnly =
        read.map(r -> r.flag("readOnly")).orElse(false) || (create.isPresent() && !written);
    if (readOnly) {
      flags.add(FieldFlag.READONLY);
    } else if (isRequired(name, read, made)) {
      flags.add(FieldFlag.REQUIRED);
    }
    if (!readOnly && made.isPresent() && changed.isEmpty() && update.isPresent()) {
      flags.add(FieldFlag.WRITE_ONCE);
      once.add(name);
    }
    boolean secret =
        schema.flag("writeOnly") || schema.text("format").filter("password"::equals).isPresent();
    if (!readOnly && (secret || (row.isPresent() && read.isEmpty()))) {
      flags.add(FieldFlag.HIDDEN);
    }
    typed.doubts().forEach(doubt -> doubts.add("unsure: " + doubt));
    FieldContent holds =
        pointer(snake, schema, doubts).map(FieldContent.class::cast).orElse(typed.content());
    if (holds instanceof FieldContent.Value && typed.unbounded()) {
      unbounded.add(name);
    }
    Object standard = standard(made.or(() -> read).orElse(schema), doubts);
    String description = read.or(() -> made).flatMap(s -> s.text("description")).orElse(null);
    return Optional.of(
        new SourceModel.SourceField(
            name,
            description,
            holds,
            flags,
            holds instanceof FieldContent.Value ? standard : null,
            doubts));
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
                    || (always
                        && made.flatMap(CollectionResourceMapper::documentedDefault).isPresent()))
        .orElse(always);
  }

  private Optional<FieldContent.RowReference> pointer(
      String snake, JsonSchema schema, List<String> doubts) {
    Optional<String> told = schema.text("x-ref").filter(targets::containsValue);
    if (told.isPresent()) {
      return told.map(to -> new FieldContent.RowReference(to, OnDelete.RESTRICT));
    }
    if (!snake.endsWith("_id") || schema.types().contains("array")) {
      return Optional.empty();
    }
    String row = row(snake.substring(0, snake.length() - 3));
    String to = targets.get(row);
    if (to == null) {
      if (!OWNERS.contains(snake)) {
        doubts.add("unsure: its name suggests a reference, but there is no such resource");
      }
      return Optional.empty();
    }
    doubts.add("unsure: a ref, inferred from its name");
    return Optional.of(new FieldContent.RowReference(to, OnDelete.RESTRICT));
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
    doubts.add("unsure: its default is left out: " + standard);
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

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_");
  }
}
