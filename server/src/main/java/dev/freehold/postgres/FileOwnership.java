package dev.freehold.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The owner, group and mode of a file (POSIX).
///
/// @param mode the permission bits
record FileOwnership(int uid, int gid, int mode) {

  public static FileOwnership of(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,gid,mode");
    return new FileOwnership(
        number(attributes, "uid"), number(attributes, "gid"), number(attributes, "mode") & 07777);
  }

  private static int number(Map<String, Object> attributes, String name) throws IOException {
    if (attributes.get(name) instanceof Integer number) {
      return number;
    }
    throw new IOException("the file system does not tell the " + name + " of a file");
  }

  /// The first directory on the path, including `path`, that an unprivileged user cannot enter;
  /// null if there is none. Missing parts are ignored.
  public static @Nullable Path firstInaccessible(Path path, int uid, int gid) throws IOException {
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

  /// Changes the owner of `path` to `uid` and `gid`; does not follow links.
  public static void chown(Path path, int uid, int gid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }
}
