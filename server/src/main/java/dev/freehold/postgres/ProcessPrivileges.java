package dev.freehold.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The user and privileges with which PostgreSQL runs: it refuses to run as root (PostgreSQL
/// manual, section 18.1).
sealed interface ProcessPrivileges {
  /// The prefix of the command line. Each part replaces itself by the next (`exec`), so that the
  /// process id is that of the child.
  List<String> prefix();

  /// The owner of the files of PostgreSQL, as this process sees it.
  int uid();

  int gid();

  /// The user of this program.
  record CurrentUser(int uid, int gid) implements ProcessPrivileges {
    @Override
    public List<String> prefix() {
      return List.of();
    }
  }

  /// Another user, without capabilities and without a way to gain any.
  record UnprivilegedUser(String setpriv, int uid, int gid) implements ProcessPrivileges {
    @Override
    public List<String> prefix() {
      return List.of(
          setpriv,
          "--reuid=" + uid,
          "--regid=" + gid,
          "--clear-groups",
          "--inh-caps=-all",
          "--bounding-set=-all",
          "--no-new-privs",
          "--");
    }
  }

  /// Access to the files of root without its powers, in a user namespace in which root is called
  /// `inner`. For data in a directory that only root can enter.
  record UserNamespace(String setpriv, String unshare, int inner, int innerGroup)
      implements ProcessPrivileges {
    @Override
    public int uid() {
      return 0;
    }

    @Override
    public int gid() {
      return 0;
    }

    @Override
    public List<String> prefix() {
      // The order matters: only a process with the capability may map root (user_namespaces(7)),
      // and entering the namespace as a user other than its root drops all capabilities.
      return List.of(
          unshare,
          "--user",
          "--map-user=" + inner,
          "--map-group=" + innerGroup,
          "--",
          setpriv,
          "--inh-caps=-all",
          "--no-new-privs",
          "--");
    }
  }

  default List<String> commandLine(List<String> program) {
    List<String> all = new ArrayList<>(prefix());
    all.addAll(program);
    return all;
  }

  /// Changes the owner of `path` to the user of PostgreSQL if it is another one.
  default void chown(Path path) throws IOException {
    if (!(this instanceof CurrentUser)) {
      FileOwnership.chown(path, uid(), gid());
    }
  }

  /// Chooses the privileges for a data directory, which may be missing.
  ///
  /// @param cluster PostgreSQL's own directory within `directory`
  /// @throws EmbeddedPostgresException no user can be found that may run PostgreSQL there
  static ProcessPrivileges forDataDirectory(Path directory, Path cluster) throws IOException {
    UnixSystem me = new UnixSystem();
    if (me.getUid() != 0) {
      return self(cluster, (int) me.getUid(), (int) me.getGid());
    }
    String setpriv = ProcessRunner.findExecutable("setpriv");
    if (setpriv == null) {
      throw new EmbeddedPostgresException(
          "PostgreSQL does not run as root, and there is no setpriv (util-linux) to run it as"
              + " another user: start this program as an ordinary user, or set DATABASE_URL");
    }
    if (Files.exists(cluster)) {
      return ofOwner(setpriv, cluster, FileOwnership.of(cluster));
    }
    PasswdFile.PasswdEntry fallback = PasswdFile.unprivilegedUser();
    FileOwnership owner =
        Files.exists(directory) ? FileOwnership.of(directory) : new FileOwnership(0, 0, 0);
    UnprivilegedUser user =
        owner.uid() != 0
            ? new UnprivilegedUser(setpriv, owner.uid(), owner.gid())
            : new UnprivilegedUser(setpriv, fallback.uid(), fallback.gid());
    Path obstacle = FileOwnership.firstInaccessible(directory, user.uid(), user.gid());
    return obstacle == null ? user : namespace(setpriv, obstacle, user.uid());
  }

  private static ProcessPrivileges self(Path cluster, int uid, int gid) throws IOException {
    if (Files.exists(cluster) && FileOwnership.of(cluster).uid() != uid) {
      throw new EmbeddedPostgresException(
          cluster
              + " belongs to user id "
              + FileOwnership.of(cluster).uid()
              + ": start this program as that user or as root, or choose another data directory");
    }
    return new CurrentUser(uid, gid);
  }

  private static ProcessPrivileges ofOwner(String setpriv, Path cluster, FileOwnership owner)
      throws IOException {
    if (owner.uid() == 0) {
      return namespace(setpriv, cluster, PasswdFile.unprivilegedUser().uid());
    }
    Path obstacle = FileOwnership.firstInaccessible(cluster, owner.uid(), owner.gid());
    if (obstacle != null) {
      throw new EmbeddedPostgresException(
          cluster
              + " belongs to user id "
              + owner.uid()
              + ", who cannot enter "
              + obstacle
              + ": move the data directory, or let that user pass (chmod o+x "
              + obstacle
              + ")");
    }
    return new UnprivilegedUser(setpriv, owner.uid(), owner.gid());
  }

  private static ProcessPrivileges namespace(String setpriv, Path obstacle, int blocked)
      throws IOException {
    String unshare = ProcessRunner.findExecutable("unshare");
    PasswdFile.PasswdEntry inner = PasswdFile.unprivilegedUser();
    if (unshare != null) {
      UserNamespace namespace = new UserNamespace(setpriv, unshare, inner.uid(), inner.gid());
      if (ProcessRunner.run(namespace.commandLine(List.of("/bin/true")), "", Duration.ofSeconds(10))
          .ok()) {
        return namespace;
      }
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root; as user id "
            + blocked
            + " it cannot use "
            + obstacle
            + ", and this system allows no user namespace: choose a data directory that other users"
            + " can enter, such as /var/lib/freehold");
  }

  /// The users of this machine (passwd(5)).
  final class PasswdFile {
    public record PasswdEntry(String name, int uid, int gid) {}

    private PasswdFile() {}

    /// The user for PostgreSQL if root starts it: `postgres` if it exists, else `nobody`.
    public static PasswdEntry unprivilegedUser() throws IOException {
      List<String> lines = Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1);
      for (String name : List.of("postgres", "nobody")) {
        for (String line : lines) {
          String[] fields = line.split(":", -1);
          if (fields.length >= 4 && fields[0].equals(name) && !fields[2].equals("0")) {
            return new PasswdEntry(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
          }
        }
      }
      throw new EmbeddedPostgresException(
          "PostgreSQL does not run as root, and /etc/passwd has neither a user postgres nor nobody:"
              + " start this program as an ordinary user, or set DATABASE_URL");
    }
  }
}
