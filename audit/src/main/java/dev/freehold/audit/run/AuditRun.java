package dev.freehold.audit.run;

import dev.freehold.audit.AuditUser;
import dev.freehold.audit.HeldBackOperation;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.DescriptionFinder.FoundDescription;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditClient.AuditStoppedException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.AuditProfileGuess;
import dev.freehold.audit.site.DescribedAuthenticationFlow;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
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

  static ProbeResult result(Probe probe, ProbeVerdict verdict) {
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
    try (ApiClient client =
        new ApiClient(options.url(), options.deadline(), ApiClient.MAX_BODY, options.trust())) {
      progress.stageStarted("reading the description");
      ApiDescription description =
          options
              .description()
              .map(AuditRun::given)
              .orElseGet(() -> DescriptionFinder.find(client, options.url(), options.profile()));
      AuditClient open = new AuditClient(client, options.trust(), options.rate(), options.time());
      sender = open;
      progress.stageStarted("signing in two users");
      AtomicReference<@Nullable AuditUserFactory> more = new AtomicReference<>();
      DescribedAuthenticationFlow accounts =
          new DescribedAuthenticationFlow(
              description,
              options.profile(),
              () -> Optional.ofNullable(more.get()).flatMap(AuditUserFactory::signUpAnother));
      AuditUserFactory signUp = new AuditUserFactory(open, description, accounts);
      more.set(options.safe() ? null : signUp);
      return audited(start, from, description, open, accounts, signUp);
    } catch (RequestFailedException | AuditStoppedException | IllegalArgumentException e) {
      // An illegal argument is a path of the description of which no request can be made.
      throw e instanceof RequestFailedException failed
          ? AuditStartException.of(failed)
          : new AuditStartException(String.valueOf(e.getMessage()));
    }
  }

  /// The profile that an audit would go by.
  ///
  /// @throws AuditStartException if there is no valid document
  public static AuditProfile guessedProfile(AuditOptions options) {
    try (ApiClient client =
        new ApiClient(options.url(), options.deadline(), ApiClient.MAX_BODY, options.trust())) {
      if (options.description().isPresent()) {
        return AuditProfileGuess.of(given(options.description().get()), Optional.empty());
      }
      FoundDescription found = DescriptionFinder.search(client, options.url(), options.profile());
      return AuditProfileGuess.of(found.description(), Optional.of(found.place()));
    }
  }

  private AuditReport audited(
      Instant start,
      long from,
      ApiDescription description,
      AuditClient open,
      DescribedAuthenticationFlow accounts,
      AuditUserFactory signUp) {
    OperationCoverage coverage = new OperationCoverage(description, accounts.signup());
    Optional<LiveSite> begun = Optional.empty();
    try {
      LiveSite site = site(description, open, signUp, accounts);
      begun = Optional.of(site);
      open.observe(coverage);
      for (Probe probe : probes) {
        if (probe instanceof PassiveProbe observer) {
          open.observe(observer);
        }
      }
      SessionKeeper sessions = new SessionKeeper(site, signUp);
      sessions.requireBoth();
      ProbeRunner runner = new ProbeRunner(site, open, coverage, sessions, () -> stopped);
      runner.run(probes, progress);
      int requests = open.count();
      List<String> left = new ArrayList<>(cleanUp(open, begun, signUp, coverage));
      runner.strayRows().forEach(each -> left.add("created by " + each));
      List<ProbeResult> results = new ArrayList<>(runner.results());
      results.addAll(skipped);
      return new AuditReport(
          open.base(),
          description.title(),
          description.version(),
          start,
          Duration.ofNanos(System.nanoTime() - from),
          requests,
          options.safe(),
          List.copyOf(results),
          CoverageAnalysis.of(site, coverage),
          notes(site, coverage, sessions, runner),
          left,
          runner.ended());
    } catch (RequestFailedException
        | AuditStoppedException
        | AuditStartException
        | IllegalArgumentException e) {
      throw withLeftovers(e, cleanUp(open, begun, signUp, coverage));
    }
  }

  private List<String> cleanUp(
      AuditClient open,
      Optional<LiveSite> site,
      AuditUserFactory signUp,
      OperationCoverage coverage) {
    progress.stageStarted("cleaning up");
    open.restartForCleanUp(FOR_CLEAN_UP);
    List<String> lost = open.lostCreates();
    List<String> left =
        new ArrayList<>(
            AuditCleanup.run(
                open, site, signUp.createdUsers(), coverage.signedUpEmails(), options.profile()));
    lost.forEach(each -> left.add("perhaps what " + each + " created: its response was lost"));
    return left;
  }

  /// An audit that cannot start may have signed up a user and created rows.
  private static AuditStartException withLeftovers(RuntimeException e, List<String> left) {
    String message = String.valueOf(e.getMessage());
    return new AuditStartException(
        left.isEmpty() ? message : message + ". Left on the server: " + String.join(", ", left));
  }

  private static ApiDescription given(byte[] bytes) {
    try {
      return OpenApiDescriptionReader.read(bytes);
    } catch (InvalidDescriptionException e) {
      throw new AuditStartException("the given description is invalid: " + e.getMessage());
    }
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
      a = signUp.ofToken("A", tokenA);
      b = signUp.ofToken("B", tokenB);
    } else if (!options.logins().isEmpty()) {
      a = signUp.logInWith("A", options.logins().getFirst());
      b = signUp.logInWith("B", options.logins().getLast());
    } else if (!options.profile().accounts().isEmpty()) {
      a = signUp.logInExisting("A", options.profile().accounts().getFirst());
      b = signUp.logInExisting("B", options.profile().accounts().getLast());
    } else {
      a = signUp.signUp("A");
      b = signUp.signUp("B");
    }
    accounts
        .csrfCall()
        .map(call -> open.send(AuditUser.ANONYMOUS, call))
        .ifPresent(given -> open.visitWith(accounts.cookies(given.answer(), true)));
    return new LiveSite(description, accounts, open, a, b, options.safe());
  }

  private static List<String> notes(
      LiveSite site, OperationCoverage coverage, SessionKeeper sessions, ProbeRunner runner) {
    List<String> notes = new ArrayList<>(runner.notes());
    for (HeldBackOperation each : site.heldBack()) {
      String who =
          each.harm() == HeldBackOperation.Harm.SERVER ? "not called" : "not called as user A or B";
      notes.add(who + ": " + each.operation() + ", because " + each.harm().reason());
    }
    for (String user : sessions.unproved()) {
      notes.add(
          "no request proves that " + user + " is signed in: each was open to nobody or to all");
    }
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

    static AuditStartException of(RequestFailedException failure) {
      boolean untrusted = failure.reason() == RequestFailedException.Reason.TLS;
      return new AuditStartException(
          failure.getMessage()
              + (untrusted
                  ? ". If the certificate is not of a known authority, give it with --cacert, or"
                      + " take any with --insecure"
                  : ""));
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
