package dev.freehold.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Verifies access tokens (RFC 8725). Each key has one algorithm, id and issuer; the header of a token
/// must have exactly these, or the token is under no key. The type and audience are fixed.
///
/// Checks the form, header, signature and expiry, then every other claim. So an authentic expired token
/// is always [VerificationResult.Expired], and no claim is read before its signature is verified.
public final class AccessTokenVerifier {
  private static final int LONGEST = 4096;
  private static final String TYPE = "at+jwt";
  private static final long LEEWAY = TokenSettings.LEEWAY.toSeconds();
  // 9999-12-31: sums of later seconds are not valid dates
  static final long LATEST = 253_402_300_799L;

  /// The result of a verification.
  public sealed interface VerificationResult {
    /// The token is authentic and valid now.
    ///
    /// @param roles at most 20; empty if the token has none
    record Accepted(UUID user, UUID session, Set<String> roles) implements VerificationResult {}

    /// The token is authentic but has expired.
    record Expired() implements VerificationResult {}

    /// The token is invalid.
    record Refused() implements VerificationResult {}
  }

  private final String audience;
  private final List<AcceptedKey> keys;
  private final InstantSource clock;
  private final long lifeSeconds;
  private final VerifiedTokenCache<AccessTokenClaims> recent = new VerifiedTokenCache<>();

  public AccessTokenVerifier(TokenSettings settings, InstantSource clock) {
    this.audience = settings.audience();
    this.keys = keys(settings);
    this.clock = clock;
    this.lifeSeconds = settings.accessLife().toSeconds();
  }

  /// A key, and what a token under it has.
  ///
  /// @param header the encoded header that this server writes
  /// @param id the `kid`; null if a token must have none
  /// @param issuer the `iss`
  /// @param signature takes the signed bytes and the signature
  private record AcceptedKey(
      String header,
      String algorithm,
      @Nullable String id,
      String issuer,
      AccessTokenClaims.ClaimsCodec form,
      BiPredicate<byte[], byte[]> signature) {

    /// The `typ` of a header that has the `alg` and the `kid` of this key and no other member, such
    /// as `crit`, `jku`, `jwk`, `x5c` or `x5u`; `""` without a `typ`.
    Optional<String> type(Map<String, Object> header) {
      int known = 1 + (id == null ? 0 : 1) + (header.containsKey("typ") ? 1 : 0);
      return algorithm.equals(header.get("alg"))
              && (id == null || id.equals(header.get("kid")))
              && header.size() == known
          ? Optional.of(header.getOrDefault("typ", "") instanceof String type ? type : "")
          : Optional.empty();
    }
  }

  /// A key and the `typ` of a token under it.
  private record KeyAndType(AcceptedKey key, String type) {}

  private static List<AcceptedKey> keys(TokenSettings settings) {
    List<AcceptedKey> keys = new ArrayList<>();
    PublishedKeys published = settings.published();
    if (published != null) {
      for (PublicJwk jwk : published.accepted()) {
        keys.add(
            new AcceptedKey(
                SigningKey.header(jwk),
                jwk.algorithm().jose(),
                jwk.id(),
                published.issuer(),
                new AccessTokenClaims.ClaimsCodec(published.issuer(), settings.audience()),
                (signed, tag) -> jwk.algorithm().verify(jwk.key(), signed, tag)));
      }
    }
    keys.add(
        new AcceptedKey(
            AccessTokenIssuer.HEADER,
            "HS256",
            null,
            settings.issuer(),
            new AccessTokenClaims.ClaimsCodec(settings.issuer(), settings.audience()),
            HmacKeyring.of(settings.secrets())::verify));
    return List.copyOf(keys);
  }

  public VerificationResult verify(String token) {
    AccessTokenClaims known = recent.get(token);
    if (known != null) {
      return judge(known);
    }
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (token.length() > LONGEST
        || first < 1
        || second < 0
        || token.indexOf('.', second + 1) >= 0) {
      return new VerificationResult.Refused();
    }
    Optional<KeyAndType> header = header(token.substring(0, first));
    Optional<byte[]> payload = Base64Url.decode(token.substring(first + 1, second));
    Optional<byte[]> tag = Base64Url.decode(token.substring(second + 1));
    if (header.isEmpty() || payload.isEmpty() || tag.isEmpty()) {
      return new VerificationResult.Refused();
    }
    byte[] signed = token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1);
    AcceptedKey key = header.get().key();
    String type = header.get().type();
    if (!key.signature().test(signed, tag.get())) {
      return new VerificationResult.Refused();
    }
    AccessTokenClaims ours = type.equals(TYPE) ? key.form().read(payload.get()) : null;
    if (ours != null) {
      recent.add(token, ours);
      return judge(ours);
    }
    return JwtJsonReader.members(payload.get())
        .map(claims -> judge(key.issuer(), type, claims))
        .orElseGet(VerificationResult.Refused::new);
  }

  /// The only key whose algorithm and id the header has. Empty for any other header.
  private Optional<KeyAndType> header(String header) {
    for (AcceptedKey key : keys) {
      if (header.equals(key.header())) {
        return Optional.of(new KeyAndType(key, TYPE));
      }
    }
    return Base64Url.decode(header)
        .flatMap(JwtJsonReader::members)
        .flatMap(
            members ->
                keys.stream()
                    .flatMap(
                        key -> key.type(members).map(type -> new KeyAndType(key, type)).stream())
                    .findFirst());
  }

  /// Checks claims in the canonical form, which only this server writes: only their times are left
  /// to check.
  private VerificationResult judge(AccessTokenClaims claims) {
    long now = clock.instant().getEpochSecond();
    if (isOver(claims.expires(), claims.issued(), now)) {
      return new VerificationResult.Expired();
    }
    return claims.issued() <= now + LEEWAY
        ? new VerificationResult.Accepted(claims.user(), claims.session(), claims.roles())
        : new VerificationResult.Refused();
  }

  /// Refuses a lifetime over the current setting: revocations are kept only that long.
  private boolean isOver(long expires, long issued, long now) {
    return Math.min(expires, issued + lifeSeconds) + LEEWAY <= now;
  }

  private VerificationResult judge(String issuer, String type, Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    Optional<Long> expiry = seconds(claims, "exp");
    Optional<Long> issued = seconds(claims, "iat");
    if (expiry.isEmpty()) {
      return new VerificationResult.Refused();
    }
    if (isOver(expiry.get(), issued.orElse(LATEST), now)) {
      return new VerificationResult.Expired();
    }
    boolean agreed =
        type.equals(TYPE)
            && issuer.equals(claims.get("iss"))
            && audience.equals(claims.get("aud"))
            && issued.isPresent()
            && issued.get() <= now + LEEWAY
            && (!claims.containsKey("nbf")
                || seconds(claims, "nbf").orElse(LATEST) <= now + LEEWAY);
    Optional<UUID> user = uuid(claims, "sub");
    Optional<UUID> session = uuid(claims, "sid");
    Optional<Set<String>> roles = roles(claims);
    return agreed && user.isPresent() && session.isPresent() && roles.isPresent()
        ? new VerificationResult.Accepted(user.get(), session.get(), roles.get())
        : new VerificationResult.Refused();
  }

  private static Optional<Long> seconds(Map<String, Object> claims, String name) {
    return claims.get(name) instanceof Long value && value >= 0 && value <= LATEST
        ? Optional.of(value)
        : Optional.empty();
  }

  /// The roles of a token: no roles without the claim; empty if the claim is not one that this
  /// server writes.
  private static Optional<Set<String>> roles(Map<String, Object> claims) {
    if (!claims.containsKey("roles")) {
      return Optional.of(Set.of());
    }
    return claims.get("roles") instanceof JwtJsonReader.StringArray(List<String> roles)
            && AccessTokenClaims.areRoles(roles)
        ? Optional.of(Set.copyOf(roles))
        : Optional.empty();
  }

  private static Optional<UUID> uuid(Map<String, Object> claims, String name) {
    if (!(claims.get(name) instanceof String text) || text.length() != 36) {
      return Optional.empty();
    }
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /// The one JSON object of a token's header or payload: strict UTF-8, no duplicate members,
  /// nothing after it.
  static final class JwtJsonReader {
    private static final JsonFactory JSON =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(20)
                    .maxNameLength(64)
                    .build())
            .build();

    private JwtJsonReader() {}

    /// The members: strings as [String], whole numbers that fit as [Long], arrays of strings as
    /// [Texts], anything else as [Other].
    static Optional<Map<String, Object>> members(byte[] bytes) {
      try (JsonParser in =
          JSON.createParser(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
          return Optional.empty();
        }
        Map<String, Object> members = new HashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          in.nextToken();
          members.put(name, value(in));
        }
        return in.nextToken() == null ? Optional.of(members) : Optional.empty();
      } catch (IOException malformed) {
        // A token that is not JSON is refused like any other invalid token, without details.
        return Optional.empty();
      }
    }

    /// A value of a type that no known claim has.
    enum UnsupportedValue {
      VALUE
    }

    /// An array of strings and nothing else.
    record StringArray(List<String> texts) {}

    private static Object array(JsonParser in) throws IOException {
      List<String> texts = new ArrayList<>();
      boolean pure = true;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
          texts.add(in.getText());
        } else {
          pure = false;
          in.skipChildren();
        }
      }
      return pure ? new StringArray(List.copyOf(texts)) : UnsupportedValue.VALUE;
    }

    private static Object value(JsonParser in) throws IOException {
      return switch (in.currentToken()) {
        case VALUE_STRING -> in.getText();
        case VALUE_NUMBER_INT ->
            in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? UnsupportedValue.VALUE
                : (Object) in.getLongValue();
        case VALUE_NUMBER_FLOAT,
            VALUE_TRUE,
            VALUE_FALSE,
            VALUE_NULL,
            VALUE_EMBEDDED_OBJECT,
            FIELD_NAME,
            END_ARRAY,
            END_OBJECT,
            NOT_AVAILABLE ->
            UnsupportedValue.VALUE;
        case START_ARRAY -> array(in);
        case START_OBJECT -> {
          in.skipChildren();
          yield UnsupportedValue.VALUE;
        }
      };
    }
  }
}
