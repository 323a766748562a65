package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Sends forged tokens: unsigned, edited, truncated, or signed with a key that they carry (RFC
/// 8725).
public final class ForgedJwtProbe extends AbstractProbe {
  public ForgedJwtProbe() {
    super("token.forged", "forged tokens are refused", true, ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<String> whyNoToken = site.userA().whyNoToken();
    if (whyNoToken.isPresent()) {
      return findings.verdict(whyNoToken.get());
    }
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (endpoint.isEmpty()) {
      return findings.verdict("no operation that needs a token and can be called with one");
    }
    Map<String, String> forged = new LinkedHashMap<>();
    for (String word : new String[] {"", "null", "undefined", "x", "x.y.z", "true", "0", ".."}) {
      forged.put("the text \"" + word + "\" as a token", word);
    }
    forged.put("a token truncated to half its length", half(site.userA().bearer()));
    DecodedJwt.read(site.userA().bearer()).ifPresent(jwt -> forge(site, jwt, forged));
    forged.forEach(
        (what, token) -> {
          AuditExchange exchange = endpoint.get().send(token);
          if (ProtectedEndpoint.isAccepted(exchange)) {
            findings.addFinding(
                Severity.CRITICAL,
                "Broken authentication: a forged token is accepted",
                endpoint.get().operation(),
                exchange.status() + " for " + what,
                exchange,
                Weakness.FORGED_TOKEN,
                "Verify with one key and one algorithm from the configuration. Take neither from"
                    + " the token, and read no claim before the signature is verified.");
          } else {
            findings.countCheck();
          }
        });
    return findings.verdict("");
  }

  private static String half(String token) {
    return token.substring(0, token.length() / 2);
  }

  private static void forge(Site site, DecodedJwt jwt, Map<String, String> forged) {
    JsonObject header = jwt.header();
    JsonObject payload = jwt.payload();
    for (String none : new String[] {"none", "None", "NONE", "nOnE"}) {
      JsonObject unsigned = header.copy().put("alg", none);
      forged.put(
          "\"alg\": \"" + none + "\" without a signature", DecodedJwt.unsigned(unsigned, payload));
      forged.put(
          "\"alg\": \"" + none + "\" with the original signature",
          DecodedJwt.unsigned(unsigned, payload) + jwt.signature());
    }
    forged.put(
        "no algorithm and no signature", DecodedJwt.unsigned(without(header, "alg"), payload));
    forged.put("no signature", DecodedJwt.unsigned(header, payload));
    forged.put(
        "a wrong signature", jwt.signed() + "." + withFirstCharacterChanged(jwt.signature()));
    forged.put("a truncated signature", jwt.signed() + "." + half(jwt.signature()));
    forged.put(
        "a changed payload with the original signature",
        jwt.withPayload(withOtherSubject(site, payload)));
    forged.put(
        "a changed expiry with the original signature",
        jwt.withPayload(payload.copy().put("exp", payload.getLong("exp", 0L) + 86_400)));
    byte[] empty = new byte[0];
    for (String kid : new String[] {"../../../../../../dev/null", "/dev/null"}) {
      forged.put(
          "a key id with the path of an empty file",
          DecodedJwt.signed(hs256(header).put("kid", kid), payload, "HS256", empty));
    }
    byte[] known = "audit".getBytes(StandardCharsets.UTF_8);
    forged.put(
        "a key id with SQL that returns a known key",
        DecodedJwt.signed(
            hs256(header).put("kid", "x' UNION SELECT 'audit'--"), payload, "HS256", known));
    forged.put(
        "an embedded key in the header",
        DecodedJwt.signed(withEmbeddedKey(header, known), payload, "HS256", known));
    forged.put("an empty key", DecodedJwt.signed(hs256(header), payload, "HS256", empty));
  }

  private static JsonObject without(JsonObject header, String name) {
    JsonObject rest = header.copy();
    rest.remove(name);
    return rest;
  }

  private static JsonObject hs256(JsonObject header) {
    return header.copy().put("alg", "HS256");
  }

  private static JsonObject withEmbeddedKey(JsonObject header, byte[] key) {
    JsonObject jwk =
        new JsonObject()
            .put("kty", "oct")
            .put("k", Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    return hs256(header).put("jwk", jwk);
  }

  /// The same claims with the subject of user B.
  private static JsonObject withOtherSubject(Site site, JsonObject payload) {
    JsonObject other = payload.copy();
    Object subject =
        DecodedJwt.read(site.userB().bearer()).map(b -> b.payload().getValue("sub")).orElse("1");
    return other.put("sub", subject);
  }

  private static String withFirstCharacterChanged(String signature) {
    char first = signature.isEmpty() ? 'A' : signature.charAt(0);
    return (first == 'A' ? "B" : "A") + (signature.isEmpty() ? "" : signature.substring(1));
  }
}
