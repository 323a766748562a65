package dev.freehold.migrate.run;

import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The password of a serving role, derived so that every node computes the same one and none stores
/// it.
final class RolePassword {
  private static final String COMMENT = "freehold:";

  private final byte[] server;
  private final String context;

  /// @param server the secret of the server; each value derived from it is bound to a purpose, the
  ///     database and the role
  RolePassword(Secret server, String database, String role) {
    this.server = server.revealBytes();
    this.context =
        "|" + database.getBytes(StandardCharsets.UTF_8).length + "|" + database + "|" + role;
  }

  Secret password() {
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(derive("password")));
  }

  String verifier() {
    return ScramVerifier.of(password().reveal(), Arrays.copyOf(derive("salt"), 16));
  }

  /// The comment on the role. It shows every node that Freehold created the role and whether its
  /// password is this one. It reveals nothing about the password.
  String comment() {
    return COMMENT + HexFormat.of().formatHex(derive("mark"), 0, 16);
  }

  static boolean isOurs(String comment) {
    return comment.startsWith(COMMENT);
  }

  private byte[] derive(String purpose) {
    try {
      return ScramVerifier.hmac(server, "freehold database role 1|" + purpose + context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /// The SCRAM verifier of a password as PostgreSQL stores it (RFC 5803). With it, `create role`
  /// does not contain the password in plain text, which could end up in logs.
  static final class ScramVerifier {
    /// Iterations slow down guesses of a password that a person chose. This one is 256 bits of an
    /// HMAC, whose key is easier to guess by the comment on the role. PostgreSQL's default, 4096, took
    /// 20 ms of each connection of a program that has just started.
    private static final int ITERATIONS = 1;

    private ScramVerifier() {}

    /// @param password ASCII, which SASLprep does not change
    static String of(String password, byte[] salt) {
      try {
        byte[] salted =
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256))
                .getEncoded();
        byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$"
            + ITERATIONS
            + ":"
            + base64.encodeToString(salt)
            + "$"
            + base64.encodeToString(stored)
            + ":"
            + base64.encodeToString(hmac(salted, "Server Key"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
      }
    }

    static byte[] hmac(byte[] key, String message) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
