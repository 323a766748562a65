package dev.freehold.description;

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
    return written instanceof JsonObject object && object.getValue("$ref") instanceof String ref
        ? Optional.of(ref.substring(ref.lastIndexOf('/') + 1))
        : Optional.empty();
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
    return name().orElseGet(() -> String.join("|", types()));
  }
}
