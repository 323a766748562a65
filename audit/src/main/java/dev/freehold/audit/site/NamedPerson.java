package dev.freehold.audit.site;

import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Fills the person fields of a body (`x-person`, and `x-people` for a list) with an account that
/// exists: a third user, so that user B stays a stranger to the row. In a team, which has no third
/// member, and where no third user can sign up, it is the user who sends the body.
final class NamedPerson {
  private final AuthenticationFlow accounts;
  private Optional<AuditUser> third = Optional.empty();
  private boolean asked;

  NamedPerson(AuthenticationFlow accounts) {
    this.accounts = accounts;
  }

  void fill(JsonObject body, DescribedOperation create, JsonSchema schema, AuditUser sender) {
    for (Map.Entry<String, JsonSchema> property : schema.properties().entrySet()) {
      String name = property.getKey();
      boolean many = property.getValue().flag("x-people");
      if (!body.containsKey(name) || !(many || property.getValue().flag("x-person"))) {
        continue;
      }
      JsonSchema one =
          many ? property.getValue().items().orElse(property.getValue()) : property.getValue();
      Optional<Object> id = id(create, sender).map(text -> typed(text, one));
      if (id.isPresent()) {
        body.put(name, many ? new JsonArray().add(id.get()) : id.get());
      } else {
        body.remove(name);
      }
    }
  }

  private static Object typed(String id, JsonSchema schema) {
    boolean isNumber = !schema.allows("string") && schema.allows("integer");
    return isNumber && id.matches("\\d{1,18}") ? (Object) Long.valueOf(id) : id;
  }

  private Optional<String> id(DescribedOperation create, AuditUser sender) {
    AuditUser person = ScopeHeader.of(create).isPresent() ? sender : third().orElse(sender);
    return Optional.ofNullable(person.id());
  }

  private Optional<AuditUser> third() {
    if (!asked) {
      asked = true;
      third = accounts.signUpAnother();
    }
    return third;
  }
}
