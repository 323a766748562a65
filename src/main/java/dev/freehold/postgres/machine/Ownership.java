package dev.freehold.postgres.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who owns a file and who may pass through a directory, by the numbers of POSIX.
///
/// @param mode the permission bits
public record Ownership(int uid, int gid, int mode) {

  public static Ownership of(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,gid,mode");
    return new Ownership(
        number(attributes, "uid"), number(attributes, "gid"), number(attributes, "mode") & 07777);
  }

  private static int number(Map<String, Object> attributes, String name) throws IOException {
    if (attributes.get(name) instanceof Integer number) {
      return number;
    }
    throw new IOException("the file system does not tell the " + name + " of a file");
  }

  /// The first directory on the way to and including `path` that a user without privileges cannot enter; null where
  /// there is none. Parts that do not exist yet are no obstacle.
  public static @Nullable Path obstacle(Path path, int uid, int gid) throws IOException {
    for (int parts = 0; parts <= path.getNameCount(); parts++) {
      Path step = parts == 0 ? path.getRoot() : path.getRoot().resolve(path.subpath(0, parts));
      if (!Files.exists(step)) {
        return null;
      }
      if (!of(step).enterable(uid, gid)) {
        return step;
      }
    }
    return null;
  }

  private boolean enterable(int user, int group) {
    int bit = user == uid ? 0100 : group == gid ? 0010 : 0001;
    return (mode & bit) != 0;
  }

  /// Gives `path` itself, never the target of a link, to `uid` and `gid`.
  public static void give(Path path, int uid, int gid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }
}
