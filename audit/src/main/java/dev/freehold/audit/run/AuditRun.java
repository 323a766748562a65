package dev.freehold.audit.run;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditClient.AuditStoppedException;
import dev.freehold.audit.site.AuditClient.TokenHeader;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.DescribedAuthenticationFlow;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.OpenApiDescriptionReader;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs the probes of an audit against a server and cleans up.
public final class AuditRun {
  private static final Duration FOR_CLEAN_UP = Duration.ofSeconds(60);

  private final AuditOptions options;
  private final List<Probe> probes;
  private final List<ProbeResult> skipped;
  private final AuditProgressListener progress;
  private final List<ProbeResult> results = new ArrayList<>();
  private volatile @Nullable AuditClient sender;
  private volatile String stopped = "";

  /// @param probes in the order of their run; an instance cannot be reused
  public AuditRun(AuditOptions options, List<Probe> probes, AuditProgressListener progress) {
    this.options = options;
    this.probes = probes.stream().filter(each -> whySkipped(each).isEmpty()).toList();
    this.skipped =
        probes.stream()
            .flatMap(each -> whySkipped(each).stream().map(why -> AuditRun.result(each, why)))
            .toList();
    this.progress = progress;
  }

  private Optional<ProbeVerdict> whySkipped(Probe probe) {
    if (!options.only().isEmpty() && options.only().stream().noneMatch(probe.id()::startsWith)) {
      return Optional.of(new ProbeVerdict.Skipped(AuditReport.NOT_SELECTED));
    }
    return options.safe() && !probe.isSafe()
        ? Optional.of(new ProbeVerdict.Skipped(AuditReport.NOT_SAFE))
        : Optional.empty();
  }

  private static ProbeResult result(Probe probe, ProbeVerdict verdict) {
    return new ProbeResult(probe.id(), probe.title(), probe.checklistItems(), verdict);
  }

  /// Stops the audit from another thread: after this only the clean-up sends requests.
  public void stop(String why) {
    stopped = why;
    AuditClient open = sender;
    if (open != null) {
      open.stop(why);
    }
  }

  /// @throws AuditStartException if the audit cannot start
  public AuditReport run() {
    Instant start = Instant.now();
    long from = System.nanoTime();
    try (ApiClient client = new ApiClient(options.url(), options.deadline())) {
      progress.stageStarted("reading the description");
      ApiDescription description =
          options
              .description()
              .map(AuditRun::given)
              .orElseGet(() -> DescriptionFinder.find(client, options.url(), options.profile()));
      AuditClient open =
          new AuditClient(client, options.rate(), form(options.profile()), options.time());
      sender = open;
      progress.stageStarted("signing in two users");
      AtomicReference<@Nullable AuditUserFactory> more = new AtomicReference<>();
      DescribedAuthenticationFlow accounts =
          new DescribedAuthenticationFlow(
              description,
              options.profile(),
              () -> Optional.ofNullable(more.get()).flatMap(AuditUserFactory::signUpAnother));
      AuditUserFactory signUp = new AuditUserFactory(open, accounts);
      more.set(options.safe() ? null : signUp);
      LiveSite site = site(description, open, signUp, accounts);
      OperationCoverage coverage = new OperationCoverage(description, accounts.signup());
      open.observe(coverage);
      for (Probe probe : probes) {
        if (probe instanceof PassiveProbe observer) {
          open.observe(observer);
        }
      }
      String ended = probeAll(site, open, coverage);
      results.addAll(skipped);
      int requests = open.count();
      progress.stageStarted("cleaning up");
      open.restartForCleanUp(FOR_CLEAN_UP);
      List<String> left =
          AuditCleanup.run(
              open,
              site.createdRows(),
              signUp.createdUsers(),
              coverage.signedUpEmails(),
              options.profile());
      return new AuditReport(
          client.base(),
          description.title(),
          description.version(),
          start,
          Duration.ofNanos(System.nanoTime() - from),
          requests,
          options.safe(),
          List.copyOf(results),
          CoverageAnalysis.of(site, coverage),
          notes(site, coverage),
          left,
          ended);
    } catch (RequestFailedException | AuditStoppedException e) {
      throw new AuditStartException(String.valueOf(e.getMessage()));
    }
  }

  private static ApiDescription given(byte[] bytes) {
    try {
      return OpenApiDescriptionReader.read(bytes);
    } catch (InvalidDescriptionException e) {
      throw new AuditStartException("the given description is invalid: " + e.getMessage());
    }
  }

  private static TokenHeader form(AuditProfile profile) {
    String header = profile.header();
    int colon = header.indexOf(':');
    return new TokenHeader(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
  }

  private LiveSite site(
      ApiDescription description,
      AuditClient open,
      AuditUserFactory signUp,
      DescribedAuthenticationFlow accounts) {
    String tokenA = options.tokenA();
    String tokenB = options.tokenB();
    AuditUser a;
    AuditUser b;
    if (tokenA != null && tokenB != null) {
      a = AuditUserFactory.ofToken("A", tokenA);
      b = AuditUserFactory.ofToken("B", tokenB);
    } else if (!options.profile().accounts().isEmpty()) {
      a = signUp.logInExisting("A", options.profile().accounts().getFirst());
      b = signUp.logInExisting("B", options.profile().accounts().getLast());
    } else {
      a = signUp.signUp("A");
      b = signUp.signUp("B");
    }
    return new LiveSite(description, accounts, open, a, b, options.safe());
  }

  /// @return why the audit ended early; empty if it did not
  private String probeAll(LiveSite site, AuditClient open, OperationCoverage coverage) {
    List<Probe> order = new ArrayList<>(probes);
    order.sort((x, y) -> Boolean.compare(x instanceof PassiveProbe, y instanceof PassiveProbe));
    String ended = "";
    int number = 0;
    for (Probe probe : order) {
      progress.probeStarted(probe.id(), ++number, order.size());
      ProbeVerdict verdict =
          ended.isEmpty() || probe instanceof PassiveProbe
              ? runProbe(probe, site, coverage)
              : new ProbeVerdict.Unfinished(ended);
      if (verdict instanceof ProbeVerdict.Unfinished && ended.isEmpty()) {
        ended = stopped;
        if (ended.isEmpty() && !isAlive(open)) {
          ended = "the server no longer responds";
          verdict = new ProbeVerdict.Failed(List.of(serverStopped(probe)));
        }
        ended = ended.isEmpty() ? stopped : ended;
      }
      results.add(result(probe, verdict));
      progress.probeFinished(probe.id(), verdict);
    }
    return ended;
  }

  private static ProbeVerdict runProbe(Probe probe, LiveSite site, OperationCoverage coverage) {
    coverage.enter(probe);
    try {
      return probe.run(site);
    } catch (RequestFailedException | AuditStoppedException e) {
      return new ProbeVerdict.Unfinished(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A server can send unexpected data. A probe that fails on it must not prevent the clean-up.
      return new ProbeVerdict.Unfinished("internal error of this probe: " + e);
    } finally {
      coverage.leave();
    }
  }

  private boolean isAlive(AuditClient open) {
    for (int i = 0; i < 2; i++) {
      try {
        open.sendWithoutRetry(AuditUser.ANONYMOUS, ClientRequest.get("/"));
        return true;
      } catch (RequestFailedException _) {
        AuditClient.pause(Duration.ofSeconds(1));
      } catch (AuditStoppedException e) {
        stopped = String.valueOf(e.getMessage());
        return true;
      }
    }
    return false;
  }

  private static AuditFinding serverStopped(Probe probe) {
    return new AuditFinding(
        probe.id(),
        Severity.CRITICAL,
        "Denial of service: the server stopped responding",
        "every operation",
        "after the requests of this probe GET / got no response",
        Optional.empty(),
        Weakness.RESOURCE_CONSUMPTION,
        "Find the cause in the server log. Requests of a single client must not stop a server.");
  }

  private List<String> notes(LiveSite site, OperationCoverage coverage) {
    List<String> notes = new ArrayList<>();
    site.refusals()
        .forEach((where, why) -> notes.add("no row could be created in " + where + ": " + why));
    for (String operation : coverage.unansweredOperations()) {
      notes.add("no response from: " + operation);
    }
    return notes;
  }

  /// The audit could not start. The message states the reason and the missing input.
  public static final class AuditStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AuditStartException(String message) {
      super(message);
    }
  }

  /// Receives the progress of an audit.
  public interface AuditProgressListener {
    AuditProgressListener NONE =
        new AuditProgressListener() {
          @Override
          public void stageStarted(String words) {}

          @Override
          public void probeStarted(String id, int number, int of) {}

          @Override
          public void probeFinished(String id, ProbeVerdict verdict) {}
        };

    /// @param words such as `reading the description`
    void stageStarted(String words);

    /// @param number from 1
    void probeStarted(String id, int number, int of);

    void probeFinished(String id, ProbeVerdict verdict);
  }
}
