package dev.freehold.audit.plant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The ground that the defects stand on: a gateway that changes nothing, and walls that are open
/// where a defect says so and nowhere else.
final class GatewayTest {
  private static final String PASSWORD = "correct horse battery staple";

  /// One person's calls.
  private record Person(Planted house, String token) {
    static Person signUp(Planted house, String email) throws IOException {
      Answer answer =
          call(
              house,
              "POST",
              "/auth/signup",
              "",
              new JsonObject().put("email", email).put("password", PASSWORD));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      return new Person(house, answer.data().orElseThrow().getString("access_token"));
    }

    Answer get(String path) throws IOException {
      return call(house, "GET", path, token, null);
    }

    Answer post(String path, JsonObject body) throws IOException {
      return call(house, "POST", path, token, body);
    }

    private static Answer call(
        Planted house,
        String method,
        String path,
        String token,
        @org.jspecify.annotations.Nullable JsonObject body)
        throws IOException {
      Ask ask =
          new Ask(
              method,
              Ask.BASE + path,
              List.of(
                  new Header("Host", "localhost"), new Header("Content-Type", "application/json")),
              Buffer.buffer());
      ask = token.isEmpty() ? ask : ask.as(token);
      return Gateway.send(house.url().getPort(), body == null ? ask : ask.body(body));
    }
  }

  @Test
  void passesOnWhatItCannotReadInOneWay() throws Exception {
    try (Planted house = new Planted(Worth.NONE);
        RawClient client = new RawClient(house.url().getPort())) {
      client.send(
          "POST /api/v1/notes HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||"
              .replace("|", "\r\n"));
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(Person.signUp(house, "ann@example.com").get("/notes").status()).isEqualTo(200);
      assertThat(house.strays()).isEmpty();
    }
  }

  @Test
  void opensTheReadOfOneRowAndNothingElse() throws Exception {
    Defect defect =
        ScopeDefects.all().stream()
            .filter(d -> d.id().equals("scope-read"))
            .findFirst()
            .orElseThrow();
    try (Planted house = new Planted(defect)) {
      Person ann = Person.signUp(house, "ann@example.com");
      Person bob = Person.signUp(house, "bob@example.com");
      JsonObject note =
          ann.post("/notes", new JsonObject().put("title", "hers")).data().orElseThrow();
      assertThat(bob.get("/notes/" + note.getInteger("id")).text()).contains("hers");
      assertThat(bob.get("/notes").text()).doesNotContain("hers").contains("\"total\":0");
      assertThat(house.owner("notes", note.getInteger("id").toString()).map(Object::toString))
          .isEqualTo(Optional.of(note.getString("user_id")));
    }
  }
}
