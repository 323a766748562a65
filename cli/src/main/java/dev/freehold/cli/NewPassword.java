package dev.freehold.cli;

import dev.freehold.cli.DatabaseCommand.CommandRefusedException;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.password.LeakedPasswords;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.problem.ProblemException;
import dev.freehold.type.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A password that an operator sets: read from standard input, or generated.
///
/// @param generated whether the operator must be shown it
record NewPassword(Secret text, boolean generated) {
  /// 32 characters, 5 bits each, without those that look alike.
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final int GROUP = 4;

  /// 100 bits.
  private static final int LEAST_GROUPS = 5;

  /// The longest allowed password in UTF-8, with its line end.
  private static final int MOST_BYTES = 4 * 256 + 2;

  private static final long HASH_SECONDS = 30;

  /// A password such as `k7mq-x3vd-9rtp-hw2c-unq5`, of at least `minLength` characters.
  static NewPassword generate(int minLength) {
    SecureRandom random = new SecureRandom();
    int groups = Math.max(LEAST_GROUPS, minLength / (GROUP + 1) + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < groups * GROUP; i++) {
      text.append(i > 0 && i % GROUP == 0 ? "-" : "");
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new NewPassword(Secret.of(text.toString()), true);
  }

  /// The first line of `in` without its line end. On a terminal, prompts without echo.
  ///
  /// @throws CommandRefusedException where there is none
  static NewPassword read(InputStream in) throws IOException {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("Password: ");
      return new NewPassword(Secret.of(typed == null ? "" : new String(typed)), false);
    }
    // One byte more than the limit, so that a longer password fails the length check.
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    if (end == 0) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT, "--password-stdin: standard input has no password");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      return new NewPassword(Secret.of(text), false);
    } catch (CharacterCodingException e) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT, "--password-stdin: the password is not UTF-8");
    }
  }

  /// The Argon2id hash of the password. Takes as long as a log-in.
  ///
  /// @param list of leaked passwords; empty for none
  /// @throws CommandRefusedException if the password is on the list, or the list cannot be read
  String hash(Optional<Path> list) throws IOException {
    List<String> reasons = new CopyOnWriteArrayList<>();
    EventSink events =
        event -> {
          if (event instanceof Event.LeakedPasswordsUnreadable(var reason)) {
            reasons.add(reason);
          }
        };
    try (LeakedPasswords leaked = list.isPresent() ? LeakedPasswords.open(list.get()) : null;
        PasswordHasher gate =
            new PasswordHasher(Argon2Cost.STANDARD, new SecureRandom(), leaked, events)) {
      return gate.hashNew(text.reveal()).await(HASH_SECONDS, TimeUnit.SECONDS);
    } catch (ProblemException refused) {
      throw new CommandRefusedException(
          ExitStatus.FAULTY_INPUT,
          reasons.isEmpty()
              ? refused.problem().message()
              : "LEAKED_PASSWORDS: " + reasons.getFirst());
    } catch (TimeoutException e) {
      throw new IllegalStateException("no hash within " + HASH_SECONDS + " s", e);
    }
  }
}
