package dev.freehold.testing;

import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// A program that starts [EmbeddedPostgres], prints `ready PID` or `refused MESSAGE`, and runs
/// until the end of its input.
public final class EmbeddedPostgresMain {
  private EmbeddedPostgresMain() {}

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(Path.of(arguments[0]), EmbeddedPostgresMain::print)) {
      System.out.println("ready " + postgres.pid());
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (EmbeddedPostgresException e) {
      System.out.println("refused " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
  }

  private static void print(Event event) {
    System.out.println("event " + event);
  }
}
