package dev.freehold.audit.token;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Tokens that the server did not make: unsigned, edited, cut short, or signed with a key that they name themselves (RFC 8725).
public final class ForgedTokens extends Question {
  public ForgedTokens() {
    super(
        "token.forged",
        "a token that was never given out is refused",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Door> door = Door.of(site);
    if (door.isEmpty()) {
      return tally.verdict("no operation that needs a token and can be called with one");
    }
    Map<String, String> forged = new LinkedHashMap<>();
    for (String word : new String[] {"", "null", "undefined", "x", "x.y.z", "true", "0", ".."}) {
      forged.put("the text \"" + word + "\" for a token", word);
    }
    forged.put("a token cut in half", half(site.a().bearer()));
    Jwt.read(site.a().bearer()).ifPresent(jwt -> forge(site, jwt, forged));
    forged.forEach(
        (what, token) -> {
          Exchange exchange = door.get().knock(token);
          if (Door.opens(exchange)) {
            tally.found(
                Severity.CRITICAL,
                "a token that was never given out is believed",
                door.get().operation(),
                exchange.status() + " for " + what,
                exchange,
                Why.TOKEN,
                "Verify with one key and one algorithm that the configuration names; take neither"
                    + " from the token, and read no claim before its signature is proved.");
          } else {
            tally.check();
          }
        });
    return tally.verdict("");
  }

  private static String half(String token) {
    return token.substring(0, token.length() / 2);
  }

  private static void forge(Site site, Jwt jwt, Map<String, String> forged) {
    JsonObject header = jwt.header();
    JsonObject payload = jwt.payload();
    for (String none : new String[] {"none", "None", "NONE", "nOnE"}) {
      JsonObject unsigned = header.copy().put("alg", none);
      forged.put("\"alg\": \"" + none + "\" without a signature", Jwt.unsigned(unsigned, payload));
      forged.put(
          "\"alg\": \"" + none + "\" with the signature that was there",
          Jwt.unsigned(unsigned, payload) + jwt.signature());
    }
    forged.put("no algorithm and no signature", Jwt.unsigned(without(header, "alg"), payload));
    forged.put("no signature", Jwt.unsigned(header, payload));
    forged.put("another signature", jwt.signed() + "." + turned(jwt.signature()));
    forged.put("half of the signature", jwt.signed() + "." + half(jwt.signature()));
    forged.put("another payload below the signature", jwt.withPayload(edited(site, payload)));
    forged.put(
        "another expiry below the signature",
        jwt.withPayload(payload.copy().put("exp", payload.getLong("exp", 0L) + 86_400)));
    byte[] empty = new byte[0];
    for (String kid : new String[] {"../../../../../../dev/null", "/dev/null"}) {
      forged.put(
          "a key id that is a path to an empty file",
          Jwt.signed(hs256(header).put("kid", kid), payload, "HS256", empty));
    }
    byte[] known = "audit".getBytes(StandardCharsets.UTF_8);
    forged.put(
        "a key id that is SQL and gives a key",
        Jwt.signed(hs256(header).put("kid", "x' UNION SELECT 'audit'--"), payload, "HS256", known));
    forged.put(
        "a key of its own in its header", Jwt.signed(own(header, known), payload, "HS256", known));
    forged.put("an empty key", Jwt.signed(hs256(header), payload, "HS256", empty));
  }

  private static JsonObject without(JsonObject header, String name) {
    JsonObject rest = header.copy();
    rest.remove(name);
    return rest;
  }

  private static JsonObject hs256(JsonObject header) {
    return header.copy().put("alg", "HS256");
  }

  private static JsonObject own(JsonObject header, byte[] key) {
    JsonObject jwk =
        new JsonObject()
            .put("kty", "oct")
            .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    return hs256(header).put("jwk", jwk);
  }

  /// The same claims for another person.
  private static JsonObject edited(Site site, JsonObject payload) {
    JsonObject other = payload.copy();
    Object subject = Jwt.read(site.b().bearer()).map(b -> b.payload().getValue("sub")).orElse("1");
    return other.put("sub", subject);
  }

  private static String turned(String signature) {
    char first = signature.isEmpty() ? 'A' : signature.charAt(0);
    return (first == 'A' ? "B" : "A") + (signature.isEmpty() ? "" : signature.substring(1));
  }
}
