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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Whether the secret of a token can be guessed. The guessing is done here, with a token of one's own: a server cannot notice it
/// or limit it. With the secret, tokens for anybody and tokens that are over are tried.
public final class GuessedSecret extends Question {
  private static final String MEND =
      "Make a secret with `openssl rand -base64 48`, keep it out of the source, and refuse to start"
          + " with one from an example.";

  private final InstantSource clock;

  public GuessedSecret(InstantSource clock) {
    super(
        "token.weak-secret",
        "the secret that signs tokens is none of those that anybody tries first",
        true,
        ChecklistItem.SECRETS,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Jwt> token = Jwt.read(site.a().bearer());
    if (token.isEmpty() || !token.get().header().getString("alg", "").startsWith("HS")) {
      return tally.verdict("tokens are not signed with a shared secret");
    }
    tally.check();
    Optional<String> secret = CommonSecrets.of(token.get());
    Optional<Door> door = Door.of(site);
    if (secret.isPresent() && door.isPresent()) {
      forge(site, token.get(), secret.get(), door.get(), tally);
    }
    return tally.verdict("");
  }

  private void forge(Site site, Jwt token, String secret, Door door, Tally tally) {
    byte[] key = secret.getBytes(StandardCharsets.UTF_8);
    String algorithm = token.header().getString("alg");
    Instant now = clock.instant();
    JsonObject claims = token.payload().copy().put("exp", now.getEpochSecond() + 600);
    Jwt.read(site.b().bearer())
        .ifPresent(b -> claims.put("sub", b.payload().getValue("sub", claims.getValue("sub"))));
    Exchange exchange = door.knock(Jwt.signed(token.header(), claims, algorithm, key));
    boolean believed = Door.opens(exchange);
    tally.found(
        believed ? Severity.CRITICAL : Severity.HIGH,
        "the secret that signs tokens can be guessed",
        door.operation(),
        "it is \""
            + secret
            + "\""
            + (believed ? "; a token that was made with it for B is believed" : ""),
        exchange,
        Why.TOKEN,
        MEND);
    JsonObject past = token.payload().copy().put("exp", now.getEpochSecond() - 3_600);
    Exchange over = door.knock(Jwt.signed(token.header(), past, algorithm, key));
    if (Door.opens(over)) {
      tally.found(
          Severity.HIGH,
          "a token that is over is believed",
          door.operation(),
          over.status() + " for a token whose time ended an hour ago",
          over,
          Why.TOKEN,
          "Require the claim exp and refuse a token after it, with a minute of leeway at most.");
    }
  }
}
