package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests `PATCH /auth/me` of an account without a profile, and the limit of `GET /auth/me/export`.
class OwnAccountTest extends SignInFixture {
  private static Answer change(SignInNode node, Answer in, String body) {
    return SignInNode.await(
        node.ask(RequestMethod.PATCH, "me", body, "Bearer " + in.accessToken(), "192.0.2.1"));
  }

  @Test
  void theNameIsChangedAndCleared() {
    Answer in = node.signUp("ada@example.org");
    Answer bob = node.signUp("bob@example.org");
    JsonObject before = node.me("Bearer " + in.accessToken()).data();
    JsonObject named = change(node, in, "{\"name\":\"Ada\"}").data();
    assertThat(named.getString("name")).isEqualTo("Ada");
    assertThat(named.getString("updated_at")).isNotEqualTo(before.getString("updated_at"));
    assertThat(change(node, in, "{}").data()).isEqualTo(named);
    assertThat(node.me("Bearer " + in.accessToken()).data()).isEqualTo(named);
    assertThat(node.me("Bearer " + bob.accessToken()).data().getValue("name")).isNull();
    assertThat(node.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
    JsonObject cleared = change(node, in, "{\"name\":null}").data();
    assertThat(cleared.getValue("name")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":7}                               | name type
          {"name":"a\\u0000b"}                     | name character
          {"name":"Eve","email":"eve@example.org"} | email unknown
          {"name":"Eve","password":"x"}            | password unknown
          {"name":"Eve","roles":["admin"]}         | roles unknown
          []                                       | type
          """)
  void aRefusedChangeChangesNothing(String body, String fault) {
    Answer in = node.signUp("ada@example.org");
    Answer refused = change(node, in, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().getJsonArray("details"))
        .map(each -> (JsonObject) each)
        .extracting(each -> (each.getString("field") + " " + each.getString("code")).strip())
        .containsExactly(fault);
    assertThat(database.query("select coalesce(name, '-') from auth.users")).isEqualTo("-");
  }

  @Test
  void aNameHasAtMost200Characters() {
    Answer in = node.signUp("ada@example.org");
    String longest = "😀".repeat(200);
    assertThat(change(node, in, "{\"name\":\"" + longest + "\"}").data().getString("name"))
        .isEqualTo(longest);
    assertThat(change(node, in, "{\"name\":\"" + longest + "x\"}").status()).isEqualTo(400);
  }

  @Test
  void anAccountThatIsGoneHasNoName() {
    Answer in = node.signUp("ada@example.org");
    assertThat(
            SignInNode.await(node.ask(RequestMethod.PATCH, "me", "{}", null, "192.0.2.1")).code())
        .isEqualTo("UNAUTHORIZED");
    database.sql("delete from auth.users");
    assertThat(change(node, in, "{\"name\":\"Ada\"}").code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void exportsAreLimitedByAccount() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp("ada@example.org");
      Answer bob = strict.signUp("bob@example.org");
      for (int i = 0; i < 10; i++) {
        assertThat(export(strict, in).status()).isEqualTo(200);
      }
      assertThat(export(strict, in).status()).isEqualTo(429);
      assertThat(export(strict, bob).status()).isEqualTo(200);
    }
  }

  private static Answer export(SignInNode node, Answer in) {
    return SignInNode.await(
        node.ask(RequestMethod.GET, "me/export", "", "Bearer " + in.accessToken(), "192.0.2.1"));
  }

  /// Of an account from all addresses, and from an address of all accounts.
  @Test
  void changesAreLimited() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp("ada@example.org");
      for (int i = 0; i < 60; i++) {
        assertThat(changeFrom("192.0.2." + i, strict, in).status()).isEqualTo(200);
      }
      assertThat(changeFrom("192.0.2.99", strict, in).status()).isEqualTo(429);
      for (int i = 0; i < 3; i++) {
        Answer other = strict.signUp("bob" + i + "@example.org");
        for (int each = 0; each < 40; each++) {
          assertThat(changeFrom("198.51.100.1", strict, other).status()).isEqualTo(200);
        }
      }
      Answer last = strict.signUp("eve@example.org");
      assertThat(changeFrom("198.51.100.1", strict, last).status()).isEqualTo(429);
      assertThat(changeFrom("198.51.100.2", strict, last).status()).isEqualTo(200);
    }
  }

  private static Answer changeFrom(String peer, SignInNode node, Answer in) {
    return SignInNode.await(
        node.ask(
            RequestMethod.PATCH, "me", "{\"name\":\"Ada\"}", "Bearer " + in.accessToken(), peer));
  }
}
