package dev.freehold.audit.run;

import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditClient;
import dev.freehold.client.ApiClient;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ServerTrust;
import java.net.URI;
import java.time.Duration;

/// Waits for a server that starts slowly.
public final class ServerWait {
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private ServerWait() {}

  /// Returns as soon as the server answers a request with a status below 500.
  ///
  /// @throws AuditStartException if it does not within this time, with what came last, or if its
  ///   certificate is not trusted
  public static void await(URI url, Duration time, ServerTrust trust) {
    long end = System.nanoTime() + time.toNanos();
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    try (ApiClient client = new ApiClient(url, DEADLINE, ApiClient.MAX_BODY, trust)) {
      String last = answer(client, path);
      while (!last.isEmpty()) {
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
          throw new AuditStartException("after " + time.toSeconds() + " s: " + last);
        }
        AuditClient.pause(BETWEEN);
        last = answer(client, path);
      }
    }
  }

  /// Why the server is not ready; empty if it is.
  private static String answer(ApiClient client, String path) {
    try {
      int status = client.send(ClientRequest.get(path)).status();
      return status < 500 ? "" : "GET " + path + " returned " + status;
    } catch (RequestFailedException e) {
      if (e.reason() == RequestFailedException.Reason.TLS) {
        throw AuditStartException.of(e);
      }
      return String.valueOf(e.getMessage());
    }
  }
}
