package dev.freehold.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The list in both forms, made as the downloader makes it.
class LeakedPasswordsTest {
  @TempDir Path directory;

  private static String hash(String password) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> leaked(int count) {
    return Stream.concat(
            IntStream.range(0, count).mapToObj(i -> "leaked password " + i),
            Stream.of("ma\u00f1ana por la ma\u00f1ana"))
        .toList();
  }

  private static List<String> hashes(int count) {
    return leaked(count).stream().map(LeakedPasswordsTest::hash).sorted().toList();
  }

  private Path file(int count, String end) throws IOException {
    Path file = directory.resolve("pwnedpasswords.txt");
    List<String> lines = hashes(count).stream().map(h -> h + ":" + h.chars().sum() % 1000).toList();
    Files.writeString(file, String.join(end, lines) + end);
    return file;
  }

  private Path folder(int count) throws IOException {
    Path folder = Files.createDirectory(directory.resolve("ranges"));
    for (String range : List.of("00000", "FFFFF")) {
      Files.writeString(folder.resolve(range + ".txt"), "0".repeat(35) + ":3\r\n");
    }
    for (String hash : hashes(count)) {
      Path range = folder.resolve(hash.substring(0, 5) + ".txt");
      String before = Files.exists(range) ? Files.readString(range) : "F".repeat(35) + ":1\r\n";
      Files.writeString(range, before + hash.substring(5) + ":7\r\n");
    }
    return folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 80, 81, 3_000})
  void findsEveryPasswordOfAFileAndNoOther(int count) throws IOException {
    for (String end : List.of("\n", "\r\n")) {
      try (LeakedPasswords list = LeakedPasswords.open(file(count, end))) {
        assertThat(leaked(count)).allMatch(list::contains);
        assertThat(IntStream.range(count, count + 500).mapToObj(i -> "leaked password " + i))
            .noneMatch(list::contains);
        assertThat(list.contains("man\u0303ana por la man\u0303ana")).isTrue();
        assertThat(list.contains("")).isFalse();
      }
    }
  }

  @Test
  void findsEveryPasswordOfAFolderAndSaysWhenARangeIsMissing() throws IOException {
    Path folder = folder(50);
    try (LeakedPasswords list = LeakedPasswords.open(folder)) {
      assertThat(leaked(50)).allMatch(list::contains);
      Path range = folder.resolve(hash("not leaked").substring(0, 5) + ".txt");
      assertThatThrownBy(() -> list.contains("not leaked"))
          .isInstanceOf(UncheckedIOException.class);
      Files.writeString(range, "F".repeat(35) + ":1\r\n");
      assertThat(list.contains("not leaked")).isFalse();
      Files.writeString(range, "x".repeat(1024 * 1024 + 1));
      assertThatThrownBy(() -> list.contains("not leaked"))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void refusesWhatIsNoSuchList() throws IOException {
    assertThatThrownBy(() -> LeakedPasswords.open(directory.resolve("none")))
        .hasMessage("is neither a folder nor a file");
    assertThatThrownBy(() -> LeakedPasswords.open(directory))
        .hasMessageContaining("has no 00000.txt");
    Path file = Files.writeString(directory.resolve("list.txt"), "password\n123456\n");
    assertThatThrownBy(() -> LeakedPasswords.open(file))
        .hasMessageContaining("its first line is not HASH:COUNT");
    Path lower = Files.writeString(file, hash("x").toLowerCase(Locale.ROOT) + ":1\n");
    assertThatThrownBy(() -> LeakedPasswords.open(lower)).isInstanceOf(IOException.class);
  }

  @Test
  void aNewPasswordThatLeakedIsRefusedAndAStoredOneIsHashedAnew() throws Exception {
    try (LeakedPasswords list = LeakedPasswords.open(file(10, "\r\n"));
        PasswordHasher hasher =
            new PasswordHasher(new Argon2Cost(64, 1, 1), new SecureRandom(), list, _ -> {})) {
      assertThatThrownBy(() -> hasher.hashNew("leaked password 3").await(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e ->
                  assertThat(((Problem.Invalid) e.problem()).violations())
                      .singleElement()
                      .satisfies(
                          v -> {
                            assertThat(v.field()).isEqualTo("password");
                            assertThat(v.code()).isEqualTo("leaked");
                          }));
      assertThat(hasher.hashNew("not leaked at all").await(20, TimeUnit.SECONDS))
          .startsWith("$argon2id$");
      assertThat(hasher.hash("leaked password 3").await(20, TimeUnit.SECONDS))
          .startsWith("$argon2id$");
    }
  }

  @Test
  void whereTheListCannotBeReadNothingIsChangedAndTheOperatorHearsWhy() throws Exception {
    List<Event> events = new CopyOnWriteArrayList<>();
    Path folder = folder(0);
    try (LeakedPasswords list = LeakedPasswords.open(folder);
        PasswordHasher hasher =
            new PasswordHasher(new Argon2Cost(64, 1, 1), new SecureRandom(), list, events::add)) {
      Future<String> hash = hasher.hashNew("a range that is gone");
      assertThatThrownBy(() -> hash.await(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e ->
                  assertThat(e.problem())
                      .isInstanceOfSatisfying(
                          Problem.Unavailable.class,
                          p -> assertThat(p.outcome()).isEqualTo(Problem.Outcome.NONE)));
      assertThat(events)
          .singleElement()
          .isInstanceOfSatisfying(
              Event.LeakedPasswordsUnreadable.class,
              e ->
                  assertThat(e.reason())
                      .contains(hash("a range that is gone").substring(0, 5) + ".txt"));
      assertThat(hasher.verify("x", null).await(20, TimeUnit.SECONDS))
          .as("log-ins go on")
          .isEqualTo(PasswordHasher.PasswordMatch.MISMATCH);
    }
  }
}
