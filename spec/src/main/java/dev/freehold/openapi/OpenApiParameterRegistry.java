package dev.freehold.openapi;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Collects the parameters of one document as shared components; equal parameters are written once.
final class OpenApiParameterRegistry {
  private final Map<String, String> keys = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, JsonObjectWriter.Members> components = new LinkedHashMap<>();
  private final Detail detail;

  OpenApiParameterRegistry(Detail detail) {
    this.detail = detail;
  }

  Detail detail() {
    return detail;
  }

  /// @param name the name in a request: `due_on[lte]`
  /// @param owner distinguishes it from another parameter of the same name
  /// @param rest the members other than the name
  /// @return the key in `components/parameters`: `due_on.lte`, or `tasks.due_on.lte` if that key is
  ///   taken
  public String componentKey(String name, String owner, JsonObjectWriter.Members rest) {
    JsonObjectWriter.Members members =
        o -> {
          o.put("name", name);
          rest.write(o);
        };
    return keys.computeIfAbsent(
        JsonObjectWriter.text(detail, false, members), _ -> added(free(name, owner), members));
  }

  private String added(String key, JsonObjectWriter.Members members) {
    components.put(key, members);
    return key;
  }

  private String free(String name, String owner) {
    String plain = name.replace('[', '.').replace("]", "");
    String first = taken.contains(letters(plain)) ? owner + "." + plain : plain;
    String key = first;
    for (int i = 2; !taken.add(letters(key)); i++) {
      key = first + "." + i;
    }
    return key;
  }

  /// What is left of a key in the names that generators make of it.
  private static String letters(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /// Writes all parameters as `components/parameters`.
  public void write(JsonObjectWriter to) throws IOException {
    for (Map.Entry<String, JsonObjectWriter.Members> component : components.entrySet()) {
      to.object(component.getKey(), component.getValue());
    }
  }
}
