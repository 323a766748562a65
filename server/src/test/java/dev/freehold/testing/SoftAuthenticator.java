package dev.freehold.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// An authenticator and its browser, with one passkey. It makes the CBOR (RFC 8949), the COSE key (RFC 9053)
/// and the signatures itself, and shares no code with the library under test. Each member of an answer
/// can be forged before it is signed.
public final class SoftAuthenticator {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int UP = 0x01;
  private static final int UV = 0x04;
  private static final int BE = 0x08;
  private static final int BS = 0x10;
  private static final int AT = 0x40;

  private final KeyKind kind;
  private final KeyPair keys;
  private byte[] id = random(32);
  private @Nullable String userHandle;
  private long signCount;
  private boolean counts;
  private boolean backupEligible;
  private boolean backedUp;

  public SoftAuthenticator(KeyKind kind) {
    this.kind = kind;
    this.keys = kind.generate();
  }

  /// The algorithms of RFC 9053 and RFC 8812.
  public enum KeyKind {
    ES256(-7, "SHA256withECDSA"),
    EDDSA(-8, "Ed25519"),
    RS256(-257, "SHA256withRSA"),
    /// Which no options offer.
    ES384(-35, "SHA384withECDSA"),
    /// Of 1024 bits.
    WEAK_RSA(-257, "SHA256withRSA");

    private final int algorithm;
    private final String signature;

    KeyKind(int algorithm, String signature) {
      this.algorithm = algorithm;
      this.signature = signature;
    }

    private KeyPair generate() {
      try {
        KeyPairGenerator generator =
            KeyPairGenerator.getInstance(
                switch (this) {
                  case ES256, ES384 -> "EC";
                  case EDDSA -> "Ed25519";
                  case RS256, WEAK_RSA -> "RSA";
                });
        switch (this) {
          case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
          case ES384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
          case RS256 -> generator.initialize(2048);
          case WEAK_RSA -> generator.initialize(1024);
          case EDDSA -> {}
        }
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// An authenticator that counts its signatures, from 1 on.
  public SoftAuthenticator counting() {
    counts = true;
    return this;
  }

  public SoftAuthenticator countedTo(long count) {
    signCount = count;
    return this;
  }

  /// A passkey that a provider copies.
  public SoftAuthenticator synced(boolean eligible, boolean state) {
    backupEligible = eligible;
    backedUp = state;
    return this;
  }

  public SoftAuthenticator withId(byte[] other) {
    id = other.clone();
    return this;
  }

  public byte[] id() {
    return id.clone();
  }

  /// The answer to `navigator.credentials.create()`.
  ///
  /// @param options of the server
  public Answer create(JsonObject options, String origin) {
    userHandle = options.getJsonObject("user").getString("id");
    return new Answer(
        true, options.getJsonObject("rp").getString("id"), options.getString("challenge"), origin);
  }

  /// The answer to `navigator.credentials.get()`.
  public Answer get(JsonObject options, String origin) {
    if (counts) {
      signCount++;
    }
    return new Answer(false, options.getString("rpId"), options.getString("challenge"), origin);
  }

  /// What the browser returns, with each member as it should be until it is forged.
  public final class Answer {
    private final boolean creation;
    private String rpId;
    private String challenge;
    private String origin;
    private String type;
    private @Nullable Boolean crossOrigin;
    private @Nullable String topOrigin;
    private int flags;
    private String format = "none";
    private byte[] statement = map();
    private byte[] key;
    private boolean wrongSignature;
    private byte[] reported = id;
    private byte[] extension = {};

    private Answer(boolean creation, String rpId, String challenge, String origin) {
      this.creation = creation;
      this.rpId = rpId;
      this.challenge = challenge;
      this.origin = origin;
      this.type = creation ? "webauthn.create" : "webauthn.get";
      this.flags = UP | UV | (backupEligible ? BE : 0) | (backedUp ? BS : 0) | (creation ? AT : 0);
      this.key = coseKey(kind.algorithm);
    }

    public Answer rpId(String other) {
      rpId = other;
      return this;
    }

    public Answer challenge(String other) {
      challenge = other;
      return this;
    }

    public Answer origin(String other) {
      origin = other;
      return this;
    }

    public Answer type(String other) {
      type = other;
      return this;
    }

    public Answer crossOrigin(String top) {
      crossOrigin = true;
      topOrigin = top;
      return this;
    }

    public Answer withoutPresence() {
      flags &= ~UP;
      return this;
    }

    public Answer withoutVerification() {
      flags &= ~UV;
      return this;
    }

    /// Says that it is backed up, and that it cannot be.
    public Answer impossiblyBackedUp() {
      flags = (flags & ~BE) | BS;
      return this;
    }

    public Answer backupEligible() {
      flags |= BE;
      return this;
    }

    public Answer format(String name, byte[] attStmt) {
      format = name;
      statement = attStmt.clone();
      return this;
    }

    /// Names another algorithm for its key.
    public Answer algorithm(int other) {
      key = coseKey(other);
      return this;
    }

    public Answer wronglySigned() {
      wrongSignature = true;
      return this;
    }

    /// The id beside what is signed.
    public Answer reportedId(byte[] other) {
      reported = other.clone();
      return this;
    }

    /// CBOR after the rest of the authenticator's data, as extensions.
    public Answer extension(byte[] cbor) {
      flags |= 0x80;
      extension = cbor.clone();
      return this;
    }

    /// As `toJSON()` returns it.
    public JsonObject json() {
      JsonObject client =
          new JsonObject().put("type", type).put("challenge", challenge).put("origin", origin);
      if (crossOrigin != null) {
        client.put("crossOrigin", crossOrigin);
      }
      if (topOrigin != null) {
        client.put("topOrigin", topOrigin);
      }
      byte[] clientData = client.encode().getBytes(StandardCharsets.UTF_8);
      byte[] said = authenticatorData();
      JsonObject response = new JsonObject().put("clientDataJSON", base64(clientData));
      if (creation) {
        response
            .put(
                "attestationObject",
                base64(
                    concat(
                        head(5, 3),
                        text("fmt"),
                        text(format),
                        text("attStmt"),
                        statement,
                        text("authData"),
                        bytes(said))))
            .put("authenticatorData", base64(said))
            .put("transports", new JsonArray().add("internal").add("hybrid"))
            .put("publicKeyAlgorithm", kind.algorithm);
      } else {
        response
            .put("authenticatorData", base64(said))
            .put("signature", base64(sign(concat(said, sha256(clientData)))))
            .put("userHandle", userHandle);
      }
      return new JsonObject()
          .put("id", base64(reported))
          .put("rawId", base64(reported))
          .put("type", "public-key")
          .put("authenticatorAttachment", "platform")
          .put("clientExtensionResults", new JsonObject())
          .put("response", response);
    }

    private byte[] authenticatorData() {
      byte[] head =
          ByteBuffer.allocate(37)
              .put(sha256(rpId.getBytes(StandardCharsets.UTF_8)))
              .put((byte) flags)
              .putInt((int) signCount)
              .array();
      return creation
          ? concat(
              head,
              new byte[16],
              ByteBuffer.allocate(2).putShort((short) id.length).array(),
              id,
              key,
              extension)
          : concat(head, extension);
    }

    private byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance(kind.signature);
        signature.initSign(keys.getPrivate());
        signature.update(wrongSignature ? concat(message, new byte[1]) : message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private byte[] coseKey(int algorithm) {
    return switch (keys.getPublic()) {
      case ECPublicKey ec -> {
        int size = kind == KeyKind.ES384 ? 48 : 32;
        yield concat(
            head(5, 5),
            integer(1),
            integer(2),
            integer(3),
            integer(algorithm),
            integer(-1),
            integer(kind == KeyKind.ES384 ? 2 : 1),
            integer(-2),
            bytes(unsigned(ec.getW().getAffineX(), size)),
            integer(-3),
            bytes(unsigned(ec.getW().getAffineY(), size)));
      }
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded();
        yield concat(
            head(5, 4),
            integer(1),
            integer(1),
            integer(3),
            integer(algorithm),
            integer(-1),
            integer(6),
            integer(-2),
            bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
      }
      case RSAPublicKey rsa ->
          concat(
              head(5, 4),
              integer(1),
              integer(3),
              integer(3),
              integer(algorithm),
              integer(-1),
              bytes(unsigned(rsa.getModulus(), rsa.getModulus().bitLength() / 8)),
              integer(-2),
              bytes(unsigned(rsa.getPublicExponent(), 3)));
      default -> throw new AssertionError(keys.getPublic());
    };
  }

  private static byte[] unsigned(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    byte[] fixed = new byte[size];
    int length = Math.min(size, signed.length);
    System.arraycopy(signed, signed.length - length, fixed, size - length, length);
    return fixed;
  }

  public static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// An empty CBOR map.
  public static byte[] map() {
    return head(5, 0);
  }

  /// CBOR arrays in each other.
  public static byte[] nested(int depth) {
    byte[] cbor = new byte[depth + 1];
    Arrays.fill(cbor, (byte) 0x81);
    return cbor;
  }

  private static byte[] integer(int value) {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }

  public static byte[] bytes(byte[] content) {
    return concat(head(2, content.length), content);
  }

  public static byte[] text(String content) {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    return concat(head(3, utf8.length), utf8);
  }

  /// The head of a CBOR item (RFC 8949 section 3).
  public static byte[] head(int major, int value) {
    int type = major << 5;
    if (value < 24) {
      return new byte[] {(byte) (type | value)};
    }
    if (value < 256) {
      return new byte[] {(byte) (type | 24), (byte) value};
    }
    return new byte[] {(byte) (type | 25), (byte) (value >> 8), (byte) value};
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
