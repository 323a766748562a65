package dev.freehold.audit.run;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.run.AuditReport.ProbeResult;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.audit.site.AuditClient.AuditStoppedException;
import dev.freehold.audit.site.LiveSite;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs the probes one after the other. After each it makes sure that the server responds and that
/// both users are signed in, so that no verdict rests on a session that has ended.
final class ProbeRunner {
  /// How often a server that does not respond is asked again, after ever longer pauses.
  private static final int TRIES = 3;

  private final LiveSite site;
  private final AuditClient sender;
  private final OperationCoverage coverage;
  private final SessionKeeper sessions;
  private final Supplier<String> stopped;
  private final List<ProbeResult> results = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final SurpriseRows surprises;
  private String ended = "";

  /// @param stopped why the audit was stopped from outside; empty if it was not
  ProbeRunner(
      LiveSite site,
      AuditClient sender,
      OperationCoverage coverage,
      SessionKeeper sessions,
      Supplier<String> stopped) {
    this.site = site;
    this.sender = sender;
    this.coverage = coverage;
    this.sessions = sessions;
    this.stopped = stopped;
    this.surprises = new SurpriseRows(site);
  }

  /// In the order of the run.
  List<ProbeResult> results() {
    return results;
  }

  /// What happened to the users.
  List<String> notes() {
    return notes;
  }

  /// Rows that probes created by surprise and that have no path by which they can be deleted.
  List<String> strayRows() {
    return surprises.left();
  }

  /// Why the audit ended early; empty if it did not.
  String ended() {
    return ended;
  }

  /// Runs the active probes in their order, then the passive ones.
  void run(List<Probe> probes, AuditProgressListener progress) {
    List<Probe> order = new ArrayList<>(probes);
    order.sort((x, y) -> Boolean.compare(x instanceof PassiveProbe, y instanceof PassiveProbe));
    int number = 0;
    for (Probe probe : order) {
      progress.probeStarted(probe.id(), ++number, order.size());
      ProbeVerdict verdict =
          ended.isEmpty() || probe instanceof PassiveProbe
              ? run(probe)
              : new ProbeVerdict.Unfinished(ended);
      results.add(AuditRun.result(probe, verdict));
      progress.probeFinished(probe.id(), verdict);
    }
  }

  private ProbeVerdict run(Probe probe) {
    coverage.enter(probe);
    ProbeVerdict verdict = verdict(probe);
    ProbeTrace trace = coverage.leave();
    surprises.add(trace);
    if (!ended.isEmpty()) {
      return verdict;
    }
    if (verdict instanceof ProbeVerdict.Unfinished) {
      ended = stopped.get();
      if (ended.isEmpty() && !isResponding()) {
        ended = "the server no longer responds";
        return new ProbeVerdict.Failed(List.of(serverStopped(probe)));
      }
    }
    return ended.isEmpty() && !trace.isEmpty() ? afterwards(probe, verdict, trace) : verdict;
  }

  private ProbeVerdict verdict(Probe probe) {
    try {
      return probe.run(site);
    } catch (RequestFailedException | AuditStoppedException e) {
      return new ProbeVerdict.Unfinished(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A server can send unexpected data. A probe that fails on it must not prevent the clean-up.
      return new ProbeVerdict.Unfinished("internal error of this probe: " + e);
    }
  }

  /// Restores what the probe may have taken from the users: their sessions and the rows that probes
  /// share.
  private ProbeVerdict afterwards(Probe probe, ProbeVerdict verdict, ProbeTrace trace) {
    try {
      Map<AuditUser, String> lost = sessions.lost();
      lost.forEach((user, why) -> restore(probe, user, why));
      if (ended.isEmpty()) {
        forgetLostRows(trace);
      }
      return lost.isEmpty() ? verdict : restricted(verdict, lost, trace);
    } catch (RequestFailedException | AuditStoppedException e) {
      ended = stopped.get().isEmpty() ? String.valueOf(e.getMessage()) : stopped.get();
      return new ProbeVerdict.Unfinished(
          "it is not known whether the users were signed in: " + ended);
    }
  }

  private void restore(Probe probe, AuditUser user, String why) {
    Optional<String> restored = sessions.restore(user);
    notes.add(
        user
            + " was no longer signed in after "
            + probe.id()
            + " ("
            + why
            + "): "
            + restored.orElse("and could not be signed in again"));
    if (restored.isEmpty()) {
      ended = user + " is no longer signed in: " + why;
    }
  }

  /// The verdict of a probe during which a user lost its session: only findings that the server had
  /// confirmed before are kept.
  private static ProbeVerdict restricted(
      ProbeVerdict verdict, Map<AuditUser, String> lost, ProbeTrace trace) {
    if (verdict instanceof ProbeVerdict.Failed(List<AuditFinding> findings)) {
      List<AuditFinding> kept =
          findings.stream()
              .filter(each -> lost.keySet().stream().allMatch(u -> trace.isBeforeLoss(each, u)))
              .toList();
      if (!kept.isEmpty()) {
        return new ProbeVerdict.Failed(kept);
      }
    }
    String who =
        lost.keySet().stream()
            .map(AuditUser::toString)
            .sorted()
            .collect(Collectors.joining(" and "));
    return new ProbeVerdict.Unfinished(who + " lost the session while it ran");
  }

  private void forgetLostRows(ProbeTrace trace) {
    Set<String> known =
        site.createdRows().stream()
            .flatMap(row -> Stream.concat(row.target().stream(), Stream.of(row.listTarget())))
            .map(OperationCoverage::path)
            .collect(Collectors.toSet());
    for (AuditRow row : site.forgetLostRows(each -> trace.mayHaveChanged(each, known))) {
      notes.add(row + " was lost: later probes use another row");
    }
  }

  private boolean isResponding() {
    for (int i = 0; i < TRIES; i++) {
      try {
        sender.sendWithoutRetry(AuditUser.ANONYMOUS, ClientRequest.get("/"));
        return true;
      } catch (RequestFailedException e) {
        boolean responds =
            e.reason() == RequestFailedException.Reason.TOO_LARGE
                || e.reason() == RequestFailedException.Reason.NOT_HTTP;
        if (responds) {
          return true;
        }
        AuditClient.pause(Duration.ofSeconds(i + 1L));
      } catch (AuditStoppedException e) {
        ended = String.valueOf(e.getMessage());
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
}
