package dev.freehold.testing;

import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// A program of its own around [EmbeddedPostgres]: says `ready PID` or `refused MESSAGE`, then runs until its input ends.
public final class EmbeddedPostgresMain {
  private EmbeddedPostgresMain() {}

  public static void main(String[] words) throws IOException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(Path.of(words[0]), EmbeddedPostgresMain::tell)) {
      System.out.println("ready " + postgres.pid());
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (EmbeddedPostgresException e) {
      System.out.println("refused " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
  }

  private static void tell(Event event) {
    System.out.println("event " + event);
  }
}
