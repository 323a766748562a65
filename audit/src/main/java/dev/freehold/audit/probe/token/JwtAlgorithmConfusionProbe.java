package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
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

/// Algorithm confusion: signs a token with the public key as an HMAC secret (RFC 8725 section
/// 2.1).
public final class JwtAlgorithmConfusionProbe extends AbstractProbe {
  private static final String JWKS_PATH = "/.well-known/jwks.json";

  public JwtAlgorithmConfusionProbe() {
    super(
        "token.confusion",
        "the public key is not accepted as an HMAC secret",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DecodedJwt> token = DecodedJwt.read(site.userA().bearer());
    if (token.isEmpty() || !token.get().header().getString("alg", "").matches("(RS|PS)\\d{3}")) {
      return findings.verdict("tokens are not signed with RSA");
    }
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    List<byte[]> keys = keys(site);
    if (endpoint.isEmpty() || keys.isEmpty()) {
      return findings.verdict("no public key at " + JWKS_PATH);
    }
    JsonObject header = token.get().header().copy().put("alg", "HS256");
    for (byte[] key : keys) {
      AuditExchange exchange =
          endpoint.get().send(DecodedJwt.signed(header, token.get().payload(), "HS256", key));
      if (ProtectedEndpoint.isAccepted(exchange)) {
        findings.addFinding(
            Severity.CRITICAL,
            "Algorithm confusion: the public key is accepted as an HMAC secret",
            endpoint.get().operation(),
            exchange.status() + " for a token signed with the public key by HS256",
            exchange,
            Weakness.FORGED_TOKEN,
            "Set one algorithm in the verifier's configuration; never take it from the token.");
      } else {
        findings.countCheck();
      }
    }
    return findings.verdict("");
  }

  /// Each key in the text forms that JWT libraries accept.
  private static List<byte[]> keys(Site site) {
    JsonObject set =
        site.send(site.anonymous(), ClientRequest.get(JWKS_PATH)).answer().jsonObject();
    List<byte[]> all = new ArrayList<>();
    if (set.getValue("keys") instanceof JsonArray keys) {
      for (Object each : keys) {
        if (each instanceof JsonObject key
            && key.getValue("n") instanceof String n
            && key.getValue("e") instanceof String e) {
          pem(n, e).ifPresent(pem -> all.addAll(textForms(pem)));
        }
      }
    }
    return all;
  }

  private static List<byte[]> textForms(String pem) {
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
      // An invalid key is skipped.
      return Optional.empty();
    }
  }

  private static BigInteger number(String text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }
}
