package dev.freehold.auth;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.ApiKeyRepository.Creation;
import dev.freehold.account.ApiKeyRepository.StoredKey;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.input.StrictJsonReader;
import dev.freehold.input.ViolationCollector;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.ApiKeyCodec;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import io.vertx.core.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/keys`: makes an API key of the caller. The answer is the only one that has the key
/// itself.
final class CreateKeyEndpoint implements AuthenticatedEndpoint {
  static final int MAX_NAME = 100;

  private static final Problem TOO_MANY =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "",
                  ViolationCode.TOO_MANY,
                  "The account has "
                      + ApiKeyRepository.MAX_KEYS
                      + " keys, which is the most; delete one first.")));

  private final AuthThrottle throttle;
  private final ApiKeyRepository keys;
  private final List<String> scopes;
  private final UuidV7Generator ids;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Consumer<AccountEvent> record;

  /// @param scopes that a key may have
  CreateKeyEndpoint(
      AuthThrottle throttle,
      ApiKeyRepository keys,
      List<String> scopes,
      UuidV7Generator ids,
      SecureRandom random,
      InstantSource clock,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.keys = keys;
    this.scopes = List.copyOf(scopes);
    this.ids = ids;
    this.random = random;
    this.clock = clock;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.sessions(request);
    request.rejectQueryParameters();
    KeyBody body =
        StrictJsonReader.read(
            request.body().getBytes(),
            in -> KeyBody.read(in, scopes, clock.instant().atOffset(ZoneOffset.UTC)));
    String key = ApiKeyCodec.generate(random);
    return keys.create(
            ids.next(),
            caller.id(),
            caller.session(),
            body.name(),
            ApiKeyCodec.hash(key),
            body.scopes(),
            body.expiresAt(),
            ClientDevice.of(request))
        .compose(
            made ->
                switch (made) {
                  case Creation.Created(StoredKey stored) -> {
                    record.accept(AccountEvent.of(Kind.KEY_CREATED, caller.id(), caller.session()));
                    yield Future.succeededFuture(
                        ReplyEnvelope.data(201, out -> write(out, stored, key))
                            .withHeader("Location", AuthRoutes.KEYS + "/" + stored.id())
                            .withHeader("Cache-Control", "no-store"));
                  }
                  case Creation.TooMany _ -> Future.failedFuture(TOO_MANY.toException());
                  case Creation.SessionEnded _ ->
                      Future.failedFuture(new Problem.InvalidToken().toException());
                });
  }

  private static void write(JsonGenerator out, StoredKey stored, String key) throws IOException {
    out.writeStartObject();
    ListKeysEndpoint.writeMembers(out, stored);
    out.writeStringField("key", key);
    out.writeEndObject();
  }

  /// The members of the body.
  ///
  /// @param expiresAt null for never
  record KeyBody(String name, List<String> scopes, @Nullable OffsetDateTime expiresAt) {
    private static final String NAME = "name";
    private static final String SCOPES = "scopes";
    private static final String EXPIRES_AT = "expires_at";
    private static final List<String> MEMBERS = List.of(NAME, SCOPES, EXPIRES_AT);

    /// @param known the scopes that a key may have
    /// @throws dev.freehold.problem.ProblemException of [Problem.Invalid] with every violation
    static KeyBody read(JsonParser in, List<String> known, OffsetDateTime now) throws IOException {
      ViolationCollector violations = new ViolationCollector();
      String name = "";
      List<String> scopes = List.of();
      OffsetDateTime expiresAt = null;
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw Problem.Invalid.of("", ViolationCode.TYPE, "The body must be an object.")
            .toException();
      }
      Set<String> seen = new HashSet<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String member = in.currentName();
        in.nextToken();
        seen.add(member);
        switch (member) {
          case NAME -> name = name(in, violations);
          case SCOPES -> scopes = scopes(in, known, violations);
          case EXPIRES_AT -> expiresAt = expiry(in, now, violations);
          default -> violations.addUnknown(member, MEMBERS);
        }
        if (in.currentToken() == JsonToken.START_OBJECT
            || in.currentToken() == JsonToken.START_ARRAY) {
          in.skipChildren();
        }
      }
      for (String member : List.of(NAME, SCOPES)) {
        if (!seen.contains(member)) {
          violations.add(member, ViolationCode.REQUIRED, "must be given");
        }
      }
      violations.throwIfAny();
      return new KeyBody(name, scopes, expiresAt);
    }

    private static String name(JsonParser in, ViolationCollector violations) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        violations.add(NAME, ViolationCode.TYPE, "must be a string");
        return "";
      }
      switch (ValueParser.parse(ScalarType.STRING, in.getText())) {
        case ValueResult.Valid(Object value) -> {
          String name = ((String) value).strip();
          if (name.isEmpty()) {
            violations.add(NAME, ViolationCode.TOO_SHORT, "must not be empty");
          } else if (name.codePointCount(0, name.length()) > MAX_NAME) {
            violations.add(
                NAME, ViolationCode.TOO_LONG, "must have at most " + MAX_NAME + " characters");
          }
          return name;
        }
        case ValueResult.Invalid invalid -> violations.add(NAME, invalid);
      }
      return "";
    }

    private static List<String> scopes(
        JsonParser in, List<String> known, ViolationCollector violations) throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        violations.add(SCOPES, ViolationCode.TYPE, "must be an array of strings");
        return List.of();
      }
      List<String> scopes = new ArrayList<>();
      for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
        String place = SCOPES + "[" + i + "]";
        if (in.currentToken() != JsonToken.VALUE_STRING) {
          violations.add(place, ViolationCode.TYPE, "must be a string");
          in.skipChildren();
        } else if (!known.contains(in.getText())) {
          violations.add(
              place, ViolationCode.NOT_ONE_OF, "must be one of " + String.join(", ", known));
        } else if (!scopes.contains(in.getText())) {
          scopes.add(in.getText());
        }
      }
      if (scopes.isEmpty() && violations.isEmpty()) {
        violations.add(
            SCOPES,
            ViolationCode.TOO_SHORT,
            "must have at least one of " + String.join(", ", known));
      }
      return scopes;
    }

    private static @Nullable OffsetDateTime expiry(
        JsonParser in, OffsetDateTime now, ViolationCollector violations) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        return null;
      }
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        violations.add(EXPIRES_AT, ViolationCode.TYPE, "must be a string");
        return null;
      }
      switch (ValueParser.parse(ScalarType.DATETIME, in.getText())) {
        case ValueResult.Valid(Object value) -> {
          OffsetDateTime time = (OffsetDateTime) value;
          if (!time.isAfter(now)) {
            violations.add(EXPIRES_AT, ViolationCode.TOO_SMALL, "must be in the future");
          }
          return time;
        }
        case ValueResult.Invalid invalid -> violations.add(EXPIRES_AT, invalid);
      }
      return null;
    }
  }
}
