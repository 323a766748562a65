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
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an access token says by itself: that it ends, and soon; and nothing that its bearer's reader should not know.
public final class TokenLife extends Question {
  private static final Duration LONG = Duration.ofHours(25);
  private static final Duration VERY_LONG = Duration.ofDays(31);

  /// More than clocks differ, and more than a probe before this one takes to say so.
  private static final Duration OVER = Duration.ofMinutes(-15);

  private static final List<String> SECRETS =
      List.of("password", "passwd", "pwd", "secret", "hash");
  private static final Why SELF_CONTAINED = new Why("API2:2023", "9.2.1", null);

  private final InstantSource clock;

  public TokenLife(InstantSource clock) {
    super(
        "token.life",
        "an access token ends by itself, soon, and holds no secret",
        true,
        ChecklistItem.PROTECTED);
    this.clock = clock;
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Jwt> token = Jwt.read(site.a().bearer());
    Optional<Door> door = Door.of(site);
    if (token.isEmpty() || door.isEmpty()) {
      return tally.verdict("tokens are opaque: what they hold is not seen from outside");
    }
    Exchange evidence = door.get().knock(site.a());
    JsonObject claims = token.get().payload();
    if (claims.getValue("exp") instanceof Number exp) {
      Duration left = Duration.ofSeconds(exp.longValue() - clock.instant().getEpochSecond());
      if (left.compareTo(LONG) > 0) {
        boolean very = left.compareTo(VERY_LONG) > 0;
        tally.found(
            very ? Severity.MEDIUM : Severity.LOW,
            "an access token lives for days",
            door.get().operation(),
            "it ends in " + left.toDays() + " days",
            evidence,
            SELF_CONTAINED,
            "Give access tokens minutes, and a session that refreshes them.");
      }
      if (left.compareTo(OVER) < 0 && Door.opens(evidence)) {
        tally.found(
            Severity.HIGH,
            "an access token that is over is believed",
            door.get().operation(),
            evidence.status() + " for a token that ended " + -left.toMinutes() + " minutes ago",
            evidence,
            Why.TOKEN,
            "Compare exp with the clock in UTC, and refuse a token after it with a minute of leeway"
                + " at most.");
      }
      tally.check();
    } else {
      tally.found(
          Severity.MEDIUM,
          "an access token never ends",
          door.get().operation(),
          "its payload has no exp",
          evidence,
          SELF_CONTAINED,
          "Set the claim exp to some minutes from now, and require it where tokens are verified.");
    }
    for (String name : claims.fieldNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (SECRETS.stream().anyMatch(lower::contains)) {
        tally.found(
            Severity.HIGH,
            "an access token holds a secret that anybody can read",
            door.get().operation(),
            "its payload has " + name,
            evidence,
            Why.EXPOSURE,
            "Put into a token who it is of and what it is for, and nothing else: it is signed and"
                + " not hidden.");
      }
    }
    return tally.verdict("");
  }
}
