package dev.freehold.audit.limits;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;

/// How long a target and how large headers a server reads.
public final class TargetSizes extends Question {
  private static final int LONG = 256 << 10;

  private final Tally tally = new Tally(this);

  public TargetSizes() {
    super(
        "limits.head",
        "targets and headers of many kilobytes are refused",
        false,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    ask(site, Call.get("/?zq=" + "x".repeat(LONG)), "a target");
    ask(site, Call.get("/").header("X-Zq", "x".repeat(LONG)), "a header");
    return tally.verdict("");
  }

  private void ask(Site site, Call call, String what) {
    try {
      Exchange exchange = site.sendOnce(site.nobody(), call);
      tally.check();
      if (exchange.answer().isSuccess()) {
        tally.found(
            Severity.LOW,
            "A request head of any size is read",
            "every path",
            what + " of " + (LONG >> 10) + " KiB was answered with " + exchange.status(),
            exchange,
            Why.RESOURCES,
            "Bound them at 8 and 16 KiB; answer 414 and 431.");
      }
    } catch (CallFailed e) {
      if (e.reason() != CallFailed.Reason.CLOSED) {
        throw e;
      }
      tally.check();
    }
  }
}
