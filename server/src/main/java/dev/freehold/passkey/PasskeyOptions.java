package dev.freehold.passkey;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.token.Base64Url;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Writes the options of a ceremony as `PublicKeyCredential.parseCreationOptionsFromJSON` and
/// `parseRequestOptionsFromJSON` of a browser read them (WebAuthn Level 3 section 5.1.8).
public final class PasskeyOptions {
  /// How long a browser has for a ceremony, and the life of its challenge.
  public static final Duration LIFE = Duration.ofMinutes(5);

  /// EdDSA, ES256 and RS256 (RFC 9053, RFC 8812), the preferred one first.
  static final List<Integer> ALGORITHMS = List.of(-8, -7, -257);

  private final RelyingParty party;

  public PasskeyOptions(RelyingParty party) {
    this.party = party;
  }

  /// A passkey that the account has.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record KnownCredential(byte[] id, List<String> transports) {
    public KnownCredential {
      transports = List.copyOf(transports);
    }
  }

  /// Whose passkey is made.
  ///
  /// @param name as authenticators show it, such as the address
  public record PasskeyUser(UUID id, String name, String displayName) {}

  /// Of `navigator.credentials.create()`.
  ///
  /// @param known passkeys of the account, which must not be made a second time on their devices
  public void writeCreation(
      JsonGenerator out, byte[] challenge, PasskeyUser user, List<KnownCredential> known)
      throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("rp");
    out.writeStringField("id", party.id());
    out.writeStringField("name", party.name());
    out.writeEndObject();
    out.writeObjectFieldStart("user");
    out.writeStringField("id", Base64Url.encode(userHandle(user.id())));
    out.writeStringField("name", user.name());
    out.writeStringField("displayName", user.displayName());
    out.writeEndObject();
    out.writeStringField("challenge", Base64Url.encode(challenge));
    out.writeArrayFieldStart("pubKeyCredParams");
    for (int algorithm : ALGORITHMS) {
      out.writeStartObject();
      out.writeStringField("type", "public-key");
      out.writeNumberField("alg", algorithm);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("timeout", LIFE.toMillis());
    out.writeArrayFieldStart("excludeCredentials");
    for (KnownCredential credential : known) {
      out.writeStartObject();
      out.writeStringField("type", "public-key");
      out.writeStringField("id", Base64Url.encode(credential.id()));
      out.writeArrayFieldStart("transports");
      for (String transport : credential.transports()) {
        out.writeString(transport);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeObjectFieldStart("authenticatorSelection");
    out.writeStringField("residentKey", "required");
    out.writeBooleanField("requireResidentKey", true);
    out.writeStringField("userVerification", "required");
    out.writeEndObject();
    out.writeStringField("attestation", "none");
    out.writeEndObject();
  }

  /// Of `navigator.credentials.get()`. It names no passkey: the person chooses one on the device, so
  /// nobody learns which an account has.
  public void writeRequest(JsonGenerator out, byte[] challenge) throws IOException {
    out.writeStartObject();
    out.writeStringField("challenge", Base64Url.encode(challenge));
    out.writeNumberField("timeout", LIFE.toMillis());
    out.writeStringField("rpId", party.id());
    out.writeArrayFieldStart("allowCredentials");
    out.writeEndArray();
    out.writeStringField("userVerification", "required");
    out.writeEndObject();
  }

  /// The id of an account as authenticators keep it: its 16 bytes, which say nothing of the person.
  public static byte[] userHandle(UUID user) {
    return ByteBuffer.allocate(16)
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .array();
  }
}
