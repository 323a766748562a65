package dev.freehold.audit.token;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// A public key that is used as a shared secret: where a server takes the algorithm from the token, whoever has its public key
/// signs what they like (RFC 8725 section 2.1).
public final class KeyConfusion extends Question {
  private static final String KEYS = "/.well-known/jwks.json";

  public KeyConfusion() {
    super(
        "token.confusion",
        "a public key does not verify as a shared secret",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Jwt> token = Jwt.read(site.a().bearer());
    if (token.isEmpty() || !token.get().header().getString("alg", "").matches("(RS|PS)\\d{3}")) {
      return tally.verdict("tokens are not signed with RSA");
    }
    Optional<Door> door = Door.of(site);
    List<byte[]> keys = keys(site);
    if (door.isEmpty() || keys.isEmpty()) {
      return tally.verdict("no public key at " + KEYS);
    }
    JsonObject header = token.get().header().copy().put("alg", "HS256");
    for (byte[] key : keys) {
      Exchange exchange = door.get().knock(Jwt.signed(header, token.get().payload(), "HS256", key));
      if (Door.opens(exchange)) {
        tally.found(
            Severity.CRITICAL,
            "the public key is taken for a shared secret",
            door.get().operation(),
            exchange.status() + " for a token signed with the public key by HS256",
            exchange,
            Why.TOKEN,
            "Name the one algorithm in the verifier's configuration; never take it from the"
                + " token.");
      } else {
        tally.check();
      }
    }
    return tally.verdict("");
  }

  /// Each key as the texts that libraries are given.
  private static List<byte[]> keys(Site site) {
    JsonObject set = site.send(site.nobody(), Call.get(KEYS)).answer().object();
    List<byte[]> all = new ArrayList<>();
    if (set.getValue("keys") instanceof JsonArray keys) {
      for (Object each : keys) {
        if (each instanceof JsonObject key
            && key.getValue("n") instanceof String n
            && key.getValue("e") instanceof String e) {
          pem(n, e).ifPresent(pem -> all.addAll(forms(pem)));
        }
      }
    }
    return all;
  }

  private static List<byte[]> forms(String pem) {
    return List.of(
        pem.getBytes(StandardCharsets.US_ASCII), pem.strip().getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<String> pem(String n, String e) {
    try {
      byte[] encoded =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(n), number(e)))
              .getEncoded();
      String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
      return Optional.of("-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n");
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // A key that is none is nothing to try.
      return Optional.empty();
    }
  }

  private static BigInteger number(String text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }
}
