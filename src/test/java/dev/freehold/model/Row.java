package dev.freehold.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// @param id a number or a text, as in JSON
/// @param values of every column, hidden ones included; [Tree#NULL] where there is none
/// @param stamp another one after each change
/// @param etag empty where nobody has seen it yet
record Row(Object id, String owner, Map<String, Object> values, int stamp, String etag) {
  Object at(String column) {
    Object value = values.get(column);
    return value == null ? Tree.NULL : value;
  }

  Row with(Map<String, Object> changes) {
    Map<String, Object> now = new LinkedHashMap<>(values);
    now.putAll(changes);
    return new Row(id, owner, now, stamp + 1, "");
  }

  Row tagged(String tag) {
    return new Row(id, owner, values, stamp, tag);
  }

  /// With what the server set: the id and the times.
  Row told(Object json) {
    Map<String, Object> now = new LinkedHashMap<>(values);
    for (String name : List.of("id", "created_at", "updated_at")) {
      Object told = Tree.at(json, name);
      if (told != Tree.NULL) {
        now.put(name, told);
      }
    }
    return new Row(now.getOrDefault("id", id), owner, now, stamp, etag);
  }

  Map<String, Object> json(List<Shape.Field> columns) {
    Map<String, Object> json = new LinkedHashMap<>();
    columns.forEach(c -> json.put(c.name(), at(c.name())));
    return json;
  }
}
