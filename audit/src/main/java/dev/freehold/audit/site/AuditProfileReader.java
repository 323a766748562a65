package dev.freehold.audit.site;

import dev.freehold.audit.site.AuditProfile.ProfileAccount;
import dev.freehold.audit.site.AuditProfile.RequestTemplate;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads a profile (YAML). An unknown key is an error.
public final class AuditProfileReader {
  private static final int MAX_BYTES = 64 << 10;
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Set<String> KEYS =
      Set.of(
          "description",
          "signup",
          "login",
          "refresh",
          "logout",
          "token",
          "refreshToken",
          "user",
          "header",
          "accounts",
          "deleteAccount");

  private AuditProfileReader() {}

  /// An invalid profile. The message states the error.
  public static final class InvalidProfileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidProfileException(String message) {
      super(message);
    }
  }

  /// @throws InvalidProfileException if the profile is invalid
  public static AuditProfile read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new InvalidProfileException("it is larger than 64 KiB");
    }
    Map<?, ?> root = map("the profile", loaded(bytes));
    known("the profile", root, KEYS);
    return new AuditProfile(
        text(root, "description"),
        template(root, "signup"),
        template(root, "login"),
        template(root, "refresh"),
        template(root, "logout"),
        text(root, "token"),
        text(root, "refreshToken"),
        text(root, "user"),
        header(text(root, "header").orElse(AuditProfile.NONE.header())),
        accounts(root.get("accounts")),
        template(root, "deleteAccount"));
  }

  private static @Nullable Object loaded(byte[] bytes) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel("profile").setCodePointLimit(MAX_BYTES).build();
      return new Load(settings).loadFromString(new String(bytes, StandardCharsets.UTF_8));
    } catch (YamlEngineException | IllegalArgumentException e) {
      String message = e.getMessage() == null ? "unreadable" : e.getMessage();
      throw new InvalidProfileException(
          "it is not valid YAML: " + message.lines().findFirst().orElse("unreadable"));
    } catch (StackOverflowError _) {
      throw new InvalidProfileException("it is nested too deeply");
    }
  }

  private static String header(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || !text.contains("{token}")) {
      throw new InvalidProfileException(
          "'header' must be a name, a colon and a value with {token}");
    }
    return text;
  }

  private static List<ProfileAccount> accounts(@Nullable Object written) {
    if (written == null) {
      return List.of();
    }
    if (!(written instanceof List<?> list) || list.size() != 2) {
      throw new InvalidProfileException(
          "'accounts' must be a list of two: { email: …, password:" + " … }");
    }
    List<ProfileAccount> accounts = new ArrayList<>();
    for (Object each : list) {
      Map<?, ?> account = map("an account", each);
      known("an account", account, Set.of("email", "password"));
      accounts.add(new ProfileAccount(needed(account, "email"), needed(account, "password")));
    }
    if (accounts.getFirst().email().equals(accounts.getLast().email())) {
      throw new InvalidProfileException("'accounts' must be two people, not one twice");
    }
    return accounts;
  }

  private static String needed(Map<?, ?> map, String key) {
    return text(map, key)
        .filter(each -> !each.isBlank())
        .orElseThrow(() -> new InvalidProfileException("an account needs '" + key + "'"));
  }

  private static Optional<RequestTemplate> template(Map<?, ?> root, String key) {
    Object written = root.get(key);
    if (written == null) {
      return Optional.empty();
    }
    Map<?, ?> map = map("'" + key + "'", written);
    List<String> methods =
        map.keySet().stream().map(String::valueOf).filter(METHODS::contains).toList();
    if (methods.size() != 1) {
      throw new InvalidProfileException(
          "'" + key + "' must have one of get, post, put, patch, delete with a path");
    }
    String method = methods.getFirst();
    known("'" + key + "'", map, Set.of(method, "json", "form"));
    String target = String.valueOf(map.get(method));
    if (!target.startsWith("/")) {
      throw new InvalidProfileException("'" + key + "': a path must start with a slash");
    }
    boolean form = map.containsKey("form");
    Object body = form ? map.get("form") : map.get("json");
    JsonObject fields = body == null ? new JsonObject() : object(map("the body of " + key, body));
    return Optional.of(new RequestTemplate(method.toUpperCase(Locale.ROOT), target, form, fields));
  }

  private static JsonObject object(Map<?, ?> map) {
    JsonObject object = new JsonObject();
    map.forEach(
        (key, value) ->
            object.put(
                String.valueOf(key), value instanceof Map<?, ?> inner ? object(inner) : value));
    return object;
  }

  private static Map<?, ?> map(String what, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InvalidProfileException(what + " must be a mapping of keys to values");
    }
    return map;
  }

  private static void known(String what, Map<?, ?> map, Set<String> keys) {
    for (Object key : map.keySet()) {
      if (!keys.contains(String.valueOf(key))) {
        String list = String.join(", ", keys.stream().sorted().toList());
        throw new InvalidProfileException(what + " has no key '" + key + "'; valid keys: " + list);
      }
    }
  }

  private static Optional<String> text(Map<?, ?> map, String key) {
    Object value = map.get(key);
    return value == null ? Optional.empty() : Optional.of(String.valueOf(value));
  }
}
