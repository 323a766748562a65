package dev.freehold.account;

import dev.freehold.token.HmacKeyring;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Hashes the e-mail addresses of the record of events. Under a key, because who has a copy of the
/// database could try addresses otherwise. Another `JWT_SECRET` finds no hash of before.
public final class AccountEmailHash {
  private final HmacKeyring key;

  public AccountEmailHash(Secret secret) {
    this.key =
        HmacKeyring.derived(SigningSecrets.of(secret), "freehold e-mail of an account event v1");
  }

  /// 64 hexadecimal digits.
  ///
  /// @param email normalized
  public String of(String email) {
    return HexFormat.of().formatHex(key.sign(email.getBytes(StandardCharsets.UTF_8)));
  }
}
