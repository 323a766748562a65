package dev.freehold.migrate.role;

import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// One role's password, derived so that every node comes to the same one and none stores it.
final class RoleSecret {
  private static final String COMMENT = "freehold:";

  private final byte[] server;
  private final String context;

  /// @param server the server's secret; each use of it here is bound to a purpose, the database and the role
  RoleSecret(Secret server, String database, String role) {
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

  /// The role's comment, by which any node sees that the role is ours and whether its password is this one; it tells
  /// nothing of the password.
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
}
