package dev.freehold.description;

import static java.util.stream.Collectors.toSet;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A schema of JSON Schema 2020-12 or OpenAPI 3.0. A `$ref` is resolved when the schema is created;
/// a schema that cannot be understood allows any value.
public final class JsonSchema {
  /// The maximum number of schemas that are read through `allOf` for one query of a schema.
  private static final int MAX_PARTS = 1_000;

  private final JsonReferenceResolver references;
  private final @Nullable Object written;
  private final JsonObject node;

  JsonSchema(JsonReferenceResolver references, @Nullable Object written) {
    this.references = references;
    this.written = written;
    this.node = references.resolve(written);
  }

  /// A schema that is its own document: its references point into itself.
  public static JsonSchema of(JsonObject document) {
    return new JsonSchema(new JsonReferenceResolver(document), document);
  }

  /// The keywords of the schema, or of the target if the schema is a `$ref`.
  public JsonObject json() {
    return node;
  }

  /// The last segment of the `$ref`, such as `Task`; empty if the schema is not a reference.
  public Optional<String> name() {
    return reference().map(JsonSchema::nameOf);
  }

  /// The name of the schema that a `$ref` leads to: `Note` for `#/components/schemas/Note` and for a
  /// file `Note.yaml`.
  public static String nameOf(String reference) {
    String last = reference.substring(reference.lastIndexOf('/') + 1).replace("~1", "/");
    return last.substring(last.lastIndexOf('/') + 1).replaceFirst("\\.(ya?ml|json)$", "");
  }

  private Optional<String> reference() {
    return written instanceof JsonObject object && object.getValue("$ref") instanceof String ref
        ? Optional.of(ref)
        : Optional.empty();
  }

  /// The `$ref` of this schema, if it leads nowhere or in a circle. Such a schema allows any value.
  public Optional<String> danglingReference() {
    return reference().filter(_ -> references.target(written).isEmpty());
  }

  /// The keywords beside `$ref` and those of all schemas of `allOf` in one schema: the narrowest
  /// bounds, the values that all allow, for other keywords the first that is written.
  public JsonSchema merged() {
    if (!node.containsKey("allOf") && siblings().isEmpty()) {
      return this;
    }
    JsonObject all = new JsonObject();
    merge(this, all, Collections.newSetFromMap(new IdentityHashMap<>()));
    return new JsonSchema(references, all);
  }

  private static void merge(JsonSchema part, JsonObject into, Set<Map<String, Object>> visited) {
    if (visited.size() == MAX_PARTS || !visited.add(part.node.getMap())) {
      return;
    }
    part.siblings().ifPresent(beside -> add(beside, into));
    add(part.node, into);
    part.allOf().forEach(each -> merge(each, into, visited));
  }

  private static void add(JsonObject from, JsonObject into) {
    for (String keyword : from.fieldNames()) {
      Object value = from.getValue(keyword);
      Object former = into.getValue(keyword);
      if (value == null || keyword.equals("allOf") || keyword.equals("$ref")) {
        continue;
      }
      Object merged = former == null ? value : Merging.both(keyword, former, value);
      into.put(keyword, merged);
    }
  }

  /// The keywords beside a `$ref`.
  private Optional<JsonObject> siblings() {
    return written instanceof JsonObject object && object.size() > 1 && object.containsKey("$ref")
        ? Optional.of(object)
        : Optional.empty();
  }

  /// An object in any of the forms of `oneOf` and `anyOf`: it has the properties of all of them, with
  /// `anyOf` where they differ, and requires those that all require.
  ///
  /// @param forms schemas of objects of this document
  public JsonSchema withForms(List<JsonSchema> forms) {
    Map<String, Set<Object>> each = new LinkedHashMap<>();
    Set<String> required = forms.isEmpty() ? Set.of() : forms.getFirst().required();
    for (JsonSchema form : forms) {
      form.properties()
          .forEach(
              (name, schema) ->
                  each.computeIfAbsent(name, _ -> new LinkedHashSet<>())
                      .add(schema.written == null ? new JsonObject() : schema.written));
      required = required.stream().filter(form.required()::contains).collect(toSet());
    }
    JsonObject properties = new JsonObject();
    properties().forEach((name, schema) -> properties.put(name, schema.written));
    each.forEach(
        (name, schemas) -> {
          if (!properties.containsKey(name)) {
            properties.put(
                name,
                schemas.size() == 1
                    ? schemas.iterator().next()
                    : new JsonObject().put("anyOf", new JsonArray(List.copyOf(schemas))));
          }
        });
    JsonArray always = new JsonArray();
    Stream.concat(required().stream(), required.stream()).distinct().forEach(always::add);
    JsonObject all = merged().node.copy();
    return new JsonSchema(references, all.put("properties", properties).put("required", always));
  }

  /// Whether this is the schema `false`, which allows no value.
  public boolean allowsNothing() {
    return Boolean.FALSE.equals(written);
  }

  /// The allowed types, of `string number integer boolean object array null`; empty if any type is
  /// allowed.
  public Set<String> types() {
    Set<String> types = new LinkedHashSet<>();
    parts(part -> !part.addTypes(types));
    if (!types.isEmpty() && flag("nullable")) {
      types.add("null");
    }
    return types;
  }

  /// Adds the types that the schema itself states or implies. Returns false if it has none, so that
  /// its `allOf` decides.
  private boolean addTypes(Set<String> types) {
    switch (node.getValue("type")) {
      case String one -> types.add(one);
      case JsonArray several ->
          several.stream()
              .filter(String.class::isInstance)
              .forEach(each -> types.add((String) each));
      case null, default -> {
        if (node.containsKey("properties")) {
          types.add("object");
        } else if (node.containsKey("items")) {
          types.add("array");
        } else {
          return false;
        }
      }
    }
    return true;
  }

  /// This schema and the schemas of its `allOf`, transitively, in the order in which they are
  /// written. Each is listed once, so that self references end.
  ///
  /// @param expand whether the `allOf` of a listed schema is read too
  private List<JsonSchema> parts(Predicate<JsonSchema> expand) {
    List<JsonSchema> parts = new ArrayList<>();
    Set<Map<String, Object>> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<JsonSchema> pending = new ArrayDeque<>(List.of(this));
    while (!pending.isEmpty() && parts.size() < MAX_PARTS) {
      JsonSchema part = pending.pop();
      // A JsonObject can be a new wrapper on each read; the map in it is the same one.
      if (visited.add(part.node.getMap())) {
        parts.add(part);
        if (expand.test(part)) {
          part.allOf().reversed().forEach(pending::push);
        }
      }
    }
    return parts;
  }

  /// The number of schemas that [#properties] and [#required] read.
  int partCount() {
    return node.containsKey("allOf") ? parts(_ -> true).size() : 1;
  }

  /// Whether values of this type are allowed.
  public boolean allows(String type) {
    Set<String> types = types();
    return types.isEmpty()
        || types.contains(type)
        || (type.equals("integer") && types.contains("number"));
  }

  public Optional<String> text(String keyword) {
    return node.getValue(keyword) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public Optional<Number> number(String keyword) {
    return node.getValue(keyword) instanceof Number number ? Optional.of(number) : Optional.empty();
  }

  /// Whether a keyword is `true`, such as `readOnly`.
  public boolean flag(String keyword) {
    return Boolean.TRUE.equals(node.getValue(keyword));
  }

  /// The values of `enum` or `const`; empty if the schema has neither.
  public List<@Nullable Object> allowedValues() {
    if (node.containsKey("const")) {
      List<@Nullable Object> one = new ArrayList<>();
      one.add(node.getValue("const"));
      return one;
    }
    List<@Nullable Object> all = new ArrayList<>();
    if (node.getValue("enum") instanceof JsonArray values) {
      values.forEach(all::add);
    }
    return all;
  }

  /// The properties, including those of `allOf`, in the order in which they are written.
  public Map<String, JsonSchema> properties() {
    Map<String, JsonSchema> all = new LinkedHashMap<>();
    for (JsonSchema part : parts(_ -> true)) {
      if (part.node.getValue("properties") instanceof JsonObject properties) {
        for (String name : properties.fieldNames()) {
          all.putIfAbsent(name, new JsonSchema(references, properties.getValue(name)));
        }
      }
    }
    return all;
  }

  /// The names of the required properties, including those of `allOf`.
  public Set<String> required() {
    Set<String> all = new LinkedHashSet<>();
    for (JsonSchema part : parts(_ -> true)) {
      if (part.node.getValue("required") instanceof JsonArray names) {
        names.stream().filter(String.class::isInstance).forEach(each -> all.add((String) each));
      }
    }
    return all;
  }

  /// Whether the schema forbids properties that it does not name.
  public boolean isClosed() {
    return Boolean.FALSE.equals(node.getValue("additionalProperties"))
        || Boolean.FALSE.equals(node.getValue("unevaluatedProperties"));
  }

  /// The schema of the properties that are not named.
  public Optional<JsonSchema> additionalProperties() {
    return child("additionalProperties");
  }

  public Optional<JsonSchema> items() {
    return child("items");
  }

  private Optional<JsonSchema> child(String keyword) {
    return node.getValue(keyword) instanceof JsonObject object
        ? Optional.of(new JsonSchema(references, object))
        : Optional.empty();
  }

  public List<JsonSchema> allOf() {
    return list("allOf");
  }

  public List<JsonSchema> oneOf() {
    return list("oneOf");
  }

  public List<JsonSchema> anyOf() {
    return list("anyOf");
  }

  private List<JsonSchema> list(String keyword) {
    List<JsonSchema> all = new ArrayList<>();
    if (node.getValue(keyword) instanceof JsonArray array) {
      array.forEach(each -> all.add(new JsonSchema(references, each)));
    }
    return all;
  }

  @Override
  public String toString() {
    return name()
        .orElseGet(
            () -> String.join("|", types()) + text("format").map(each -> " " + each).orElse(""));
  }

  /// Two values of one keyword as one.
  private static final class Merging {
    private Merging() {}

    static Object both(String keyword, Object one, Object other) {
      return switch (keyword) {
        case "minimum", "exclusiveMinimum", "minLength", "minItems" -> bound(one, other, true);
        case "maximum", "exclusiveMaximum", "maxLength", "maxItems" -> bound(one, other, false);
        case "required" -> union(one, other);
        case "enum" ->
            one instanceof JsonArray all && other instanceof JsonArray values
                ? new JsonArray(all.stream().filter(values::contains).toList())
                : one;
        case "properties" ->
            one instanceof JsonObject all && other instanceof JsonObject more
                ? more.copy().mergeIn(all)
                : one;
        default -> one;
      };
    }

    private static Object bound(Object one, Object other, boolean greater) {
      if (!(one instanceof Number a && other instanceof Number b)) {
        return one;
      }
      boolean first = a.doubleValue() > b.doubleValue();
      return first == greater ? one : other;
    }

    private static Object union(Object one, Object other) {
      return one instanceof JsonArray all && other instanceof JsonArray more
          ? new JsonArray(Stream.concat(all.stream(), more.stream()).distinct().toList())
          : one;
    }
  }
}
