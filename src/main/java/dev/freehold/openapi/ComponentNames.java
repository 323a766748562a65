package dev.freehold.openapi;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The names of the document's schemas and tags. A spec may have resources called `task_creates` or
/// `errors`: where a name is taken the later one gets an underscore, resources' rows first.
final class ComponentNames {
  private final Map<String, String> schemas = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();

  ComponentNames(ApiPlan plan) {
    Set<String> taken = new HashSet<>();
    Set<String> takenTags = new HashSet<>();
    for (ResourcePlan resource : plan.resources()) {
      schemas.put(resource.name(), free(resource.schema(), taken));
      tags.put(resource.name(), free(title(resource.name()), takenTags));
    }
    for (ResourcePlan resource : plan.resources()) {
      for (String suffix : new String[] {"Create", "Update", "Response", "ListResponse"}) {
        schemas.put(resource.name() + suffix, free(resource.schema() + suffix, taken));
      }
    }
    for (BuiltIn schema : BuiltIn.values()) {
      schemas.put(schema.name(), free(schema.name, taken));
    }
    tags.put("Auth", free("Auth", takenTags));
    tags.put("Health", free("Health", takenTags));
  }

  /// Schemas that every document has.
  enum BuiltIn {
    PAGINATION("Pagination"),
    AUTH_USER("AuthUser"),
    AUTH_SESSION("AuthSession"),
    AUTH_USER_RESPONSE("AuthUserResponse"),
    AUTH_SESSION_RESPONSE("AuthSessionResponse"),
    SIGN_UP("SignUp"),
    LOG_IN("LogIn"),
    REFRESH("Refresh"),
    HEALTH_RESPONSE("HealthResponse"),
    ERROR_CODE("ErrorCode"),
    ERROR_DETAIL("ErrorDetail"),
    ERROR("Error"),
    ERROR_RESPONSE("ErrorResponse");

    private final String name;

    BuiltIn(String name) {
      this.name = name;
    }
  }

  String row(ResourcePlan resource) {
    return of(resource.name());
  }

  String create(ResourcePlan resource) {
    return of(resource.name() + "Create");
  }

  String update(ResourcePlan resource) {
    return of(resource.name() + "Update");
  }

  String response(ResourcePlan resource) {
    return of(resource.name() + "Response");
  }

  String listResponse(ResourcePlan resource) {
    return of(resource.name() + "ListResponse");
  }

  String of(BuiltIn schema) {
    return of(schema.name());
  }

  String tag(ResourcePlan resource) {
    return tag(resource.name());
  }

  String authTag() {
    return tag("Auth");
  }

  String healthTag() {
    return tag("Health");
  }

  private String of(String key) {
    return java.util.Objects.requireNonNull(schemas.get(key), key);
  }

  private String tag(String key) {
    return java.util.Objects.requireNonNull(tags.get(key), key);
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    while (!taken.add(free)) {
      free += "_";
    }
    return free;
  }

  /// `Order entries` of `order_entries`.
  static String title(String resource) {
    String words = resource.replace('_', ' ').strip();
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
