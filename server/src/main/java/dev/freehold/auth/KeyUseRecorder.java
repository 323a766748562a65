package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/// Records the use of API keys: of each key, and of each kind of use, the first in an hour. A key is used
/// many times a second; the record is to say when it was in use, not how often. Guarded by one lock that is
/// held for less than a microsecond.
final class KeyUseRecorder {
  static final Duration ONCE_IN = Duration.ofHours(1);

  /// About 1 MB. Beyond, the eldest are forgotten, and recorded again with their next use.
  private static final int MAX_USES = 10_000;

  private final Consumer<AccountEvent> record;
  private final InstantSource clock;
  private final Map<KeyUse, Long> recorded =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyUse, Long> eldest) {
          return size() > MAX_USES;
        }
      };

  private record KeyUse(Kind kind, UUID key) {}

  KeyUseRecorder(Consumer<AccountEvent> record, InstantSource clock) {
    this.record = record;
    this.clock = clock;
  }

  void add(Kind kind, UUID user, UUID key) {
    if (isFirst(new KeyUse(kind, key))) {
      record.accept(AccountEvent.of(kind, user, key));
    }
  }

  private synchronized boolean isFirst(KeyUse use) {
    long now = clock.millis();
    Long before = recorded.get(use);
    if (before != null && now - before < ONCE_IN.toMillis()) {
      return false;
    }
    // To the end of the order.
    recorded.remove(use);
    recorded.put(use, now);
    return true;
  }
}
