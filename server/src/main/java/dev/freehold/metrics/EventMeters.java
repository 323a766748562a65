package dev.freehold.metrics;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.mail.MailKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Counts events. Each counter that an alert may ask for is there from the start: a rate needs its zero.
final class EventMeters implements EventSink {
  private static final List<String> SIGN_IN =
      List.of("sign_up", "log_in", "log_in_failed", "second_factor_failed", "limited");
  private static final List<String> REFUSALS =
      List.of("RATE_LIMITED", "UNAVAILABLE", "INTERNAL_ERROR");

  private final RequestMeters requests;
  private final LabelledCounter problems;
  private final LabelledCounter accountEvents;
  private final LabelledCounter mailSent;
  private final LabelledCounter mailUndeliverable;
  private final Counter mailDelays;
  private final Counter outages;
  private final Counter failures;
  private final Counter migrationSteps;
  private final Counter slowStatements;

  /// Counters of one name, by a label whose values the server chooses.
  private record LabelledCounter(
      MeterRegistry registry,
      String name,
      String description,
      String label,
      Map<String, Counter> counters) {
    LabelledCounter(MeterRegistry registry, String name, String description, String label) {
      this(registry, name, description, label, new ConcurrentHashMap<>());
    }

    void increment(String value) {
      of(value).increment();
    }

    Counter of(String value) {
      return counters.computeIfAbsent(
          value, v -> MeterNames.counter(name, description).tag(label, v).register(registry));
    }
  }

  EventMeters(MeterRegistry registry) {
    requests = new RequestMeters(registry);
    problems =
        new LabelledCounter(registry, "problems", "Answers with an error, by its code.", "code");
    accountEvents =
        new LabelledCounter(
            registry, "account.events", "Log-ins and other events of accounts.", "event");
    mailSent = new LabelledCounter(registry, "mail.sent", "Mails that were sent.", "kind");
    mailUndeliverable =
        new LabelledCounter(registry, "mail.undeliverable", "Mails that were given up.", "kind");
    mailDelays =
        MeterNames.counter("mail.delays", "Times that sending mail began to fail.")
            .register(registry);
    outages =
        MeterNames.counter("database.outages", "Times that the database was lost.")
            .register(registry);
    failures =
        MeterNames.counter("unexpected.failures", "Unexpected errors, in and outside of requests.")
            .register(registry);
    migrationSteps =
        MeterNames.counter("migration.steps", "Steps of migrations that this process has done.")
            .register(registry);
    slowStatements =
        MeterNames.counter("database.slow.statements", "Statements above SLOW_STATEMENT_MS.")
            .register(registry);
    SIGN_IN.forEach(accountEvents::of);
    REFUSALS.forEach(problems::of);
    for (MailKind kind : MailKind.values()) {
      mailSent.of(kind.code());
      mailUndeliverable.of(kind.code());
    }
  }

  @Override
  public void emit(Event event) {
    switch (event) {
      case Event.RequestCompleted e -> {
        requests.record(e);
        @Nullable String code = e.problem();
        if (code != null) {
          problems.increment(code);
        }
      }
      case Event.AccountChanged e -> accountEvents.increment(e.kind());
      case Event.MailSent e -> mailSent.increment(e.kind());
      case Event.MailUndeliverable e -> mailUndeliverable.increment(e.kind());
      case Event.MailDelayed _ -> mailDelays.increment();
      case Event.DatabaseLost _ -> outages.increment();
      case Event.RequestFailed _, Event.UncaughtFailure _ -> failures.increment();
      case Event.SlowStatement _ -> slowStatements.increment();
      case Event.MigrationStepCompleted _ -> migrationSteps.increment();
      case Event.DatabaseStarting _,
          Event.DatabaseAdopted _,
          Event.DatabaseReady _,
          Event.DatabaseStopped _,
          Event.DatabaseRecovered _,
          Event.DatabaseRestartFailed _,
          Event.ConnectionsRefused _,
          Event.ConnectionsAccepted _,
          Event.ExternalTokenRefused _,
          Event.StorageFull _,
          Event.StorageLow _,
          Event.StorageRecovered _,
          Event.RoleSeparationUnavailable _,
          Event.MigrationCompleted _,
          Event.MigrationWaiting _,
          Event.IdCounterAdvanced _,
          Event.StartWaiting _,
          Event.OperatorWarning _,
          Event.LeakedPasswordsUnreadable _,
          Event.IssuerKeysUnavailable _,
          Event.ProviderSignInFailed _,
          Event.SecretGenerated _,
          Event.ServerReady _,
          Event.TracesLost _,
          Event.TracesResumed _,
          Event.MetricsReady _,
          Event.ServerStopping _,
          Event.ServerStopped _,
          Event.RefreshTokenReused _,
          Event.SecondFactorUnreadable _,
          Event.MailResumed _ -> {}
    }
  }
}
