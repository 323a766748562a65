package dev.freehold.audit.site;

import dev.freehold.audit.AccountPlace;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ScopeHeader;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/// Fills the person fields of a body (`x-person`, `x-people` for a list, and those that [AccountPlace]
/// tells) with an account that exists: a third user, so that user B stays a stranger to the row. In a
/// team, which has no third member, and where no third user can sign up, it is the user who sends the
/// body.
final class NamedPerson {
  private final AuthenticationFlow accounts;
  private final AccountNames names;
  private Optional<AuditUser> third = Optional.empty();
  private boolean asked;

  NamedPerson(AuthenticationFlow accounts, AccountNames names) {
    this.accounts = accounts;
    this.names = names;
  }

  void fill(JsonObject body, DescribedOperation create, JsonSchema schema, AuditUser sender) {
    for (Map.Entry<String, JsonSchema> property : schema.properties().entrySet()) {
      String name = property.getKey();
      boolean many = property.getValue().flag("x-people");
      if (!body.containsKey(name)) {
        continue;
      }
      if (!many && !property.getValue().flag("x-person")) {
        if (AccountPlace.is(name, property.getValue(), "")) {
          put(body, name, property.getValue(), other(create, sender));
        }
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

  /// Fills what names an account with that of a person.
  void fillWith(JsonObject body, JsonSchema schema, AuditUser person) {
    schema
        .properties()
        .forEach(
            (name, property) -> {
              if (body.containsKey(name) && AccountPlace.is(name, property, "")) {
                put(body, name, property, person);
              }
            });
  }

  private void put(JsonObject body, String name, JsonSchema schema, AuditUser person) {
    names.values(person, name, schema, "").stream()
        .findFirst()
        .ifPresent(value -> body.put(name, value));
  }

  private static Object typed(String id, JsonSchema schema) {
    boolean isNumber = !schema.allows("string") && schema.allows("integer");
    return isNumber && id.matches("\\d{1,18}") ? (Object) Long.valueOf(id) : id;
  }

  private Optional<String> id(DescribedOperation create, AuditUser sender) {
    return Optional.ofNullable(other(create, sender).id());
  }

  private AuditUser other(DescribedOperation create, AuditUser sender) {
    return ScopeHeader.of(create).isPresent() ? sender : third().orElse(sender);
  }

  /// A user who is neither of the two; empty if nobody more can sign up.
  Optional<AuditUser> third() {
    if (!asked) {
      asked = true;
      third = accounts.signUpAnother();
    }
    return third;
  }
}
