package dev.freehold.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.http.Router.RoutingResult;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Router ROUTER =
      new Router(
          List.of(
              route(RequestMethod.GET, "/"),
              route(RequestMethod.GET, "/api/v1/tasks"),
              route(RequestMethod.POST, "/api/v1/tasks"),
              route(RequestMethod.GET, "/api/v1/tasks/{id}"),
              route(RequestMethod.GET, "/api/v1/tasks/batch"),
              route(RequestMethod.GET, "/api/v1/tasks/{id}/notes/{note}"),
              route(RequestMethod.PUT, "/api/v1/tasks/{id}"),
              route(RequestMethod.DELETE, "/openapi.json")));

  private static Route route(RequestMethod method, String path) {
    return new Route(method, path, Route.Body.IGNORED, _ -> Future.succeededFuture());
  }

  private static String found(String method, String path) {
    return ROUTER.match(method, path) instanceof RoutingResult.RouteMatch routeMatch
        ? routeMatch.route().path() + routeMatch.values()
        : "-";
  }

  @Test
  void matches() {
    assertThat(found("GET", "/")).isEqualTo("/[]");
    assertThat(found("HEAD", "/api/v1/tasks")).isEqualTo("/api/v1/tasks[]");
    assertThat(found("PUT", "/api/v1/tasks/7")).isEqualTo("/api/v1/tasks/{id}[7]");
    assertThat(found("GET", "/api/v1/tasks/batch")).isEqualTo("/api/v1/tasks/batch[]");
    assertThat(found("GET", "/api/v1/tasks/batch/notes/2"))
        .isEqualTo("/api/v1/tasks/{id}/notes/{note}[batch, 2]");
    assertThat(found("GET", "/%61pi/v1/tasks/%C3%A9")).isEqualTo("/api/v1/tasks/{id}[\u00e9]");
    for (String path :
        List.of(
            "",
            "api",
            "//",
            "/api",
            "/api/v1/tasks/",
            "/api//v1/tasks",
            "/API/v1/tasks",
            "/api/v1/tasks/7/notes",
            "/api/v1/tasks/7/notes/1/2",
            "/api%2fv1/tasks")) {
      assertThat(ROUTER.match("GET", path)).as(path).isInstanceOf(RoutingResult.NoRoute.class);
    }
    assertThat(ROUTER.match("DELETE", "/api/v1/tasks/7"))
        .isEqualTo(new RoutingResult.MethodMismatch("GET, HEAD, PUT, OPTIONS"));
    assertThat(ROUTER.match("OPTIONS", "/openapi.json"))
        .isEqualTo(new RoutingResult.OptionsMatch("DELETE, OPTIONS"));
    assertThat(ROUTER.match("GET", "/api/v1/tasks/%e9"))
        .isInstanceOf(RoutingResult.MalformedPath.class);
  }

  @Test
  void refusesAmbiguousTables() {
    for (List<Route> table :
        List.of(
            List.of(route(RequestMethod.GET, "/a"), route(RequestMethod.GET, "/a")),
            List.of(route(RequestMethod.GET, "/a/{b}"), route(RequestMethod.GET, "/a/{c}")),
            List.of(route(RequestMethod.GET, "/a/{b}"), route(RequestMethod.PUT, "/a/{c}")),
            List.of(route(RequestMethod.GET, "/{a}/{a}")),
            List.of(route(RequestMethod.GET, "a")),
            List.of(route(RequestMethod.GET, "/a/")),
            List.of(route(RequestMethod.GET, "//a")),
            List.of(route(RequestMethod.GET, "/a/../b")),
            List.of(route(RequestMethod.GET, "/a%20b")),
            List.of(route(RequestMethod.GET, "/{}")),
            List.of(route(RequestMethod.GET, "/a{b}")))) {
      assertThatThrownBy(() -> new Router(table)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Any path gets an answer, and a parameter has exactly the encoded value.
  @Test
  void anyPath() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "/%.abz19{}?&=+ \u0000\u00e9\ud83d\ude00\ud800~;:@";
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "/api/v1/tasks/" : "/");
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      RoutingResult match = ROUTER.match("GET", text.toString());
      if (match instanceof RoutingResult.RouteMatch routeMatch) {
        assertThat(routeMatch.values())
            .as("seed %d: %s", seed, text)
            .noneMatch(v -> v.contains("/"));
      }
      String value = word(random);
      String path =
          "/api/v1/tasks/" + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
      assertThat(ROUTER.match("PUT", path))
          .as("seed %d: %s", seed, path)
          .isInstanceOfSatisfying(
              RoutingResult.RouteMatch.class,
              routeMatch -> assertThat(routeMatch.values()).containsExactly(value));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder("a");
    for (int length = random.nextInt(8); length > 0; length--) {
      int c = 0x20 + random.nextInt(0x1f900);
      if (c != '/' && c != 0x7f && (c < 0xd800 || c > 0xdfff)) {
        word.appendCodePoint(c);
      }
    }
    return word.toString();
  }
}
