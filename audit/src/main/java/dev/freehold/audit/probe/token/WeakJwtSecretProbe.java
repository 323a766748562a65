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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Guesses the secret of a token offline, with a token of the audit. With the secret it tries
/// forged and expired tokens.
public final class WeakJwtSecretProbe extends AbstractProbe {
  private static final String REMEDY =
      "Generate a secret with `openssl rand -base64 48`, keep it out of the source code, and"
          + " refuse to start with an example secret.";

  private final InstantSource clock;

  public WeakJwtSecretProbe(InstantSource clock) {
    super(
        "token.weak-secret",
        "the token secret is not a common value",
        true,
        ChecklistItem.SECRETS,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DecodedJwt> token = DecodedJwt.read(site.userA().bearer());
    if (token.isEmpty() || !token.get().header().getString("alg", "").startsWith("HS")) {
      return findings.verdict("tokens are not signed with a shared secret");
    }
    findings.countCheck();
    Optional<String> secret = CommonJwtSecrets.of(token.get());
    Optional<ProtectedEndpoint> endpoint = ProtectedEndpoint.of(site);
    if (secret.isPresent() && endpoint.isPresent()) {
      forge(site, token.get(), secret.get(), endpoint.get(), findings);
    }
    return findings.verdict("");
  }

  private void forge(
      Site site,
      DecodedJwt token,
      String secret,
      ProtectedEndpoint endpoint,
      FindingCollector findings) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    String algorithm = token.header().getString("alg");
    Instant now = clock.instant();
    JsonObject claims = token.payload().copy().put("exp", now.getEpochSecond() + 600);
    DecodedJwt.read(site.userB().bearer())
        .ifPresent(b -> claims.put("sub", b.payload().getValue("sub", claims.getValue("sub"))));
    AuditExchange exchange =
        endpoint.send(DecodedJwt.signed(token.header(), claims, algorithm, key));
    boolean accepted = ProtectedEndpoint.isAccepted(exchange);
    findings.addFinding(
        accepted ? Severity.CRITICAL : Severity.HIGH,
        "Weak secret: the token secret is a common value",
        endpoint.operation(),
        "the secret is \""
            + secret
            + "\""
            + (accepted ? "; a forged token for user B is accepted" : ""),
        exchange,
        Weakness.FORGED_TOKEN,
        REMEDY);
    JsonObject expiredClaims = token.payload().copy().put("exp", now.getEpochSecond() - 3_600);
    AuditExchange expired =
        endpoint.send(DecodedJwt.signed(token.header(), expiredClaims, algorithm, key));
    if (ProtectedEndpoint.isAccepted(expired)) {
      findings.addFinding(
          Severity.HIGH,
          "Broken authentication: an expired token is accepted",
          endpoint.operation(),
          expired.status() + " for a token that expired an hour ago",
          expired,
          Weakness.FORGED_TOKEN,
          "Require the exp claim, and refuse an expired token with at most one minute of leeway.");
    }
  }

  /// Common secrets: words, values from documentation and `.env.example` files, and those words
  /// repeated up to the minimum length.
  static final class CommonJwtSecrets {
    private static final List<String> WORDS =
        List.of(
            "",
            "secret",
            "Secret",
            "SECRET",
            "secretkey",
            "secret-key",
            "secret_key",
            "SECRET_KEY",
            "mysecret",
            "my-secret",
            "my_secret",
            "mysecretkey",
            "my-secret-key",
            "my_secret_key",
            "supersecret",
            "super-secret",
            "super_secret",
            "supersecretkey",
            "super-secret-key",
            "super_secret_key",
            "topsecret",
            "top-secret",
            "jwt",
            "jwtsecret",
            "jwt-secret",
            "jwt_secret",
            "JWT_SECRET",
            "jwtkey",
            "jwt-key",
            "jwt-secret-key",
            "jwt_secret_key",
            "token",
            "key",
            "private",
            "privatekey",
            "password",
            "Password",
            "passw0rd",
            "pass",
            "admin",
            "administrator",
            "root",
            "test",
            "testing",
            "tests",
            "test-secret",
            "test_secret",
            "testsecret",
            "dev",
            "dev-secret",
            "dev_secret",
            "devsecret",
            "development",
            "development-secret",
            "local",
            "default",
            "demo",
            "example",
            "sample",
            "change",
            "changeme",
            "change-me",
            "change_me",
            "CHANGEME",
            "CHANGE_ME",
            "changethis",
            "change-this",
            "change_this",
            "changeit",
            "change-me-in-production",
            "change_me_in_production",
            "change-this-in-production",
            "change_this_in_production",
            "your-secret",
            "your_secret",
            "yoursecret",
            "your-secret-key",
            "your_secret_key",
            "YOUR_SECRET_KEY",
            "your-jwt-secret",
            "your_jwt_secret",
            "your-jwt-secret-key",
            "your-super-secret-key",
            "your-super-secret-jwt-key",
            "your-secret-key-here",
            "your_secret_key_here",
            "your-secret-key-change-in-production",
            "your-secret-key-change-this-in-production",
            "your-secret-key-min-32-characters",
            "your-secret-key-at-least-32-characters",
            "your-secret-key-at-least-32-characters-long",
            "your-256-bit-secret",
            "your-384-bit-secret",
            "your-512-bit-secret",
            "a-string-secret-at-least-256-bits-long",
            "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
            "super-secret-jwt-token-with-at-least-32-characters-long",
            "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
            "insecure",
            "insecure-secret",
            "django-insecure",
            "not-a-secret",
            "notasecret",
            "qwerty",
            "qwertyuiop",
            "letmein",
            "welcome",
            "hello",
            "helloworld",
            "abc123",
            "abcdef",
            "abcdefghijklmnopqrstuvwxyz",
            "1",
            "123",
            "1234",
            "12345",
            "123456",
            "12345678",
            "123456789",
            "1234567890",
            "0123456789",
            "0123456789abcdef",
            "a",
            "x",
            "0",
            "foobar",
            "foo",
            "bar",
            "fastapi",
            "django",
            "flask",
            "express",
            "spring",
            "node",
            "app",
            "api",
            "backend",
            "keyboard cat",
            "shhhhh",
            "shhhhhhared-secret",
            "ThisIsMySecret",
            "thisisasecret",
            "this-is-a-secret",
            "this_is_a_secret_key",
            "undefined",
            "null",
            "None");

    private static final List<Integer> LENGTHS = List.of(32, 48, 64);

    private CommonJwtSecrets() {}

    /// The secret that signed `token`.
    static Optional<String> of(DecodedJwt token) {
      return all().stream()
          .filter(guess -> token.isSignedWith(guess.getBytes(StandardCharsets.UTF_8)))
          .findFirst();
    }

    private static List<String> all() {
      List<String> all = new ArrayList<>(WORDS);
      for (String word : WORDS) {
        if (!word.isEmpty()) {
          for (int length : LENGTHS) {
            all.add(word.repeat(length / word.length() + 1).substring(0, length));
          }
        }
      }
      return all;
    }
  }
}
