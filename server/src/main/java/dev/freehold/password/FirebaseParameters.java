package dev.freehold.password;

import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parameters of the password hashes of a Firebase project, as its console shows them
/// (Authentication, Users, Password hash parameters). Has no `toString`: the signer key is a secret.
public final class FirebaseParameters {
  static final int LONGEST_SALT = 64;

  private static final int LONGEST_KEY = 128;

  /// 16 MiB with 8 rounds, the parameters of Firebase.
  private static final int MOST_MEM_COST = 14;

  private static final int MOST_ROUNDS = 8;
  private static final Pattern ENTRY =
      Pattern.compile("\\b([a-z0-9_]{1,40})\"?\\s{0,9}[:=]\\s{0,9}\"?([A-Za-z0-9+/=_-]{1,300})");

  private final byte[] signerKey;
  private final byte[] saltSeparator;
  private final int rounds;
  private final int memCost;

  private FirebaseParameters(byte[] signerKey, byte[] saltSeparator, int rounds, int memCost) {
    checkCost(memCost, rounds);
    if (signerKey.length < 32 || signerKey.length > LONGEST_KEY) {
      throw new IllegalArgumentException("base64_signer_key has " + signerKey.length + " bytes");
    }
    if (saltSeparator.length > LONGEST_SALT) {
      throw new IllegalArgumentException("base64_salt_separator is too long");
    }
    this.signerKey = signerKey;
    this.saltSeparator = saltSeparator;
    this.rounds = rounds;
    this.memCost = memCost;
  }

  /// Reads `hash_config { algorithm: SCRYPT, base64_signer_key: …, … }`.
  ///
  /// @throws IllegalArgumentException if a parameter is missing or out of bounds; the message says which
  public static FirebaseParameters parse(String text) {
    Map<String, String> entries = new HashMap<>();
    Matcher each = ENTRY.matcher(text);
    while (each.find()) {
      entries.put(each.group(1), each.group(2));
    }
    String algorithm = required(entries, "algorithm");
    if (!algorithm.toUpperCase(Locale.ROOT).equals("SCRYPT")) {
      throw new IllegalArgumentException("algorithm is not SCRYPT");
    }
    return new FirebaseParameters(
        base64("base64_signer_key", required(entries, "base64_signer_key")),
        base64("base64_salt_separator", required(entries, "base64_salt_separator")),
        number(entries, "rounds"),
        number(entries, "mem_cost"));
  }

  static void checkCost(int memCost, int rounds) {
    if (memCost < 1 || memCost > MOST_MEM_COST || rounds < 1 || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException(
          "has mem_cost "
              + memCost
              + " and rounds "
              + rounds
              + ", not at most "
              + MOST_MEM_COST
              + " and "
              + MOST_ROUNDS);
    }
  }

  /// With the characters `-` and `_` too, which `firebase auth:export` writes in place of `+` and `/`.
  static byte[] base64(String what, String text) {
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + " is not base64", e);
    }
  }

  private static String required(Map<String, String> entries, String name) {
    String text = entries.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text;
  }

  private static int number(Map<String, String> entries, String name) {
    String text = required(entries, name);
    if (!text.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(name + " is not a number");
    }
    return Integer.parseInt(text);
  }

  byte[] signerKey() {
    return signerKey.clone();
  }

  byte[] saltSeparator() {
    return saltSeparator.clone();
  }

  int rounds() {
    return rounds;
  }

  int memCost() {
    return memCost;
  }
}
