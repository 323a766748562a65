package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.testing.InstalledPostgres;
import dev.freehold.testing.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Against an installed server of another version, over TCP, as `DATABASE_URL` says.
class DatabaseTlsTest {
  private static final String SSL =
      "select ssl::text from pg_stat_ssl where pid = pg_backend_pid()";
  private static InstalledPostgres server;

  @BeforeAll
  static void start() {
    InstalledPostgres installed = InstalledPostgres.shared().orElse(null);
    assumeTrue(installed != null && installed.hasTls(), "no PostgreSQL and openssl installed");
    server = installed;
  }

  private static DatabaseTarget target(String host, String parameters) {
    return DatabaseUrlParser.parse(
        "postgres://postgres:p%40ss%3Aw%2Frd%25@"
            + host
            + ":"
            + server.port()
            + "/postgres?connect_timeout=5&"
            + parameters);
  }

  private static String ssl(String host, String parameters) {
    return TestDatabase.query(target(host, parameters), SSL);
  }

  @Test
  void disableIsPlain() {
    assertThat(ssl("localhost", "sslmode=disable")).isEqualTo("false");
    assertThat(ssl("localhost", "sslmode=allow")).isEqualTo("false");
  }

  @Test
  void preferAndRequireEncryptWithWhoeverAnswers() {
    assertThat(ssl("localhost", "sslmode=prefer")).isEqualTo("true");
    assertThat(ssl("127.0.0.1", "")).isEqualTo("true");
    assertThat(ssl("127.0.0.1", "sslmode=require")).isEqualTo("true");
  }

  @Test
  void verifyFullWantsAuthorityAndName() {
    String root = "&sslrootcert=" + server.certificate();
    assertThat(ssl("localhost", "sslmode=verify-full" + root)).isEqualTo("true");
    assertThatThrownBy(() -> ssl("127.0.0.1", "sslmode=verify-full" + root))
        .isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> ssl("localhost", "sslmode=verify-full"))
        .isInstanceOf(DatabaseException.class);
  }

  @Test
  void verifyCaWantsAuthorityAlone() {
    String root = "&sslrootcert=" + server.certificate();
    assertThat(ssl("127.0.0.1", "sslmode=verify-ca" + root)).isEqualTo("true");
    assertThatThrownBy(() -> ssl("127.0.0.1", "sslmode=verify-ca"))
        .isInstanceOfSatisfying(DatabaseException.class, DatabaseTlsTest::isRefusedForTls);
  }

  /// A retry does not change it, and one line says what does.
  private static void isRefusedForTls(DatabaseException failure) {
    assertThat(failure.isConnectionRefused()).as(failure.reason()).isTrue();
    assertThat(failure.explanation()).contains("sslmode", "DATABASE_URL").doesNotContain("\n");
  }

  @Test
  void socketByParameter() {
    DatabaseTarget socket =
        DatabaseUrlParser.parse(
            "postgres://postgres:p%40ss%3Aw%2Frd%25@:"
                + server.port()
                + "/postgres?host="
                + server.socketDirectory());
    assertThat(TestDatabase.query(socket, SSL)).isEqualTo("false");
  }

  @Test
  void preferFallsBackToPlain() {
    TestDatabase.execute(target("localhost", ""), "alter system set ssl = off");
    TestDatabase.execute(target("localhost", ""), "select pg_reload_conf()");
    try {
      TestDatabase.await(() -> ssl("localhost", "sslmode=prefer").equals("false"));
      assertThatThrownBy(() -> ssl("localhost", "sslmode=require"))
          .isInstanceOfSatisfying(DatabaseException.class, DatabaseTlsTest::isRefusedForTls);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      TestDatabase.execute(target("localhost", "sslmode=disable"), "alter system reset ssl");
      TestDatabase.execute(target("localhost", "sslmode=disable"), "select pg_reload_conf()");
    }
  }
}
