package dev.freehold.passkey;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.input.ViolationCollector;
import dev.freehold.token.Base64Url;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The result of a ceremony as `PublicKeyCredential.toJSON()` of a browser returns it (WebAuthn Level 3
/// section 5.1.7). Members that the server does not need are skipped: browsers add new ones.
///
/// @param id of the credential
/// @param response the members of `response` that the ceremony has, decoded
/// @param transports of a new credential; empty if the browser does not say
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CredentialJson(byte[] id, Map<String, byte[]> response, List<String> transports) {
  static final String CLIENT_DATA = "clientDataJSON";
  static final String ATTESTATION = "attestationObject";
  static final String AUTHENTICATOR_DATA = "authenticatorData";
  static final String SIGNATURE = "signature";
  static final String USER_HANDLE = "userHandle";

  private static final String TYPE_NAME = "public-key";
  private static final String TRANSPORTS = "transports";
  private static final int MAX_TRANSPORTS = 8;
  private static final Pattern TRANSPORT = Pattern.compile("[a-z0-9-]{1,32}");

  public CredentialJson {
    response = Map.copyOf(response);
    transports = List.copyOf(transports);
  }

  /// The two kinds of credentials.
  public enum Ceremony {
    REGISTRATION,
    AUTHENTICATION;

    private List<String> required() {
      return switch (this) {
        case REGISTRATION -> List.of(CLIENT_DATA, ATTESTATION);
        case AUTHENTICATION -> List.of(CLIENT_DATA, AUTHENTICATOR_DATA, SIGNATURE);
      };
    }

    private boolean isOptional(String member) {
      return this == AUTHENTICATION && member.equals(USER_HANDLE);
    }

    private boolean has(String member) {
      return required().contains(member) || isOptional(member);
    }
  }

  /// The id of the account, as the authenticator has it; empty if it has none.
  public Optional<byte[]> userHandle() {
    return Optional.ofNullable(response.get(USER_HANDLE));
  }

  byte[] bytes(String member) {
    return Objects.requireNonNull(response.get(member), "read as a required member");
  }

  /// Reads the value at the token, and leaves the parser at its last token. Adds every violation; then
  /// the result is not usable.
  ///
  /// @param field the name of the value in the body
  public static CredentialJson read(
      JsonParser in, String field, Ceremony ceremony, ViolationCollector violations)
      throws IOException {
    Reader reader = new Reader(in, ceremony, violations);
    reader.credential(field);
    return new CredentialJson(reader.id, reader.response, reader.transports);
  }

  private static final class Reader {
    final JsonParser in;
    final Ceremony ceremony;
    final ViolationCollector violations;
    final Map<String, byte[]> response = new HashMap<>();
    final List<String> transports = new ArrayList<>();
    byte[] id = {};

    Reader(JsonParser in, Ceremony ceremony, ViolationCollector violations) {
      this.in = in;
      this.ceremony = ceremony;
      this.violations = violations;
    }

    void credential(String field) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        violations.add(field, TYPE, "must be the object that toJSON() of the credential returns");
        in.skipChildren();
        return;
      }
      Set<String> seen = new HashSet<>();
      byte[] rawId = {};
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        String place = field + "." + name;
        in.nextToken();
        seen.add(name);
        switch (name) {
          case "id" -> id = base64(place);
          case "rawId" -> rawId = base64(place);
          case "type" -> type(place);
          case "response" -> response(place);
          default -> in.skipChildren();
        }
      }
      for (String name : List.of("id", "rawId", "type", "response")) {
        if (!seen.contains(name)) {
          violations.add(field + "." + name, REQUIRED, "must be given");
        }
      }
      if (violations.isEmpty() && !Arrays.equals(id, rawId)) {
        violations.add(field + ".rawId", NOT_ONE_OF, "must be equal to id");
      }
    }

    private void type(String place) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING || !TYPE_NAME.equals(in.getText())) {
        violations.add(place, NOT_ONE_OF, "must be " + TYPE_NAME);
        in.skipChildren();
      }
    }

    private void response(String field) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        violations.add(field, TYPE, "must be an object");
        in.skipChildren();
        return;
      }
      Set<String> seen = new HashSet<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        String place = field + "." + name;
        in.nextToken();
        if (ceremony.isOptional(name) && in.currentToken() == JsonToken.VALUE_NULL) {
          continue;
        }
        if (ceremony.has(name)) {
          seen.add(name);
          response.put(name, base64(place));
        } else if (ceremony == Ceremony.REGISTRATION && name.equals(TRANSPORTS)) {
          transports(place);
        } else {
          in.skipChildren();
        }
      }
      for (String name : ceremony.required()) {
        if (!seen.contains(name)) {
          violations.add(field + "." + name, REQUIRED, "must be given");
        }
      }
    }

    private void transports(String place) throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        violations.add(place, TYPE, "must be an array of strings");
        in.skipChildren();
        return;
      }
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
          violations.add(place, TYPE, "must be an array of strings");
          in.skipChildren();
        } else if (!TRANSPORT.matcher(in.getText()).matches()) {
          violations.add(place, FORMAT, "must have names of transports, such as internal");
        } else if (!transports.contains(in.getText())) {
          transports.add(in.getText());
        }
      }
      if (transports.size() > MAX_TRANSPORTS) {
        violations.add(place, TOO_MANY, "must have at most " + MAX_TRANSPORTS + " entries");
      }
    }

    private byte[] base64(String place) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        violations.add(place, TYPE, "must be a string");
        in.skipChildren();
        return new byte[0];
      }
      Optional<byte[]> bytes = Base64Url.decode(in.getText()).filter(read -> read.length > 0);
      if (bytes.isEmpty()) {
        violations.add(place, FORMAT, "must be base64url without padding");
      }
      return bytes.orElseGet(() -> new byte[0]);
    }
  }
}
