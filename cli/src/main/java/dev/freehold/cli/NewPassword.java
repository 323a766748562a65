package dev.freehold.cli;

import dev.freehold.cli.UserSubcommand.UserCommandRefused;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A password that an operator sets: read from standard input, or generated.
///
/// @param generated whether the operator does not know it yet
record NewPassword(Secret text, boolean generated) {
  /// None that is easily taken for another; 32 of them, so that each is 5 bits.
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final int GROUP = 4;

  /// 100 bits.
  private static final int LEAST_GROUPS = 5;

  /// Of the longest password that may be, in UTF-8, and the end of its line.
  private static final int MOST_BYTES = 4 * 256 + 2;

  private static final long HASH_SECONDS = 30;

  /// Such as `k7mq-x3vd-9rtp-hw2c-unq5`: as long as the spec asks.
  static NewPassword generate(ApiPlan plan, SecureRandom random) {
    int groups = Math.max(LEAST_GROUPS, plan.auth().passwordMinLength() / (GROUP + 1) + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups * GROUP; i++) {
      text.append(i > 0 && i % GROUP == 0 ? "-" : "");
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new NewPassword(Secret.of(text.toString()), true);
  }

  /// The first line of `in`, without its end; on a terminal it is asked for and not shown.
  ///
  /// @throws Refused where there is none
  static NewPassword read(InputStream in) throws IOException {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("Password: ");
      return new NewPassword(Secret.of(typed == null ? "" : new String(typed)), false);
    }
    // One byte more than may be: what is longer is then too long, whatever follows.
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    if (end == 0) {
      throw new UserCommandRefused(
          ExitStatus.FAULTY_INPUT, "--password-stdin: standard input has no password");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      return new NewPassword(Secret.of(text), false);
    } catch (CharacterCodingException e) {
      throw new UserCommandRefused(
          ExitStatus.FAULTY_INPUT, "--password-stdin: the password is not UTF-8");
    }
  }

  /// Its hash, to store. Costs what a log-in costs.
  String hash(SecureRandom random) {
    try (PasswordHasher gate = new PasswordHasher(Argon2Cost.STANDARD, random)) {
      return gate.hash(text.reveal()).await(HASH_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no hash within " + HASH_SECONDS + " s", e);
    }
  }
}
