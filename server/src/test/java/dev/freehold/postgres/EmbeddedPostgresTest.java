package dev.freehold.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.event.Event;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.postgres.ProcessPrivileges.PasswdFile;
import dev.freehold.testing.ChildProcess;
import dev.freehold.testing.ChildProcess.TestClassPath;
import dev.freehold.testing.EmbeddedPostgresMain;
import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of one data directory, told in few tests because each first start costs seconds.
class EmbeddedPostgresTest {
  private static final boolean ROOT = new UnixSystem().getUid() == 0;

  @TempDir static Path temporary;

  private final List<Event> events = new CopyOnWriteArrayList<>();

  private static Path open(Path path) throws IOException {
    Files.createDirectories(path);
    // JUnit makes it for the owner alone
    for (Path step = path; step != null && step.startsWith(temporary); step = step.getParent()) {
      Files.setPosixFilePermissions(step, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return path;
  }

  private static void kill9(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(
            ProcessRunner.run(List.of("/bin/sh", "-c", "kill -9 " + pid), "", Duration.ofSeconds(5))
                .ok())
        .isTrue();
    process.onExit().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aTemporaryServerWaitsForNoDiskAndIsRevivedAsSuch() throws Exception {
    Path data = open(temporary.resolve("temporary")).resolve(".freehold");
    String settings =
        "select string_agg(name || '=' || setting, ' ' order by name) from pg_settings"
            + " where name in ('fsync', 'full_page_writes', 'synchronous_commit')";
    String expected = "fsync=off full_page_writes=off synchronous_commit=on";
    try (EmbeddedPostgres postgres = EmbeddedPostgres.startTemporary(data, events::add)) {
      assertThat(TestDatabase.query(postgres.target(), settings)).isEqualTo(expected);
      assertThat(TestDatabase.query(postgres.target(), "select max(rolpassword) from pg_authid"))
          .startsWith("SCRAM-SHA-256$1:");
      TestDatabase.execute(
          postgres.target(), "create table kept (n int); insert into kept values (42)");
      long first = postgres.pid();
      kill9(first);
      TestDatabase.await(() -> postgres.pid() != first);
      assertThat(TestDatabase.query(postgres.target(), settings)).isEqualTo(expected);
      assertThat(TestDatabase.query(postgres.target(), "select n::text from kept")).isEqualTo("42");
    }
  }

  @Test
  void startsKeepsDataRevivesAndStops() throws Exception {
    Path data = open(temporary.resolve("life")).resolve(".freehold");
    long first;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, events::add)) {
      first = postgres.pid();
      assertThat(TestDatabase.query(postgres.target(), "select current_database() || version()"))
          .startsWith("freeholdPostgreSQL 18.");
      TestDatabase.execute(
          postgres.target(), "create table kept (n int); insert into kept values (42)");
      assertThat(
              TestDatabase.query(
                  postgres.target(),
                  "select string_agg(name || '=' || setting, ' ' order by name) from pg_settings"
                      + " where name in ('fsync', 'full_page_writes', 'listen_addresses', 'jit',"
                      + " 'synchronous_commit', 'data_checksums', 'unix_socket_permissions',"
                      + " 'password_encryption')"))
          .isEqualTo(
              "data_checksums=on fsync=on full_page_writes=on jit=off listen_addresses="
                  + " password_encryption=scram-sha-256 synchronous_commit=on"
                  + " unix_socket_permissions=0700");
      assertThat(Files.readString(data.resolve("postgres/pg_hba.conf")).lines())
          .filteredOn(line -> !line.startsWith("#") && !line.isBlank())
          .allMatch(line -> line.endsWith("scram-sha-256"));
      assertThat(FileOwnership.of(data.resolve("password")).mode()).isEqualTo(0600);
      assertThat(FileOwnership.of(data.resolve("socket")).mode()).isEqualTo(0700);
      assertThat(FileOwnership.of(data.resolve("postgres")).mode()).isEqualTo(0700);
      assertThat(FileOwnership.of(data.resolve("postgres")).uid() != 0).isTrue();

      assertThatThrownBy(() -> EmbeddedPostgres.start(data, event -> {}))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("in use");

      kill9(first);
      TestDatabase.await(() -> postgres.pid() != first);
      assertThat(TestDatabase.query(postgres.target(), "select n::text from kept")).isEqualTo("42");
    }
    assertThat(ProcessHandle.of(first)).isEmpty();
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .startsWith("DatabaseStarting", "DatabaseReady", "DatabaseReady", "DatabaseStopped");
    assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();

    long pid;
    ChildProcess child = ChildProcess.start(List.of(), EmbeddedPostgresMain.class, data.toString());
    pid = Long.parseLong(child.line("ready "));
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, event -> {}))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("in use by another Freehold");
    child.kill();
    events.clear();
    try (EmbeddedPostgres adopted = EmbeddedPostgres.start(data, events::add)) {
      assertThat(adopted.pid()).isEqualTo(pid);
      assertThat(events)
          .extracting(event -> event.getClass().getSimpleName())
          .containsExactly("DatabaseStarting", "DatabaseAdopted", "DatabaseReady");
      assertThat(TestDatabase.query(adopted.target(), "select n::text from kept")).isEqualTo("42");
    }

    // Its parent is gone and it was killed itself: whatever stays in the process table is no
    // server.
    ChildProcess other = ChildProcess.start(List.of(), EmbeddedPostgresMain.class, data.toString());
    pid = Long.parseLong(other.line("ready "));
    other.kill();
    ProcessRunner.run(List.of("/bin/sh", "-c", "kill -9 " + pid), "", Duration.ofSeconds(5));
    assertThat(data.resolve("postgres/postmaster.pid")).exists();
    try (EmbeddedPostgres again = EmbeddedPostgres.start(data, events::add)) {
      assertThat(again.pid()).isNotEqualTo(pid);
    }

    // A process id that another program has by now is no server either.
    Files.writeString(
        data.resolve("postgres/postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + data.resolve("postgres") + "\n1\n5432\n\n\n");
    try (EmbeddedPostgres again = EmbeddedPostgres.start(data, events::add)) {
      assertThat(again.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }

    Files.writeString(data.resolve("postgres/PG_VERSION"), "15\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, event -> {}))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining(data.toString())
        .hasMessageContaining("PostgreSQL 15");
  }

  @Test
  void socketPathTooLong() throws Exception {
    Path data =
        open(temporary.resolve("d".repeat(60)).resolve("e".repeat(60))).resolve(".freehold");
    String child;
    ChildProcess first = ChildProcess.start(List.of(), EmbeddedPostgresMain.class, data.toString());
    child = first.line("ready ");
    first.kill();
    Path socket;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, events::add)) {
      assertThat(postgres.pid()).isEqualTo(Long.parseLong(child));
      socket = Path.of(postgres.target().host());
      assertThat(socket.toString().length()).isLessThan(90);
      assertThat(FileOwnership.of(socket).mode()).isEqualTo(0700);
      assertThat(TestDatabase.query(postgres.target(), "select 'here'")).isEqualTo("here");
      kill9(postgres.pid());
      TestDatabase.await(() -> postgres.pid() != Long.parseLong(child));
      assertThat(postgres.target().host()).isEqualTo(socket.toString());
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void asOrdinaryUser() throws Exception {
    assumeTrue(ROOT, "only root can become someone else");
    PasswdFile.PasswdEntry user = PasswdFile.unprivilegedUser();
    // What surefire's class path names may lie below root's home, where only root can read.
    Path home = open(temporary.resolve("ordinary"));
    FileOwnership.chown(home, user.uid(), user.gid());
    List<String> prefix =
        List.of(
            "setpriv",
            "--reuid=" + user.uid(),
            "--regid=" + user.gid(),
            "--clear-groups",
            "env",
            "HOME=" + home);
    String classes = TestClassPath.copy(open(temporary.resolve("classes")));
    try (ChildProcess child =
        ChildProcess.start(
            prefix, classes, EmbeddedPostgresMain.class, home.resolve(".freehold").toString())) {
      assertThat(child.line("event DatabaseStarting")).contains("first=true");
      child.line("ready ");
    }
    FileOwnership owner = FileOwnership.of(home.resolve(".freehold/postgres"));
    assertThat(owner.uid()).isEqualTo(user.uid());

    try (EmbeddedPostgres asRoot = EmbeddedPostgres.start(home.resolve(".freehold"), events::add)) {
      assertThat(TestDatabase.query(asRoot.target(), "select 'theirs'")).isEqualTo("theirs");
    }
    try (ChildProcess child =
        ChildProcess.start(
            prefix, classes, EmbeddedPostgresMain.class, home.resolve(".freehold").toString())) {
      child.line("ready ");
    }

    Path readOnly = home.resolve("read-only");
    Files.createDirectory(readOnly);
    try (ChildProcess child =
        ChildProcess.start(prefix, classes, EmbeddedPostgresMain.class, readOnly.toString())) {
      assertThat(child.line("refused "))
          .contains(readOnly.toString(), "cannot be written", "choose another data directory");
    }
  }

  @Test
  void belowADirectoryThatOnlyRootCanEnter() throws Exception {
    assumeTrue(ROOT, "only root needs another user");
    Path closed = open(temporary.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path data = closed.resolve(".freehold");
    for (int round = 0; round < 2; round++) {
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, events::add)) {
        assertThat(TestDatabase.query(postgres.target(), "select 'here'")).isEqualTo("here");
        assertThat(FileOwnership.of(data.resolve("postgres")).uid()).isZero();
        assertThat(Files.readString(Path.of("/proc/" + postgres.pid() + "/status")))
            .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000");
      }
    }
  }

  @Test
  void noPlatform() {
    assertThatThrownBy(() -> PostgresBundle.of("Windows 11", "amd64"))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("DATABASE_URL");
    assertThatThrownBy(() -> PostgresBundle.of("Linux", "riscv64"))
        .isInstanceOf(EmbeddedPostgresException.class);
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(file, event -> {}))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("is a file");
  }
}
