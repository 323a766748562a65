package dev.freehold.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordHasher.PasswordMatch;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashingAndPolicyTest {
  private static final Argon2Cost LOW = new Argon2Cost(64, 1, 1);
  private final SecureRandom random = new SecureRandom();
  private final PasswordPolicy rules = new PasswordPolicy(8, 256, "Tasks");

  private Optional<String> fault(String password) {
    return rules.violation(password, "Ada.Lovelace@example.org").map(Violation::code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tr0ub4dor&3x",
        "hunter of whales",
        "        x ",
        "пароль-на-речке",
        "密码密码密码长一点",
        "😀😁😂🤣😃😄😅😆",
        "\t\n\rabc\u0001xyz",
        "Lovelace was here",
        "a1!a2!b3?",
        "Sommer in Rügen",
        "the password of lovelace",
        "example and tasks",
        "monkeys like trustno1"
      })
  void takesAnyCharacters(String password) {
    assertThat(fault(password)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "Password1",
        "PASSWORD123!",
        "p@ssw0rd",
        "passw0rd!",
        "welcome2024",
        "iloveyou",
        "12345678",
        "87654321",
        "1234567890",
        "qwertyui",
        "poiuytre",
        "1q2w3e4r",
        "abcdefgh",
        "aaaaaaaa",
        "        ",
        "abcabcabc",
        "abcdabcdabcd",
        "xyxyxyxy",
        "zxcvbnm!",
        "ada.lovelace",
        "ada.lovelace1!",
        "adalovelace",
        "lovelace",
        "Lovelace1815",
        "example1!",
        "example.org1",
        "michelle1999",
        "passwordpassword",
        "trustno1trustno1",
        "ada.lovelace@example.org",
        "ADA.LOVELACE@EXAMPLE.ORG",
        "tasks123",
        "Tasks2026",
        "ｐａｓｓｗｏｒｄ"
      })
  void refusesWhatIsGuessedFirst(String password) {
    assertThat(fault(password)).contains("common");
  }

  @Test
  void countsCodePointsAndCutsNothing() {
    assertThat(fault("😀😁😂🤣😃😄😅")).contains("too_short");
    assertThat(fault("")).contains("too_short");
    assertThat(fault("äß€!".repeat(2))).contains("common");
    assertThat(fault("x".repeat(250) + "😀😁😂🤣😃y")).isEmpty();
    assertThat(fault("x".repeat(250) + "😀😁😂🤣😃yz")).contains("too_long");
    Argon2id argon2 = new Argon2id(LOW, random);
    String long1 = "x".repeat(255) + "1";
    assertThat(argon2.verify("x".repeat(255) + "2", argon2.hash(long1)))
        .isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void theListIsThere() {
    assertThat(CommonPasswords.contains("trustno1")).isTrue();
    // The first and the ten-thousandth of the list by frequency, and the last.
    assertThat(List.of("123456", "qqqqqq1", "geekboy")).allMatch(CommonPasswords::contains);
    assertThat(CommonPasswords.contains("# passwords")).isFalse();
  }

  @Test
  void hashesAtTheStandardCostInThePhcFormat() {
    Argon2id argon2 = new Argon2id(Argon2Cost.STANDARD, random);
    String hash = argon2.hash("correct horse");
    assertThat(hash)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(argon2.verify("correct horse", hash)).isEqualTo(PasswordMatch.MATCH);
    assertThat(argon2.verify("correct Horse", hash)).isEqualTo(PasswordMatch.MISMATCH);
    assertThat(argon2.hash("correct horse")).isNotEqualTo(hash);
    assertThat(argon2.verifyNothing("correct horse")).isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void agreesWithTheReferenceImplementation() {
    // phc-winner-argon2, src/test.c: "password", "somesalt"
    String theirs =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    Argon2id argon2 = new Argon2id(Argon2Cost.STANDARD, random);
    assertThat(argon2.verify("password", theirs)).isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(argon2.verify("passwore", theirs)).isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void agreesWithItselfAcrossCostsAndReadsItsParameters() {
    Argon2id old = new Argon2id(LOW, random);
    Argon2id present = new Argon2id(new Argon2Cost(128, 1, 1), random);
    assertThat(present.verify("a password", old.hash("a password")))
        .isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(present.verify("another", old.hash("a password"))).isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void theSameTextInTwoFormsIsOnePassword() {
    Argon2id argon2 = new Argon2id(LOW, random);
    assertThat(argon2.verify("man\u0303ana-x", argon2.hash("ma\u00f1ana-x")))
        .isEqualTo(PasswordMatch.MATCH);
    assertThat(argon2.verify("pass²word", argon2.hash("pass2word")))
        .isEqualTo(PasswordMatch.MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "$2b$12$abcdefghijklmnopqrstuu",
        "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4194304,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=999,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=99$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$$"
      })
  void aStoredTextCannotOrderTheMachineAround(String stored) {
    Argon2id argon2 = new Argon2id(LOW, random);
    assertThatIllegalArgumentException().isThrownBy(() -> argon2.verify("a password", stored));
  }

  @Test
  void whoWaitedTooLongIsToldSoAndCostsNothing() {
    try (PasswordHasher gate = new PasswordHasher(LOW, random, 1, 4, Duration.ofNanos(0))) {
      assertThat(gate.hash("a password").toCompletionStage().toCompletableFuture())
          .failsWithin(10, TimeUnit.SECONDS)
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem()).isInstanceOf(Problem.RateLimited.class));
    }
  }

  /// Before any of it has looked for its account: none of the refused work begins.
  @Test
  void aFloodIsRefusedBeforeItsLookUps() {
    try (PasswordHasher gate = new PasswordHasher(LOW, random, 1, 4, Duration.ofMinutes(1))) {
      List<Promise<Boolean>> lookUps = new ArrayList<>();
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(
            gate.admit(
                () -> {
                  Promise<Boolean> lookUp = Promise.promise();
                  lookUps.add(lookUp);
                  return lookUp.future();
                }));
      }
      assertThat(lookUps).hasSize(5);
      assertThat(all.stream().filter(Future::failed))
          .hasSize(45)
          .allSatisfy(
              f ->
                  assertThat(((ProblemException) f.cause()).problem())
                      .isInstanceOf(Problem.RateLimited.class));
      lookUps.get(0).complete(true);
      lookUps.get(1).fail("no database");
      assertThat(gate.admit(() -> Future.succeededFuture(true)).succeeded()).isTrue();
      assertThat(
              gate.<Boolean>admit(
                      () -> {
                        throw new IllegalStateException("no work");
                      })
                  .cause())
          .hasMessage("no work");
      assertThat(gate.admit(() -> Future.succeededFuture(true)).succeeded()).isTrue();
    }
  }

  @Test
  void theGateAnswersOnTheLoopThatAskedAndRefusesWhatItCannotHold() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (PasswordHasher gate =
        new PasswordHasher(new Argon2Cost(8 * 1024, 1, 1), random, 1, 4, Duration.ofMinutes(1))) {
      CompletableFuture<List<Future<PasswordMatch>>> asked = new CompletableFuture<>();
      CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
      vertx.runOnContext(
          _ -> {
            var loop = Thread.currentThread();
            List<Future<PasswordMatch>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              all.add(gate.verify("a password", null));
            }
            all.getFirst().onComplete(_ -> onLoop.complete(Thread.currentThread().equals(loop)));
            asked.complete(all);
          });
      List<Future<PasswordMatch>> all = asked.get(10, TimeUnit.SECONDS);
      assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
      Future.join(all)
          .otherwiseEmpty()
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      List<Future<PasswordMatch>> done = all.stream().filter(Future::succeeded).toList();
      List<Future<PasswordMatch>> refused = all.stream().filter(Future::failed).toList();
      assertThat(done)
          .hasSizeBetween(5, 8)
          .allSatisfy(f -> assertThat(f.result()).isEqualTo(PasswordMatch.MISMATCH));
      assertThat(refused)
          .isNotEmpty()
          .allSatisfy(
              f ->
                  assertThat(((ProblemException) f.cause()).problem())
                      .isInstanceOf(Problem.RateLimited.class));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
