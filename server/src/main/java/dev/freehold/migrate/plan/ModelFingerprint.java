package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The fingerprint of a model: SHA-256 over its keys and definitions, in hexadecimal.
///
/// It does not cover policies, grants and row-level security. These hold no data, and they name
/// roles, which differ between databases. Without them, a migration that was written for one
/// database has the same start and end fingerprints in every database.
public final class ModelFingerprint {
  private ModelFingerprint() {}

  public static String of(Map<String, String> model) {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(model)
          .forEach(
              (key, definition) -> {
                if (!DatabaseObject.Kind.ofKey(key).isRecreatable()) {
                  sum.update((key + "\0" + definition + "\0").getBytes(StandardCharsets.UTF_8));
                }
              });
      return HexFormat.of().formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
