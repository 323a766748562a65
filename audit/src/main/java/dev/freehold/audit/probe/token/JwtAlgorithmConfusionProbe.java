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
import dev.freehold.client.ClientResponse;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Algorithm confusion: signs a token with the public key as an HMAC secret (RFC 8725 section 2.1).
public final class JwtAlgorithmConfusionProbe extends AbstractProbe {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final List<String> KEY_SETS =
      List.of("/.well-known/jwks.json", "/.well-known/jwks", "/jwks.json", "/jwks", "/oauth/jwks");
  private static final Pattern OF_KEYS =
      Pattern.compile("(?i).*(jwks?|public-?_?keys?)(\\.\\w+)?/?");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----[^-]{40,4000}-----END PUBLIC KEY-----");
  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

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
    if (token.isEmpty() || !token.get().header().getString("alg", "").matches("(RS|PS|ES)\\d{3}")) {
      return findings.verdict("tokens are not signed with a private key");
    }
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    Set<String> keys = keys(site);
    if (endpoint.isEmpty() || keys.isEmpty()) {
      return findings.verdict("the server shows no public key");
    }
    JsonObject header = token.get().header().copy().put("alg", "HS256");
    for (String key : keys) {
      byte[] secret = key.getBytes(StandardCharsets.UTF_8);
      AuditExchange exchange =
          endpoint.get().send(DecodedJwt.signed(header, token.get().payload(), "HS256", secret));
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

  /// Each public key in the text forms that JWT libraries accept.
  private static Set<String> keys(Site site) {
    Set<String> paths = new LinkedHashSet<>(KEY_SETS);
    KEY_SETS.forEach(path -> paths.add(site.description().base() + path));
    for (DescribedOperation each : site.description().operations()) {
      if (each.method().equals("GET") && OF_KEYS.matcher(each.path()).matches()) {
        paths.add(site.description().base() + each.path());
      }
    }
    named(site).ifPresent(paths::add);
    Set<String> keys = new LinkedHashSet<>();
    for (String path : paths) {
      ClientResponse answer = site.send(site.anonymous(), ClientRequest.get(path)).answer();
      Matcher pem = PEM.matcher(answer.text().replace("\\n", "\n"));
      if (pem.find()) {
        keys.addAll(textForms(pem.group()));
      }
      if (answer.jsonObject().getValue("keys") instanceof JsonArray set) {
        for (Object each : set) {
          if (each instanceof JsonObject key) {
            keys.add(key.encode());
            pem(key).ifPresent(text -> keys.addAll(textForms(text)));
          }
        }
      }
    }
    return keys;
  }

  /// The path of the key set that the OpenID configuration names, if it is on this server.
  private static Optional<String> named(Site site) {
    Object address =
        site.send(site.anonymous(), ClientRequest.get(CONFIGURATION))
            .answer()
            .jsonObject()
            .getValue("jwks_uri");
    return address instanceof String uri && uri.startsWith(site.base() + "/")
        ? Optional.of(uri.substring(site.base().length()))
        : Optional.empty();
  }

  private static List<String> textForms(String pem) {
    String key = pem.strip();
    return List.of(key + "\n", key);
  }

  private static Optional<String> pem(JsonObject key) {
    try {
      byte[] encoded = publicKey(key).getEncoded();
      String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
      return Optional.of("-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----");
    } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException _) {
      // An invalid key is skipped.
      return Optional.empty();
    }
  }

  private static PublicKey publicKey(JsonObject key) throws GeneralSecurityException {
    if ("EC".equals(key.getValue("kty"))) {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec(CURVES.getOrDefault(key.getString("crv", ""), "")));
      ECPoint point = new ECPoint(number(key, "x"), number(key, "y"));
      return KeyFactory.getInstance("EC")
          .generatePublic(
              new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
  }

  private static BigInteger number(JsonObject key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.getString(name, "")));
  }
}
