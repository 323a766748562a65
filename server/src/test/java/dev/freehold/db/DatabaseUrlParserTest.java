package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.db.DatabaseUrlParser.DatabaseUrlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          postgres://u:p@h/d                                  | h         | 5432 | d       | u   | p      | PREFER
          postgresql://u:p@h:6543/d                           | h         | 6543 | d       | u   | p      | PREFER
          postgres://u@h                                      | h         | 5432 | u       | u   | ''     | PREFER
          postgres://u:p@/d                                   | localhost | 5432 | d       | u   | p      | PREFER
          postgres://u%40x:p%40%3A%2F%25+%C3%BC@h/d%20d       | h         | 5432 | d d     | u@x | p@:/%+ü | PREFER
          postgres://u:a:b@h/d                                | h         | 5432 | d       | u   | a:b    | PREFER
          postgres://u:p@[::1]:6543/d                         | ::1       | 6543 | d       | u   | p      | PREFER
          postgres://u:p@[::1]/d                              | ::1       | 5432 | d       | u   | p      | PREFER
          postgres://u:p@/d?host=/run/pg                      | /run/pg   | 5432 | d       | u   | p      | PREFER
          postgres://u:p@:6543/d?host=/run/pg                 | /run/pg   | 6543 | d       | u   | p      | PREFER
          postgres://u:p@%2Frun%2Fpg/d                        | /run/pg   | 5432 | d       | u   | p      | PREFER
          postgres://u:p@h/d?sslmode=disable                  | h         | 5432 | d       | u   | p      | DISABLE
          postgres://u:p@h/d?sslmode=allow                    | h         | 5432 | d       | u   | p      | ALLOW
          postgres://u:p@h/d?sslmode=require                  | h         | 5432 | d       | u   | p      | REQUIRE
          postgres://u:p@h/d?sslmode=verify-ca                | h         | 5432 | d       | u   | p      | VERIFY_CA
          postgres://u:p@h/d?sslmode=verify-full              | h         | 5432 | d       | u   | p      | VERIFY_FULL
          """)
  void reads(
      String url,
      String host,
      int port,
      String database,
      String user,
      String password,
      TlsMode tls) {
    DatabaseTarget target = DatabaseUrlParser.parse(url);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.database()).isEqualTo(database);
    assertThat(target.user()).isEqualTo(user);
    assertThat(target.password().reveal()).isEqualTo(password);
    assertThat(target.tls()).isEqualTo(tls);
    assertThat(target.applicationName()).isEqualTo("freehold");
  }

  @Test
  void readsTheRest(@TempDir Path directory) throws Exception {
    Path root = Files.writeString(directory.resolve("root.pem"), "");
    DatabaseTarget target =
        DatabaseUrlParser.parse(
            "postgres://u:p@h/d?sslmode=verify-full&sslrootcert="
                + root
                + "&application_name=shop%20one&connect_timeout=3");
    assertThat(target.rootCertificate()).isEqualTo(root);
    assertThat(target.applicationName()).isEqualTo("shop one");
    assertThat(target.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(DatabaseUrlParser.parse("postgres://u:p@h/d?sslrootcert=system").rootCertificate())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mysql://u:hunter2@h/d                     | must begin with postgres://
          jdbc:postgresql://h/d?password=hunter2    | must begin with postgres://
          hunter2                                   | must begin with postgres://
          postgres://h/d                            | names no user
          postgres://u:hunter2@h:x/d                | port
          postgres://u:hunter2@h:0/d                | port
          postgres://u:hunter2@h:65536/d            | port
          postgres://u:hunter2@h:/d                 | port
          postgres://u:hunter2%@h/d                 | password has a '%'
          postgres://u:hunter2%zz@h/d               | password has a '%'
          postgres://u:hunter2%00@h/d               | password has a '%'
          postgres://u:hunter2%FF@h/d               | password has a '%'
          postgres://u:hunter2@x@h/d                | %40
          postgres://u:hunter2/x@h/d                | %2F
          postgres://u:hunter2#x@h/d                | %23
          postgres://u:hunter2@h,/d                 | has no name
          postgres://u:hunter2@h,i/d?target_session_attrs=standby | takes no writes
          postgres://u:hunter2@/d?host=h,i&port=1,2,3 | number of ports
          postgres://u:hunter2@h/d?sslmode=on       | sslmode is none of
          postgres://u:hunter2@h/d?sslcert=a        | 'sslcert' is unknown
          postgres://u:hunter2@h/d?SSLMODE=require  | 'SSLMODE' is unknown
          postgres://u:hunter2@h/d?sslmode=require&sslmode=disable | twice
          postgres://u:hunter2@h/d?host=/run        | host twice
          postgres://u:hunter2@h/d?sslrootcert=/no/such | sslrootcert
          postgres://u:hunter2@h/d?application_name= | application_name
          postgres://u:hunter2@h/d?connect_timeout=0 | connect_timeout
          postgres://u:hunter2@/d?host=/run&sslmode=verify-full | Unix socket
          """)
  void refuses(String url, String fault) {
    DatabaseUrlException refusal =
        catchThrowableOfType(DatabaseUrlException.class, () -> DatabaseUrlParser.parse(url));
    assertThat(refusal).hasMessageContaining(fault);
    assertThat(refusal.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void reportsEveryFault() {
    DatabaseUrlException refusal =
        catchThrowableOfType(
            DatabaseUrlException.class,
            () -> DatabaseUrlParser.parse("postgres://h:x/d?a=1&b=2&sslmode=no"));
    assertThat(refusal.faults()).hasSize(5);
  }

  @Test
  void showsNoPassword() {
    assertThat(DatabaseUrlParser.parse("postgres://u:hunter2@h/d").toString())
        .doesNotContain("hunter2");
    assertThat(DatabaseUrlParser.parse("postgres://u:hunter2@h/d").displayName())
        .isEqualTo("h:5432/d");
  }

  @Test
  void severalHostsAreThoseOfLibpqAndOneMustTakeWrites() {
    DatabaseTarget target = DatabaseUrlParser.parse("postgres://u:p@a:5433,[::1],b/d");
    assertThat(target.servers())
        .containsExactly(
            new ServerAddress("a", 5433),
            new ServerAddress("::1", 5432),
            new ServerAddress("b", 5432));
    assertThat(target.attributes()).isEqualTo(SessionAttributes.READ_WRITE);
    assertThat(target.displayName()).isEqualTo("a:5433,[::1]:5432,b:5432/d");
    assertThat(new LibpqConnection(target, Map.of()).url().reveal())
        .isEqualTo(
            "postgresql://u:p@a:5433,[::1]:5432,b:5432/d"
                + "?sslmode=prefer&target_session_attrs=read-write");
    assertThat(new LibpqConnection(target, Map.of()).environment())
        .containsEntry("PGHOST", "a,::1,b")
        .containsEntry("PGPORT", "5433,5432,5432");
  }

  @Test
  void parametersNameHostsPortsAndAttributesToo() {
    DatabaseTarget target =
        DatabaseUrlParser.parse("postgres://u@/d?host=a,b&port=6432&target_session_attrs=primary");
    assertThat(target.servers())
        .containsExactly(new ServerAddress("a", 6432), new ServerAddress("b", 6432));
    assertThat(target.attributes()).isEqualTo(SessionAttributes.PRIMARY);
    assertThat(DatabaseUrlParser.parse("postgres://u@h/d").attributes())
        .isEqualTo(SessionAttributes.ANY);
  }
}
