package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountImportRepository;
import dev.freehold.account.AccountImportRepository.ImportedAccount;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.password.ImportedHashReader;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Accounts with password hashes of other systems.
class ImportedAccountTest extends SignInFixture {
  private static final String BCRYPT =
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private static ImportedAccount account(String email, String hash) {
    return new ImportedAccount(
        UUID.randomUUID(), email, true, "Ada", ImportedHashReader.read(hash), List.of("editor"));
  }

  private static List<String> add(ImportedAccount... accounts) {
    return database.connected(
        connection -> List.copyOf(new AccountImportRepository(connection).add(List.of(accounts))));
  }

  private static boolean isUpgraded() {
    return database.count("auth.users where password_hash like '$argon2id$v=19$m=64,%'") == 1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {BCRYPT, "pbkdf2_sha256$1000$seasalt$tJ6SF8/Q7nbeaZ2HUSZiQGTT51campOpNAa/NStAPA8="})
  void aLogInReplacesTheHash(String hash) {
    add(account("ada@example.org", hash));
    assertThat(isUpgraded()).isFalse();
    Answer wrong = node.logIn("ada@example.org", "U*V");
    assertThat(wrong.code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(isUpgraded()).isFalse();
    Answer in = node.logIn("ada@example.org", "U*U");
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.data().getJsonObject("user").getJsonArray("roles")).containsExactly("editor");
    assertThat(isUpgraded()).isTrue();
    assertThat(node.logIn("ada@example.org", "U*U").status()).isEqualTo(200);
    assertThat(node.logIn("ada@example.org", "U*V").status()).isEqualTo(401);
    // The new password obeys the rules; the imported one is shorter than they allow.
    assertThat(node.changePassword(in.accessToken(), "U*U", "nine lilac umbrellas").status())
        .isEqualTo(204);
  }

  /// The link is bound to the password, which stays the same.
  @Test
  void aReplacedHashEndsNoLink() {
    add(account("ada@example.org", BCRYPT));
    Outbox outbox = new Outbox(database.database());
    node.post("password/forgot", new JsonObject().put("email", "ada@example.org").encode());
    OutboxEntry entry = MailFixture.onLoop(outbox::claim).orElseThrow();
    OutgoingMail mail =
        MailFixture.onLoop(
                () -> MailFixture.composer(SignInNode.SECRET).compose(MailKind.RESET, entry))
            .orElseThrow();
    assertThat(node.logIn("ada@example.org", "U*U").status()).isEqualTo(200);
    assertThat(isUpgraded()).isTrue();
    String body = MailFixture.resetBody(MailFixture.token(mail), "nine lilac umbrellas");
    assertThat(node.post("password/reset", body).status()).isEqualTo(204);
  }

  @Test
  void logInsAtTheSameTimeReplaceTheHashOnce() {
    add(account("ada@example.org", BCRYPT));
    List<Future<Answer>> all =
        List.of(
            node.logInAsync("ada@example.org", "U*U"),
            node.logInAsync("ada@example.org", "U*U"),
            node.logInAsync("ada@example.org", "U*U"));
    SignInNode.await(Future.join(all));
    assertThat(all).allSatisfy(one -> assertThat(one.result().status()).isEqualTo(200));
    assertThat(isUpgraded()).isTrue();
  }

  /// The time of a wrong log-in must not tell whether the address has an imported account, whose hash
  /// costs more or less than others. The test knows a lower bound alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        BCRYPT,
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      })
  void whileThereAreImportedHashesEveryWrongLogInTakesItsTime(String hash) {
    node.signUp("bob@example.org");
    add(account("ada@example.org", hash));
    for (String email : List.of("ada@example.org", "bob@example.org", "nobody@example.org")) {
      long begin = System.nanoTime();
      assertThat(node.logIn(email, "not the password").status()).isEqualTo(401);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(990));
    }
  }

  @Test
  void anAddressThatHasAnAccountIsLeftAsItIs() {
    node.signUp("ada@example.org");
    assertThat(add(account("ada@example.org", BCRYPT), account("bob@example.org", BCRYPT)))
        .containsExactly("ada@example.org");
    assertThat(node.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
    assertThat(node.logIn("bob@example.org", "U*U").status()).isEqualTo(200);
    assertThat(database.count("auth.users")).isEqualTo(2);
    assertThat(add(account("ada@example.org", BCRYPT), account("bob@example.org", BCRYPT)))
        .containsExactlyInAnyOrder("ada@example.org", "bob@example.org");
    assertThat(database.count("auth.users")).isEqualTo(2);
  }
}
