package dev.freehold.postgres.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The users of this machine (passwd(5)).
public final class Passwd {
  public record Entry(String name, int uid, int gid) {}

  private Passwd() {}

  /// The user that PostgreSQL runs as where root starts it: `postgres` where there is one, else `nobody`.
  public static Entry unprivileged() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
    for (String name : List.of("postgres", "nobody")) {
      for (String line : lines) {
        String[] fields = line.split(":", -1);
        if (fields.length >= 4 && fields[0].equals(name) && !fields[2].equals("0")) {
          return new Entry(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
        }
      }
    }
    throw new PostgresException(
        "PostgreSQL does not run as root, and /etc/passwd has neither a user postgres nor nobody:"
            + " start this program as an ordinary user, or set DATABASE_URL");
  }
}
