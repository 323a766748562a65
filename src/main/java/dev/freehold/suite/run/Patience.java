package dev.freehold.suite.run;

import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.call.Client;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Calls to a server that may be too busy: on a machine under load it says 503, and that nothing was done.
public final class Patience {
  private static final int TRIES = 40;
  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private Patience() {}

  /// The first answer that is not "later, please", or the last of them, some ten seconds on.
  ///
  /// @throws dev.freehold.call.CallFailed there was no answer
  public static Answer send(Client client, Call call) {
    Answer answer = client.send(call);
    for (int i = 1; i < TRIES && isLater(answer) && !Thread.currentThread().isInterrupted(); i++) {
      LockSupport.parkNanos(PAUSE);
      answer = client.send(call);
    }
    return answer;
  }

  /// What may have been done (`outcome: unknown`) is not asked for again.
  private static boolean isLater(Answer answer) {
    boolean busy = answer.status() == 503 || answer.status() == 429;
    return busy
        && answer.header("Retry-After").isPresent()
        && !"unknown".equals(answer.object().getString("outcome"));
  }
}
