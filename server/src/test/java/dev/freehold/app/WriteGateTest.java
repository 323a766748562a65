package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthRoutes;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import io.vertx.core.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which routes of accounts work while the disk is nearly full.
final class WriteGateTest {
  /// The endpoint of each route. A gate puts another one before those that it may close.
  private static final Endpoint ANSWERS = _ -> Future.succeededFuture(Reply.noContent());

  @ParameterizedTest
  @CsvSource({
    "POST, /login, true",
    "POST, /refresh, true",
    "POST, /logout, true",
    "PUT, /password, true",
    "POST, /password/reset, true",
    "DELETE, /me, true",
    "DELETE, /sessions, true",
    "DELETE, /sessions/{id}, true",
    "DELETE, /keys/{id}, true",
    "GET, /keys, true",
    "GET, /me/export, true",
    "POST, /signup, false",
    "POST, /password/forgot, false",
    "POST, /keys, false",
    "PATCH, /me, false"
  })
  void whatShutsSomebodyOutGoesOn(RequestMethod method, String path, boolean goesOn) {
    WriteGate gate = new WriteGate(() -> true);
    String base = AuthRoutes.ME.replace("/me", "");
    Route route = new Route(method, base + path, Route.Body.JSON, ANSWERS);
    Endpoint guarded = gate.guard(route).endpoint();
    assertThat(guarded.equals(ANSWERS)).isEqualTo(goesOn);
  }
}
