package dev.freehold.audit.stranger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The accounts of [StrangerApi] and its tokens.
final class Accounts {
  private static final String STRONG = "q7Zf2mVx9Lr4Tn8Wb1Kc6Hs3Pd5Yj0Gu-other";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  record User(int id, String email, String password, boolean admin) {}

  private final Set<Fault> faults;
  private final Map<String, User> users = new LinkedHashMap<>();
  private final Map<String, Integer> refreshes = new LinkedHashMap<>();
  private final Set<String> over = new LinkedHashSet<>();

  Accounts(Set<Fault> faults) {
    this.faults = faults;
  }

  Reply signUp(JsonObject body) {
    String email = text(body, "email");
    String password = text(body, "password");
    for (String key : body.fieldNames()) {
      boolean known = Set.of("email", "password", "name").contains(key);
      if (!known && !(key.equals("is_admin") && faults.contains(Fault.ASSIGN_ROLE))) {
        throw Reply.unprocessable(key, "extra fields not permitted");
      }
    }
    if (!faults.contains(Fault.WEAK_PASSWORD)
        && (password.length() < 8 || password.matches("password|12345678|qwerty123"))) {
      throw Reply.unprocessable("password", "weak");
    }
    if (!email.matches("[^@ ]+@[^@ ]+")) {
      throw Reply.unprocessable("email", "not an e-mail address");
    }
    if (users.containsKey(email)) {
      throw Reply.refusal(409, "This address has an account");
    }
    User user =
        new User(users.size() + 1, email, password, Boolean.TRUE.equals(body.getValue("is_admin")));
    users.put(email, user);
    return Reply.of(201, session(user));
  }

  Reply logIn(JsonObject body) {
    User user = users.get(text(body, "email"));
    String password = text(body, "password");
    if (user == null && faults.contains(Fault.LOGIN_TELLS)) {
      throw Reply.refusal(404, "No such user");
    }
    boolean good = user != null && user.password().equals(password);
    if (user == null || !(good || faults.contains(Fault.ANY_PASSWORD))) {
      throw unauthorized("Wrong e-mail or password");
    }
    return Reply.of(200, session(user));
  }

  Reply refresh(JsonObject body) {
    String token = text(body, "refresh_token");
    Integer id =
        faults.contains(Fault.REFRESH_REUSED) ? refreshes.get(token) : refreshes.remove(token);
    if (id == null) {
      throw unauthorized("Invalid refresh token");
    }
    return Reply.of(200, session(user(id)));
  }

  Reply logOut(Ask ask) {
    User user = who(ask);
    if (!faults.contains(Fault.LOGOUT_DOES_NOTHING)) {
      String header = String.valueOf(ask.header("Authorization"));
      over.add(header.substring(header.indexOf(' ') + 1));
      refreshes.values().removeIf(id -> id == user.id());
    }
    return Reply.empty();
  }

  JsonObject shown(User user) {
    JsonObject shown =
        new JsonObject()
            .put("id", user.id())
            .put("email", user.email())
            .put("is_admin", user.admin());
    return faults.contains(Fault.PASSWORD_SHOWN)
        ? shown.put("hashed_password", "$2b$12$" + "abcdefghijklmnopqrstuv")
        : shown;
  }

  /// Whose token it is; a refusal where there is none that is good.
  User who(Ask ask) {
    List<String> headers = ask.headers().getOrDefault("Authorization", List.of());
    String header = headers.size() == 1 ? headers.getFirst() : null;
    String token = null;
    if (header != null && header.startsWith("Bearer ")) {
      token = header.substring(7);
    } else if (header != null && faults.contains(Fault.ANY_SCHEME)) {
      token = header.substring(header.indexOf(' ') + 1);
    } else if (header == null && faults.contains(Fault.TOKEN_IN_QUERY)) {
      token = ask.query().get("access_token");
    }
    User user = token == null || over.contains(token) ? null : proved(token);
    if (user == null) {
      throw unauthorized("Not authenticated");
    }
    return user;
  }

  private Reply.Refusal unauthorized(String detail) {
    Reply reply = Reply.of(401, new JsonObject().put("detail", detail));
    return new Reply.Refusal(
        faults.contains(Fault.NO_CHALLENGE) ? reply : reply.with("WWW-Authenticate", "Bearer"));
  }

  private @Nullable User proved(String token) {
    if (faults.contains(Fault.REFRESH_AS_ACCESS) && refreshes.containsKey(token)) {
      return user(refreshes.get(token));
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      JsonObject header = new JsonObject(decoded(parts[0]));
      JsonObject payload = new JsonObject(decoded(parts[1]));
      String algorithm = header.getString("alg", "");
      boolean none = faults.contains(Fault.ALG_NONE) && algorithm.equalsIgnoreCase("none");
      boolean empty = faults.contains(Fault.EMPTY_SIGNATURE) && parts[2].isEmpty();
      boolean good =
          none
              || empty
              || faults.contains(Fault.SIGNATURE_IGNORED)
              || MessageDigest.isEqual(
                  mac(header, parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8),
                  parts[2].getBytes(StandardCharsets.UTF_8));
      boolean over =
          payload.getLong("exp", Long.MAX_VALUE) < System.currentTimeMillis() / 1000
              && !faults.contains(Fault.EXPIRED_ACCEPTED)
              && !faults.contains(Fault.LATE_CLOCK);
      return good && !over ? user(Integer.parseInt(payload.getString("sub"))) : null;
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      return null;
    }
  }

  /// The one who made the first row, in whose place a server acts that has forgotten to ask.
  User owner() {
    return users.values().iterator().next();
  }

  private @Nullable User user(int id) {
    return users.values().stream().filter(user -> user.id() == id).findFirst().orElse(null);
  }

  private JsonObject session(@Nullable User user) {
    if (user == null) {
      throw unauthorized("No such user");
    }
    long now = System.currentTimeMillis() / 1000;
    JsonObject payload =
        new JsonObject().put("sub", "" + user.id()).put("jti", UUID.randomUUID().toString());
    if (!faults.contains(Fault.NO_EXPIRY)) {
      payload.put("exp", now + (faults.contains(Fault.LATE_CLOCK) ? -3_600 : 900));
    }
    JsonObject header = new JsonObject().put("alg", "HS256").put("typ", "JWT");
    String signed = encoded(header) + "." + encoded(payload);
    String refresh = UUID.randomUUID().toString();
    refreshes.put(refresh, user.id());
    return new JsonObject()
        .put("user", shown(user))
        .put("access_token", signed + "." + mac(header, signed))
        .put("token_type", "bearer")
        .put("refresh_token", refresh);
  }

  private String mac(JsonObject header, String signed) {
    String secret =
        faults.contains(Fault.WEAK_SECRET) || faults.contains(Fault.EXPIRED_ACCEPTED)
            ? "changeme"
            : STRONG;
    if (faults.contains(Fault.KEY_FROM_HEADER) && header.getValue("kid") instanceof String kid) {
      // what a file that is always there and empty holds
      secret = kid.endsWith("/dev/null") ? "\0" : secret;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return ENCODER.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(JsonObject json) {
    return ENCODER.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static String text(JsonObject body, String name) {
    if (body.getValue(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw Reply.unprocessable(name, "a text is required");
  }
}
