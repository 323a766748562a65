package dev.freehold.audit.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.HeldBackOperation;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.OpenApiDescriptionReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operation would do to the audit, by its name and by what it asks for.
final class HeldBackOperationTest {
  private static String harm(String line, String asks) {
    JsonObject operation = new JsonObject();
    if (asks.startsWith("?")) {
      JsonObject parameter =
          new JsonObject()
              .put("name", asks.substring(1))
              .put("in", "query")
              .put("schema", new JsonObject().put("type", "string"));
      operation.put("parameters", new JsonArray().add(parameter));
    } else if (!asks.isEmpty()) {
      JsonObject schema = new JsonObject().put("type", "string");
      for (String name : asks.split("\\.", -1)) {
        schema =
            new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put(name, schema));
      }
      operation.put(
          "requestBody",
          new JsonObject()
              .put(
                  "content",
                  new JsonObject()
                      .put("application/json", new JsonObject().put("schema", schema))));
    }
    String method = line.substring(0, line.indexOf(' ')).toLowerCase(Locale.ROOT);
    String path = line.substring(line.indexOf(' ') + 1);
    ApiDescription description =
        OpenApiDescriptionReader.read(
            new JsonObject()
                .put("openapi", "3.1.0")
                .put("paths", new JsonObject().put(path, new JsonObject().put(method, operation))));
    return HeldBackOperation.of(
            description,
            new DescribedAuthenticationFlow(description, AuditProfile.NONE, Optional::empty))
        .stream()
        .map(each -> each.harm().name())
        .findFirst()
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    // Data of everybody, or the server itself.
    "POST /reset, '', SERVER",
    "GET /createdb, '', SERVER",
    "POST /admin/reset-db, '', SERVER",
    "POST /auth/reset-database, '', SERVER",
    "POST /users/reset, '', SERVER",
    "POST /tenants/{id}/reset-db, '', SERVER",
    "POST /deleteAll, '', SERVER",
    "POST /system/shut-down, '', SERVER",
    // One password, or one row.
    "POST /reset, email, none",
    "POST /users/reset, email.user, none",
    "POST /users/reset/, newPassword, none",
    "GET /users/reset, ?email, none",
    "POST /auth/reset, '', none",
    "POST /games/{id}/reset, '', none",
    "POST /jobs/{id}/restart, '', none",
    "DELETE /seeds/{seed}, '', none",
    // The user of the audit.
    "POST /auth/log-out, '', SESSION",
    "DELETE /session, '', SESSION",
    "DELETE /users/me, '', ACCOUNT",
    "POST /account/deactivate, '', ACCOUNT",
    "PUT /auth/password, '', PASSWORD",
    "POST /auth/password/reset, email, none"
  })
  void theHarmFollowsFromTheNameAndFromWhatIsAskedFor(String line, String asks, String harm) {
    assertThat(harm(line, asks)).isEqualTo(harm);
  }
}
