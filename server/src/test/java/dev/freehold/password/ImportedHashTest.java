package dev.freehold.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordHasher.PasswordMatch;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportedHashTest {
  private static final String LONG_PASSWORD =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final FirebaseParameters FIREBASE =
      FirebaseParameters.parse(
          """
          hash_config {
            algorithm: SCRYPT,
            base64_signer_key: \
          jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
            base64_salt_separator: Bw==,
            rounds: 8,
            mem_cost: 14,
          }
          """);

  private static PasswordMatch verify(String password, String stored) {
    try (PasswordHasher hasher = new PasswordHasher(new Argon2Cost(64, 1, 1), new SecureRandom())) {
      return hasher.verify(password, stored).await(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /// The vectors of crypt_blowfish and jBCrypt, of Django's algorithm computed with another
  /// implementation, and of the reference implementation of Argon2.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "U*U $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U $2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U $2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U bcrypt$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "'' $2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
        "lètmein pbkdf2_sha256$600000$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=",
        "lètmein pbkdf2_sha1$1000$seasalt$ljleU4wBmTtz/MoG5YTwxpM0d7I=",
        "'' pbkdf2_sha256$1000$seasalt$XHfRVmyEZRTCcSbqGP00JKv0fRwYHK0ogjPZdSJxCXk=",
        "password"
            + " $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "password"
            + " argon2$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
      })
  void comparesAsTheSystemThatMadeIt(String password, String exported) {
    String stored = ImportedHashReader.read(exported);
    assertThat(stored).as("told apart from one of this server").doesNotStartWith("$argon2id$");
    assertThat(verify(password, stored)).isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(verify(password + "x", stored)).isEqualTo(PasswordMatch.MISMATCH);
    assertThat(verify(password.isEmpty() ? " " : "", stored)).isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void bcryptIgnoresWhatFollowsTheSeventySecondByte() {
    String hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    String stored = ImportedHashReader.read(hash);
    assertThat(verify(LONG_PASSWORD + "chars after 72 are ignored", stored))
        .isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(verify(LONG_PASSWORD, stored)).isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(verify(LONG_PASSWORD.substring(1), stored)).isEqualTo(PasswordMatch.MISMATCH);
    assertThat(verify(LONG_PASSWORD.substring(0, 71), stored)).isEqualTo(PasswordMatch.MISMATCH);
  }

  @Test
  void comparesAHashOfFirebaseWithoutTheSignerKey() {
    // The example of github.com/firebase/scrypt.
    String stored =
        ImportedHashReader.read(
            FIREBASE,
            "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
            "42xEC+ixf3L2lw==");
    assertThat(stored).startsWith("$firebase-scrypt$ln=14,r=8$").doesNotContain("jxspr8Ki0RY");
    assertThat(verify("user1password", stored)).isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(verify("user2password", stored)).isEqualTo(PasswordMatch.MISMATCH);
    assertThat(verify("", stored)).isEqualTo(PasswordMatch.MISMATCH);
    // As the command line of Firebase exports it.
    assertThat(
            ImportedHashReader.read(
                FIREBASE,
                "lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==",
                "42xEC-ixf3L2lw=="))
        .isEqualTo(stored);
  }

  /// What another system hashed is the text as it was typed; ours is its NFC form.
  @Test
  void comparesTheTextAsItWasTyped() {
    Argon2id theirs = new Argon2id(new Argon2Cost(64, 1, 1), new SecureRandom());
    String ours = theirs.hash("man\u0303ana-x");
    assertThat(theirs.verify("ma\u00f1ana-x", ours)).isEqualTo(PasswordMatch.MATCH);
    assertThat(theirs.verify("man\u0303ana-x", ours)).isEqualTo(PasswordMatch.MATCH);
    // PBKDF2, one iteration, of the decomposed form.
    String decomposed =
        ImportedHashReader.read(
            "pbkdf2_sha256$1$seasalt$KABejOLbzI8bKJ6SjaS6ynUWEIr7aPU3W35wx2DuddU=");
    assertThat(verify("man\u0303ana-x", decomposed)).isEqualTo(PasswordMatch.MATCH_OUTDATED);
    assertThat(verify("ma\u00f1ana-x", decomposed)).isEqualTo(PasswordMatch.MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$1$abcdefgh$abcdefghijklmnopqrstuv",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "pbkdf2_sha256$0$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=",
        "pbkdf2_sha256$2000001$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=",
        "pbkdf2_sha256$99999999999$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=",
        "pbkdf2_sha256$600000$seasalt$short",
        "pbkdf2_sha256$600000$$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=",
        "$pbkdf2-sha256$i=2000001$c2Vhc2FsdA$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA",
        "$argon2id$v=19$m=131072,t=3,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$firebase-scrypt$ln=15,r=8$42xEC+ixf3L2lwc$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1Q",
        "$firebase-scrypt$ln=14,r=9$42xEC+ixf3L2lwc$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1Q",
        "bcrypt_sha256$$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
      })
  void refusesOtherFormatsAndCostsOutOfBounds(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ImportedHashReader.read(text));
    assertThatIllegalArgumentException().isThrownBy(() -> ImportedHash.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "algorithm: BCRYPT",
        "algorithm: SCRYPT, base64_signer_key: AAAA, base64_salt_separator: Bw==, rounds: 8,"
            + " mem_cost: 14",
        "algorithm: SCRYPT, base64_salt_separator: Bw==, rounds: 8, mem_cost: 14",
        "algorithm: SCRYPT, base64_signer_key: =A, base64_salt_separator: Bw==, rounds: 8,"
            + " mem_cost: 14",
      })
  void refusesParametersOfAnotherKind(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> FirebaseParameters.parse(text));
  }

  @Test
  void refusesAHashOfAnotherProject() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportedHashReader.read(FIREBASE, "AAAA", "42xEC+ixf3L2lw=="));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportedHashReader.read(FIREBASE, "not base64 !", "42xEC+ixf3L2lw=="));
  }
}
