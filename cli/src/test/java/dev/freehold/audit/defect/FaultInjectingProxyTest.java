package dev.freehold.audit.defect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.defect.Http1Codec.HeaderLine;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests the set-up of the defects: the proxy changes nothing by itself, and a defect removes the
/// owner condition from its own statement only.
final class FaultInjectingProxyTest {
  private static final String PASSWORD = "correct horse battery staple";

  /// The requests of one user.
  private record ProxyUser(DefectiveServer server, String token) {
    static ProxyUser signUp(DefectiveServer server, String email) throws IOException {
      ProxiedResponse answer =
          call(
              server,
              "POST",
              "/auth/signup",
              "",
              new JsonObject().put("email", email).put("password", PASSWORD));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      return new ProxyUser(server, answer.data().orElseThrow().getString("access_token"));
    }

    ProxiedResponse get(String path) throws IOException {
      return call(server, "GET", path, token, null);
    }

    ProxiedResponse post(String path, JsonObject body) throws IOException {
      return call(server, "POST", path, token, body);
    }

    private static ProxiedResponse call(
        DefectiveServer server,
        String method,
        String path,
        String token,
        @org.jspecify.annotations.Nullable JsonObject body)
        throws IOException {
      ProxiedRequest request =
          new ProxiedRequest(
              method,
              ProxiedRequest.BASE + path,
              List.of(
                  new HeaderLine("Host", "localhost"),
                  new HeaderLine("Content-Type", "application/json")),
              Buffer.buffer());
      request = token.isEmpty() ? request : request.withToken(token);
      return FaultInjectingProxy.send(
          server.url().getPort(), body == null ? request : request.body(body));
    }
  }

  @Test
  void forwardsAmbiguousFramingUnchanged() throws Exception {
    try (DefectiveServer server = new DefectiveServer(DetectionResult.NONE);
        RawHttpTestClient client = new RawHttpTestClient(server.url().getPort())) {
      client.send(
          "POST /api/v1/notes HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||"
              .replace("|", "\r\n"));
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(ProxyUser.signUp(server, "ann@example.com").get("/notes").status()).isEqualTo(200);
      assertThat(server.unexpectedEvents()).isEmpty();
    }
  }

  @Test
  void removesTheOwnerConditionFromOneStatementOnly() throws Exception {
    Defect defect =
        ScopeDefects.all().stream()
            .filter(d -> d.id().equals("scope-read"))
            .findFirst()
            .orElseThrow();
    try (DefectiveServer server = new DefectiveServer(defect)) {
      ProxyUser ann = ProxyUser.signUp(server, "ann@example.com");
      ProxyUser bob = ProxyUser.signUp(server, "bob@example.com");
      JsonObject note =
          ann.post("/notes", new JsonObject().put("title", "hers")).data().orElseThrow();
      assertThat(bob.get("/notes/" + note.getInteger("id")).text()).contains("hers");
      assertThat(bob.get("/notes").text()).doesNotContain("hers").contains("\"total\":0");
      assertThat(server.owner("notes", note.getInteger("id").toString()).map(Object::toString))
          .isEqualTo(Optional.of(note.getString("user_id")));
    }
  }
}
