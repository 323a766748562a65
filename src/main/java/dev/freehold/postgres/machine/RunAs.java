package dev.freehold.postgres.machine;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Under whose rights PostgreSQL runs: it refuses to run as root (manual, section 18.1).
public sealed interface RunAs {
  /// What stands before the program's own words on the command line. Each part replaces itself by the next (`exec`), so
  /// the process id stays that of the child.
  List<String> prefix();

  /// The owner that PostgreSQL's files must have, as this process sees it.
  int uid();

  int gid();

  /// The user who started this program.
  record Self(int uid, int gid) implements RunAs {
    @Override
    public List<String> prefix() {
      return List.of();
    }
  }

  /// Another user, without any capability and without a way to get one.
  record User(String setpriv, int uid, int gid) implements RunAs {
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

  /// Root's files without root's powers, in a user namespace in which root is called `inner`: for data that lies where
  /// only root can go.
  record Namespace(String setpriv, String unshare, int inner, int innerGroup) implements RunAs {
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
      // In this order: root may be mapped only by who still has the power to (user_namespaces(7)),
      // and entering the
      // namespace as someone else than its root leaves all powers behind.
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

  default List<String> words(List<String> program) {
    List<String> all = new ArrayList<>(prefix());
    all.addAll(program);
    return all;
  }

  /// Makes PostgreSQL's user the owner of `path`, where that is someone else.
  default void own(Path path) throws IOException {
    if (!(this instanceof Self)) {
      Ownership.give(path, uid(), gid());
    }
  }

  /// Decides for a data directory, which need not exist.
  ///
  /// @param cluster PostgreSQL's own directory within `directory`
  /// @throws PostgresException no user can be found that may run PostgreSQL there
  static RunAs choose(Path directory, Path cluster) throws IOException {
    UnixSystem me = new UnixSystem();
    if (me.getUid() != 0) {
      return self(cluster, (int) me.getUid(), (int) me.getGid());
    }
    String setpriv = Command.find("setpriv");
    if (setpriv == null) {
      throw new PostgresException(
          "PostgreSQL does not run as root, and there is no setpriv (util-linux) to run it as"
              + " another user: start this program as an ordinary user, or set DATABASE_URL");
    }
    if (Files.exists(cluster)) {
      return ofOwner(setpriv, cluster, Ownership.of(cluster));
    }
    Passwd.Entry fallback = Passwd.unprivileged();
    Ownership owner = Files.exists(directory) ? Ownership.of(directory) : new Ownership(0, 0, 0);
    User user =
        owner.uid() != 0
            ? new User(setpriv, owner.uid(), owner.gid())
            : new User(setpriv, fallback.uid(), fallback.gid());
    Path obstacle = Ownership.obstacle(directory, user.uid(), user.gid());
    return obstacle == null ? user : namespace(setpriv, obstacle, user.uid());
  }

  private static RunAs self(Path cluster, int uid, int gid) throws IOException {
    if (Files.exists(cluster) && Ownership.of(cluster).uid() != uid) {
      throw new PostgresException(
          cluster
              + " belongs to user id "
              + Ownership.of(cluster).uid()
              + ": start this program as that user or as root, or choose another data directory");
    }
    return new Self(uid, gid);
  }

  private static RunAs ofOwner(String setpriv, Path cluster, Ownership owner) throws IOException {
    if (owner.uid() == 0) {
      return namespace(setpriv, cluster, Passwd.unprivileged().uid());
    }
    Path obstacle = Ownership.obstacle(cluster, owner.uid(), owner.gid());
    if (obstacle != null) {
      throw new PostgresException(
          cluster
              + " belongs to user id "
              + owner.uid()
              + ", who cannot enter "
              + obstacle
              + ": move the data directory, or let that user pass (chmod o+x "
              + obstacle
              + ")");
    }
    return new User(setpriv, owner.uid(), owner.gid());
  }

  private static RunAs namespace(String setpriv, Path obstacle, int blocked) throws IOException {
    String unshare = Command.find("unshare");
    Passwd.Entry inner = Passwd.unprivileged();
    if (unshare != null) {
      Namespace namespace = new Namespace(setpriv, unshare, inner.uid(), inner.gid());
      if (Command.run(namespace.words(List.of("/bin/true")), "", Duration.ofSeconds(10)).ok()) {
        return namespace;
      }
    }
    throw new PostgresException(
        "PostgreSQL does not run as root; as user id "
            + blocked
            + " it cannot use "
            + obstacle
            + ", and this system allows no user namespace: choose a data directory that other users"
            + " can enter, such as /var/lib/freehold");
  }
}
