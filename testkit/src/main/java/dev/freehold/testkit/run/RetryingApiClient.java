package dev.freehold.testkit.run;

import dev.freehold.client.ApiClient;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Repeats a request that a busy server answered with 503 and outcome `none`.
public final class RetryingApiClient {
  private static final int TRIES = 40;
  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private RetryingApiClient() {}

  /// Returns the first response that needs no retry, or the last one after about ten seconds.
  ///
  /// @throws dev.freehold.client.ApiClient.RequestFailedException if there is no response
  public static ClientResponse send(ApiClient client, ClientRequest call) {
    ClientResponse answer = client.send(call);
    for (int i = 1; i < TRIES && isLater(answer) && !Thread.currentThread().isInterrupted(); i++) {
      LockSupport.parkNanos(PAUSE);
      answer = client.send(call);
    }
    return answer;
  }

  /// A request that may have been executed (`outcome: unknown`) is not repeated.
  private static boolean isLater(ClientResponse answer) {
    boolean busy = answer.status() == 503 || answer.status() == 429;
    return busy
        && answer.header("Retry-After").isPresent()
        && !"unknown".equals(answer.jsonObject().getString("outcome"));
  }
}
