package dev.freehold.audit.run;

import dev.freehold.audit.Finding;
import dev.freehold.audit.Observer;
import dev.freehold.audit.Person;
import dev.freehold.audit.Probe;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.people.DescribedAccounts;
import dev.freehold.audit.people.Profile;
import dev.freehold.audit.run.AuditReport.Result;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.audit.site.Sender;
import dev.freehold.audit.site.Stopped;
import dev.freehold.audit.site.TokenForm;
import dev.freehold.call.Call;
import dev.freehold.call.CallFailed;
import dev.freehold.call.Client;
import dev.freehold.description.Description;
import dev.freehold.description.DescriptionException;
import dev.freehold.description.DescriptionReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs probes against a server, and leaves it as it was.
public final class AuditRun {
  private static final Duration FOR_CLEAN_UP = Duration.ofSeconds(60);

  private final AuditOptions options;
  private final List<Probe> probes;
  private final Progress progress;
  private final List<Result> results = new ArrayList<>();
  private volatile @Nullable Sender sender;
  private volatile String stopped = "";

  /// @param probes in their order; each is used up
  public AuditRun(AuditOptions options, List<Probe> probes, Progress progress) {
    this.options = options;
    this.probes = probes.stream().filter(this::isWanted).toList();
    this.progress = progress;
  }

  private boolean isWanted(Probe probe) {
    boolean asked =
        options.only().isEmpty() || options.only().stream().anyMatch(probe.id()::startsWith);
    return asked && (probe.isSafe() || !options.safe());
  }

  /// From another thread: no request goes out any more but those of the clean-up.
  public void stop(String why) {
    stopped = why;
    Sender open = sender;
    if (open != null) {
      open.stop(why);
    }
  }

  /// @throws AuditFailed where it cannot begin
  public AuditReport run() {
    Instant start = Instant.now();
    long from = System.nanoTime();
    try (Client client = new Client(options.url(), options.deadline())) {
      progress.stage("reading the description");
      Description description =
          options
              .description()
              .map(AuditRun::given)
              .orElseGet(() -> DescriptionFinder.find(client, options.url(), options.profile()));
      Sender open = new Sender(client, options.rate(), form(options.profile()), options.time());
      sender = open;
      progress.stage("signing in two people");
      AtomicReference<@Nullable SignUp> more = new AtomicReference<>();
      DescribedAccounts accounts =
          new DescribedAccounts(
              description,
              options.profile(),
              () -> Optional.ofNullable(more.get()).flatMap(SignUp::another));
      SignUp signUp = new SignUp(open, accounts);
      more.set(options.safe() ? null : signUp);
      LiveSite site = site(description, open, signUp, accounts);
      Coverage coverage = new Coverage(description, accounts.signup());
      open.observe(coverage);
      for (Probe probe : probes) {
        if (probe instanceof Observer observer) {
          open.observe(observer);
        }
      }
      String ended = probeAll(site, open);
      int requests = open.count();
      progress.stage("cleaning up");
      open.reopen(FOR_CLEAN_UP);
      List<String> left =
          CleanUp.run(open, site.rows(), signUp.made(), coverage.accounts(), options.profile());
      return new AuditReport(
          client.base(),
          description.title(),
          description.version(),
          start,
          Duration.ofNanos(System.nanoTime() - from),
          requests,
          options.safe(),
          List.copyOf(results),
          description.operations().size(),
          coverage.called(),
          notes(site, coverage),
          left,
          ended);
    } catch (CallFailed | Stopped e) {
      throw new AuditFailed(String.valueOf(e.getMessage()));
    }
  }

  private static Description given(byte[] bytes) {
    try {
      return DescriptionReader.read(bytes);
    } catch (DescriptionException e) {
      throw new AuditFailed("the description that was given cannot be used: " + e.getMessage());
    }
  }

  private static TokenForm form(Profile profile) {
    String header = profile.header();
    int colon = header.indexOf(':');
    return new TokenForm(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
  }

  private LiveSite site(
      Description description, Sender open, SignUp signUp, DescribedAccounts accounts) {
    String tokenA = options.tokenA();
    String tokenB = options.tokenB();
    Person a;
    Person b;
    if (tokenA != null && tokenB != null) {
      a = SignUp.ofToken("A", tokenA);
      b = SignUp.ofToken("B", tokenB);
    } else if (!options.profile().accounts().isEmpty()) {
      a = signUp.known("A", options.profile().accounts().getFirst());
      b = signUp.known("B", options.profile().accounts().getLast());
    } else {
      a = signUp.fresh("A");
      b = signUp.fresh("B");
    }
    return new LiveSite(description, accounts, open, a, b, options.safe());
  }

  /// @return why it ended before its end; empty where it did not
  private String probeAll(LiveSite site, Sender open) {
    List<Probe> order = new ArrayList<>(probes);
    order.sort((x, y) -> Boolean.compare(x instanceof Observer, y instanceof Observer));
    String ended = "";
    int number = 0;
    for (Probe probe : order) {
      progress.begins(probe.id(), ++number, order.size());
      Verdict verdict =
          ended.isEmpty() || probe instanceof Observer
              ? asked(probe, site)
              : new Verdict.Unfinished(ended);
      if (verdict instanceof Verdict.Unfinished && ended.isEmpty()) {
        ended = stopped;
        if (ended.isEmpty() && !isAlive(open)) {
          ended = "the server does not answer any more";
          verdict = new Verdict.Broken(List.of(dead(probe)));
        }
        ended = ended.isEmpty() ? stopped : ended;
      }
      results.add(new Result(probe.id(), probe.title(), probe.proves(), verdict));
      progress.ended(probe.id(), verdict);
    }
    return ended;
  }

  private static Verdict asked(Probe probe, LiveSite site) {
    try {
      return probe.run(site);
    } catch (CallFailed | Stopped e) {
      return new Verdict.Unfinished(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Servers answer what nobody foresaw; one probe that stumbles over it must not keep rows from
      // being cleaned up.
      return new Verdict.Unfinished("a defect of this probe: " + e);
    }
  }

  private boolean isAlive(Sender open) {
    for (int i = 0; i < 2; i++) {
      try {
        open.once(Person.NOBODY, Call.get("/"));
        return true;
      } catch (CallFailed _) {
        Sender.pause(Duration.ofSeconds(1));
      } catch (Stopped e) {
        stopped = String.valueOf(e.getMessage());
        return true;
      }
    }
    return false;
  }

  private static Finding dead(Probe probe) {
    return new Finding(
        probe.id(),
        Severity.CRITICAL,
        "The server stopped answering",
        "every operation",
        "after the requests of this probe not even GET / was answered",
        Optional.empty(),
        Why.RESOURCES,
        "See the server's log of that moment; no request of one client may stop a server.");
  }

  private List<String> notes(LiveSite site, Coverage coverage) {
    List<String> notes = new ArrayList<>();
    site.refusals()
        .forEach((where, why) -> notes.add("no row could be made in " + where + ": " + why));
    for (String operation : coverage.missing()) {
      notes.add("never answered: " + operation);
    }
    return notes;
  }
}
