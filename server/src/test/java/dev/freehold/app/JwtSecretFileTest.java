package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.event.Event;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JwtSecretFileTest {
  @TempDir Path directory;
  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

  private Secret open(Path data) {
    return JwtSecretFile.openOrCreate(data, new SecureRandom(), events::add);
  }

  @Test
  void theSecretIsGeneratedOnceAndReadableByItsOwnerOnly() throws IOException {
    Path data = directory.resolve("new").resolve("data");
    Secret first = open(data);
    assertThat(first.length()).isEqualTo(64);
    assertThat(open(data)).isEqualTo(first);
    Path file = data.resolve("jwt-secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(events).containsExactly(new Event.SecretGenerated(file.toString()));
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void concurrentStartsAgreeOnOneSecret() throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Secret>> starts = Collections.nCopies(16, () -> open(directory));
      List<Secret> secrets = new ArrayList<>();
      for (Future<Secret> start : pool.invokeAll(starts)) {
        secrets.add(start.get());
      }
      assertThat(secrets).allMatch(secrets.getFirst()::equals);
    }
    assertThat(events).hasSize(1);
  }

  @Test
  void aWeakOrWorldReadableSecretIsRefused() throws IOException {
    Path file = directory.resolve("jwt-secret");
    Secret secret = open(directory);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining(secret.reveal());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short\n");
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Delete the file");
  }

  @Test
  void anUnusableDirectoryIsReported() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> open(file.resolve("data")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("set JWT_SECRET");
  }
}
