package dev.freehold.audit.site;

import dev.freehold.audit.site.AuditProfile.ProfileAccount;
import dev.freehold.audit.site.AuditProfile.RequestTemplate;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/// Writes a profile (YAML), with a line of comment for what it leaves to the audit.
public final class AuditProfileWriter {
  private final StringBuilder out = new StringBuilder();

  private AuditProfileWriter() {}

  public static String write(AuditProfile profile) {
    AuditProfileWriter writer = new AuditProfileWriter();
    writer.text("description", profile.description(), "the path of the OpenAPI document");
    writer.request("signup", profile.signup(), "a request that makes an account");
    writer.request("login", profile.login(), "a request that signs in");
    writer.request("refresh", profile.refresh(), "a request with {refreshToken}");
    writer.request("logout", profile.logout(), "a request that ends the session");
    writer.text("token", profile.tokenPath(), "where the token is in an answer, such as data.jwt");
    writer.text("refreshToken", profile.refreshTokenPath(), "the same for the refresh token");
    writer.text("user", profile.userPath(), "where the id of the user is");
    writer.text("header", Optional.of(profile.header()), "");
    writer.accounts(profile);
    writer.request("deleteAccount", profile.deleteAccount(), "a request with {user}, at the end");
    return writer.out.toString();
  }

  private void text(String key, Optional<String> value, String meaning) {
    if (value.isPresent()) {
      out.append(key).append(": ").append(quoted(value.get())).append('\n');
    } else {
      missing(key, meaning);
    }
  }

  private void missing(String key, String meaning) {
    out.append("# ").append(key).append(": ").append(meaning).append('\n');
  }

  private void request(String key, Optional<RequestTemplate> value, String meaning) {
    if (value.isEmpty()) {
      missing(key, meaning);
      return;
    }
    RequestTemplate request = value.get();
    out.append(key).append(":\n");
    line(request.method().toLowerCase(Locale.ROOT), quoted(request.target()));
    if (!request.body().isEmpty()) {
      line(request.form() ? "form" : "json", request.body().encode());
    }
  }

  private void line(String key, String value) {
    out.append("  ").append(key).append(": ").append(value).append('\n');
  }

  private void accounts(AuditProfile profile) {
    if (profile.accounts().isEmpty()) {
      missing("accounts", "two that exist: [{ email: …, password: … }, { email: …, password: … }]");
      return;
    }
    out.append("accounts:\n");
    for (ProfileAccount each : profile.accounts()) {
      JsonObject account =
          new JsonObject().put("email", each.email()).put("password", each.password());
      out.append("  - ").append(account.encode()).append('\n');
    }
  }

  /// A string of JSON is one of YAML.
  private static String quoted(String text) {
    String object = new JsonObject().put("", text).encode();
    return object.substring(object.indexOf(':') + 1, object.length() - 1);
  }
}
