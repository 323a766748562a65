package dev.freehold.openapi.operation;

import dev.freehold.openapi.schema.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The parameters of a document, each there once however many operations have it. It fills while the operations are
/// made, and is written after them. Confined to one document.
public final class Parameters {
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, JsonObject.Members> components = new LinkedHashMap<>();

  /// @param name as a request has it: `due_on[lte]`
  /// @param owner what tells it from another of the same name
  /// @param rest of its members, but for the name
  /// @return its key in `components/parameters`: `due_on.lte`, or `tasks.due_on.lte` where that is another
  public String key(String name, String owner, JsonObject.Members rest) {
    JsonObject.Members members =
        o -> {
          o.put("name", name);
          rest.write(o);
        };
    return keys.computeIfAbsent(
        JsonObject.text(false, members), _ -> added(free(name, owner), members));
  }

  private String added(String key, JsonObject.Members members) {
    components.put(key, members);
    return key;
  }

  private String free(String name, String owner) {
    String plain = name.replace('[', '.').replace("]", "");
    String key = components.containsKey(plain) ? owner + "." + plain : plain;
    while (components.containsKey(key)) {
      key += "_";
    }
    return key;
  }

  /// All of them, as `components/parameters`.
  public void write(JsonObject to) throws IOException {
    for (Map.Entry<String, JsonObject.Members> component : components.entrySet()) {
      to.object(component.getKey(), component.getValue());
    }
  }
}
