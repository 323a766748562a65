package dev.freehold.description;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A schema of JSON Schema 2020-12 or of OpenAPI 3.0, its references followed when they are asked for. One that cannot be
/// understood allows anything.
public final class Schema {
  /// `allOf` within `allOf`, at most.
  private static final int MAX_DEPTH = 8;

  private final References references;
  private final @Nullable Object written;
  private final JsonObject node;

  Schema(References references, @Nullable Object written) {
    this.references = references;
    this.written = written;
    this.node = references.resolve(written);
  }

  /// A schema that stands by itself; its references are within it.
  public static Schema of(JsonObject document) {
    return new Schema(new References(document), document);
  }

  /// Its keywords as they are written, where it is a reference those of what it names.
  public JsonObject json() {
    return node;
  }

  /// The last part of the `$ref` that it is, such as `Task`; empty where it is none.
  public Optional<String> name() {
    return written instanceof JsonObject object && object.getValue("$ref") instanceof String ref
        ? Optional.of(ref.substring(ref.lastIndexOf('/') + 1))
        : Optional.empty();
  }

  /// Whether nothing at all is allowed: the schema `false`.
  public boolean isNothing() {
    return Boolean.FALSE.equals(written);
  }

  /// `string number integer boolean object array null`; empty where any is allowed.
  public Set<String> types() {
    Set<String> types = new LinkedHashSet<>();
    collectTypes(types, MAX_DEPTH);
    if (!types.isEmpty() && flag("nullable")) {
      types.add("null");
    }
    return types;
  }

  private void collectTypes(Set<String> into, int depth) {
    switch (node.getValue("type")) {
      case String one -> into.add(one);
      case JsonArray several ->
          several.stream()
              .filter(String.class::isInstance)
              .forEach(each -> into.add((String) each));
      case null, default -> {
        if (node.containsKey("properties")) {
          into.add("object");
        } else if (node.containsKey("items")) {
          into.add("array");
        } else if (depth > 0) {
          allOf().forEach(part -> part.collectTypes(into, depth - 1));
        }
      }
    }
  }

  /// Whether values of this type are allowed, as far as its own `type` says.
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

  /// Of `enum` or `const`, the only values that are allowed; empty where neither stands.
  public List<@Nullable Object> values() {
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

  /// Those of its `allOf` among them, in the order in which they are written.
  public Map<String, Schema> properties() {
    Map<String, Schema> all = new LinkedHashMap<>();
    collectProperties(all, MAX_DEPTH);
    return all;
  }

  private void collectProperties(Map<String, Schema> into, int depth) {
    if (node.getValue("properties") instanceof JsonObject properties) {
      properties
          .fieldNames()
          .forEach(
              name -> into.putIfAbsent(name, new Schema(references, properties.getValue(name))));
    }
    if (depth > 0) {
      allOf().forEach(part -> part.collectProperties(into, depth - 1));
    }
  }

  /// Those of its `allOf` among them.
  public Set<String> required() {
    Set<String> all = new LinkedHashSet<>();
    collectRequired(all, MAX_DEPTH);
    return all;
  }

  private void collectRequired(Set<String> into, int depth) {
    if (node.getValue("required") instanceof JsonArray names) {
      names.stream().filter(String.class::isInstance).forEach(each -> into.add((String) each));
    }
    if (depth > 0) {
      allOf().forEach(part -> part.collectRequired(into, depth - 1));
    }
  }

  /// Whether properties that are not named are refused.
  public boolean isClosed() {
    return Boolean.FALSE.equals(node.getValue("additionalProperties"))
        || Boolean.FALSE.equals(node.getValue("unevaluatedProperties"));
  }

  /// Of properties that are not named.
  public Optional<Schema> additional() {
    return child("additionalProperties");
  }

  public Optional<Schema> items() {
    return child("items");
  }

  private Optional<Schema> child(String keyword) {
    return node.getValue(keyword) instanceof JsonObject object
        ? Optional.of(new Schema(references, object))
        : Optional.empty();
  }

  public List<Schema> allOf() {
    return list("allOf");
  }

  public List<Schema> oneOf() {
    return list("oneOf");
  }

  public List<Schema> anyOf() {
    return list("anyOf");
  }

  private List<Schema> list(String keyword) {
    List<Schema> all = new ArrayList<>();
    if (node.getValue(keyword) instanceof JsonArray array) {
      array.forEach(each -> all.add(new Schema(references, each)));
    }
    return all;
  }

  @Override
  public String toString() {
    return name().orElseGet(() -> String.join("|", types()));
  }
}
