package dev.freehold.audit.vulnerable;

import dev.freehold.audit.vulnerable.VulnerableApi.ApiRequest;
import dev.freehold.audit.vulnerable.VulnerableApi.ApiResponse;
import dev.freehold.audit.vulnerable.VulnerableApi.Vulnerability;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The accounts of [VulnerableApi] and its tokens.
final class VulnerableApiAccounts {
  private static final String STRONG = "q7Zf2mVx9Lr4Tn8Wb1Kc6Hs3Pd5Yj0Gu-other";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /// @param balance what the account can spend
  record ApiUser(int id, String email, String password, boolean admin, int balance) {}

  private final Set<Vulnerability> faults;
  private final Map<String, ApiUser> users = new LinkedHashMap<>();
  private final Map<String, Integer> refreshes = new LinkedHashMap<>();
  private final Set<String> over = new LinkedHashSet<>();

  /// The keys of a server that signs with a private key.
  private final Optional<VulnerableApiKeys> keys;

  VulnerableApiAccounts(Set<Vulnerability> faults) {
    this.faults = faults;
    this.keys =
        faults.contains(Vulnerability.KEY_CONFUSION)
            ? Optional.of(new VulnerableApiKeys())
            : Optional.empty();
  }

  ApiResponse signUp(JsonObject body) {
    String email = text(body, "email");
    String password = text(body, "password");
    for (String key : body.fieldNames()) {
      boolean known = Set.of("email", "password", "name").contains(key);
      boolean isTaken =
          (key.equals("is_admin") && faults.contains(Vulnerability.ASSIGN_ROLE))
              || (key.equals("balance") && faults.contains(Vulnerability.BALANCE_ON_SIGN_UP));
      if (!known && !isTaken) {
        throw ApiResponse.unprocessable(key, "extra fields not permitted");
      }
    }
    if (!faults.contains(Vulnerability.WEAK_PASSWORD)
        && (password.length() < 8 || password.matches("password|12345678|qwerty123"))) {
      throw ApiResponse.unprocessable("password", "weak");
    }
    if (!email.matches("[^@ ]+@[^@ ]+")) {
      throw ApiResponse.unprocessable("email", "not an e-mail address");
    }
    if (users.containsKey(email)) {
      throw ApiResponse.refusal(409, "This address has an account");
    }
    ApiUser user =
        new ApiUser(
            users.size() + 1,
            email,
            password,
            Boolean.TRUE.equals(body.getValue("is_admin")),
            body.getInteger("balance", 0));
    users.put(email, user);
    return ApiResponse.of(201, session(user));
  }

  /// An update of the own account, which has a name that the server does not show.
  ApiResponse update(ApiUser user, JsonObject body) {
    ApiUser changed = user;
    for (String key : body.fieldNames()) {
      if (key.equals("is_admin") && faults.contains(Vulnerability.ROLE_ON_PROFILE)) {
        boolean admin = Boolean.TRUE.equals(body.getValue(key));
        changed = new ApiUser(user.id(), user.email(), user.password(), admin, user.balance());
      } else if (!key.equals("name")) {
        throw ApiResponse.unprocessable(key, "extra fields not permitted");
      }
    }
    users.put(user.email(), changed);
    return ApiResponse.of(200, shown(changed));
  }

  boolean has(String email) {
    return users.containsKey(email);
  }

  List<ApiUser> all() {
    return List.copyOf(users.values());
  }

  /// The public key.
  ApiResponse keySet() {
    return keys.map(VulnerableApiKeys::set)
        .orElseThrow(() -> ApiResponse.refusal(404, "Not Found"));
  }

  ApiResponse logIn(JsonObject body) {
    ApiUser user = users.get(text(body, "email"));
    String password = text(body, "password");
    if (user == null && faults.contains(Vulnerability.LOGIN_TELLS)) {
      throw ApiResponse.refusal(404, "No such user");
    }
    boolean good = user != null && user.password().equals(password);
    if (user == null || !(good || faults.contains(Vulnerability.ANY_PASSWORD))) {
      throw unauthorized("Wrong e-mail or password");
    }
    return ApiResponse.of(200, session(user));
  }

  ApiResponse refresh(JsonObject body) {
    String token = text(body, "refresh_token");
    Integer id =
        faults.contains(Vulnerability.REFRESH_REUSED)
            ? refreshes.get(token)
            : refreshes.remove(token);
    if (id == null) {
      throw unauthorized("Invalid refresh token");
    }
    return ApiResponse.of(200, session(user(id)));
  }

  ApiResponse logOut(ApiRequest request) {
    ApiUser user = who(request);
    if (!faults.contains(Vulnerability.LOGOUT_DOES_NOTHING)) {
      String header = String.valueOf(request.header("Authorization"));
      over.add(header.substring(header.indexOf(' ') + 1));
      refreshes.values().removeIf(id -> id == user.id());
    }
    return ApiResponse.empty();
  }

  JsonObject shown(ApiUser user) {
    JsonObject shown =
        new JsonObject()
            .put("id", user.id())
            .put("email", user.email())
            .put("is_admin", user.admin())
            .put("balance", user.balance());
    return faults.contains(Vulnerability.PASSWORD_SHOWN)
        ? shown.put("hashed_password", "$2b$12$" + "abcdefghijklmnopqrstuv")
        : shown;
  }

  /// The user of the token; throws a refusal if there is no valid token.
  ApiUser who(ApiRequest request) {
    List<String> headers = request.headers().getOrDefault("Authorization", List.of());
    String header = headers.size() == 1 ? headers.getFirst() : null;
    String token = null;
    if (header != null && header.startsWith("Bearer ")) {
      token = header.substring(7);
    } else if (header != null && faults.contains(Vulnerability.ANY_SCHEME)) {
      token = header.substring(header.indexOf(' ') + 1);
    } else if (header == null && faults.contains(Vulnerability.TOKEN_IN_QUERY)) {
      token = request.query().get("access_token");
    }
    ApiUser user = token == null || over.contains(token) ? null : proved(token);
    if (user == null) {
      throw unauthorized("Not authenticated");
    }
    return user;
  }

  private ApiResponse.RefusalException unauthorized(String detail) {
    ApiResponse reply = ApiResponse.of(401, new JsonObject().put("detail", detail));
    return new ApiResponse.RefusalException(
        faults.contains(Vulnerability.NO_CHALLENGE)
            ? reply
            : reply.with("WWW-Authenticate", "Bearer"));
  }

  private @Nullable ApiUser proved(String token) {
    if (faults.contains(Vulnerability.REFRESH_AS_ACCESS) && refreshes.containsKey(token)) {
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
      boolean none = faults.contains(Vulnerability.ALG_NONE) && algorithm.equalsIgnoreCase("none");
      boolean empty = faults.contains(Vulnerability.EMPTY_SIGNATURE) && parts[2].isEmpty();
      boolean good =
          none
              || empty
              || faults.contains(Vulnerability.SIGNATURE_IGNORED)
              || MessageDigest.isEqual(
                  mac(header, parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8),
                  parts[2].getBytes(StandardCharsets.UTF_8));
      boolean over =
          payload.getLong("exp", Long.MAX_VALUE) < System.currentTimeMillis() / 1000
              && !faults.contains(Vulnerability.EXPIRED_ACCEPTED)
              && !faults.contains(Vulnerability.LATE_CLOCK);
      return good && !over ? user(Integer.parseInt(payload.getString("sub"))) : null;
    } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
      return null;
    }
  }

  /// The owner of the first row, used by a server that does not check the token.
  ApiUser owner() {
    return users.values().iterator().next();
  }

  private @Nullable ApiUser user(int id) {
    return users.values().stream().filter(user -> user.id() == id).findFirst().orElse(null);
  }

  private JsonObject session(@Nullable ApiUser user) {
    if (user == null) {
      throw unauthorized("No such user");
    }
    long now = System.currentTimeMillis() / 1000;
    JsonObject payload =
        new JsonObject().put("sub", "" + user.id()).put("jti", UUID.randomUUID().toString());
    if (!faults.contains(Vulnerability.NO_EXPIRY)) {
      payload.put("exp", now + (faults.contains(Vulnerability.LATE_CLOCK) ? -3_600 : 900));
    }
    String algorithm = keys.isPresent() ? "RS256" : "HS256";
    JsonObject header = new JsonObject().put("alg", algorithm).put("typ", "JWT");
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
    if (keys.isPresent() && "RS256".equals(header.getValue("alg"))) {
      return keys.get().signature(signed);
    }
    String secret = keys.isPresent() ? keys.get().publicPem() : secret();
    if (faults.contains(Vulnerability.KEY_FROM_HEADER)
        && header.getValue("kid") instanceof String kid) {
      // The content of a file that always exists and is empty
      secret = kid.endsWith("/dev/null") ? "\0" : secret;
    }
    return mac(secret, signed);
  }

  private String secret() {
    return faults.contains(Vulnerability.WEAK_SECRET)
            || faults.contains(Vulnerability.EXPIRED_ACCEPTED)
        ? "changeme"
        : STRONG;
  }

  private static String mac(String secret, String signed) {
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
    throw ApiResponse.unprocessable(name, "a text is required");
  }
}
