package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `freehold user import` as it is typed, on a database of its own.
final class UserImportCommandTest extends MigrateFixture {
  private static final String HASH = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @BeforeEach
  void tables() throws IOException {
    Files.writeString(
        directory.resolve("freehold.yaml"),
        """
        freehold: 1
        name: Work
        auth: { roles: [editor, admin] }
        resources: { tasks: { fields: { title: string } } }
        """);
    succeed("apply", "--yes");
  }

  private int run(String text, String... options) throws IOException {
    return run(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private int run(byte[] bytes, String... options) throws IOException {
    Path file = directory.resolve("accounts");
    Files.write(file, bytes);
    StringWriter told = new StringWriter();
    StringWriter complained = new StringWriter();
    List<String> all = new ArrayList<>(List.of("user", "import", file.toString()));
    all.add(directory.resolve("freehold.yaml").toString());
    all.addAll(List.of(options));
    int status =
        Main.run(
            new PrintWriter(told, true),
            new PrintWriter(complained, true),
            all.toArray(String[]::new));
    out = told.toString();
    err = complained.toString();
    assertThat(out + err).doesNotContain("Exception", "defect", HASH);
    return status;
  }

  private String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private String emails() {
    return query("select coalesce(string_agg(email, ' ' order by email), '') from auth.emails");
  }

  private String verified() {
    return query("select string_agg(email, ' ') from auth.emails where verified_at is not null");
  }

  @Test
  void addsTheAccountsOfJsonLines() throws IOException {
    String text =
        """
        {"email": "Ada@example.org", "name": "Ada \\u00e4", "hash": "%1$s", "roles": ["editor", "admin"], "verified": true}

        {"email": "bob@example.org", "hash": "pbkdf2_sha256$600000$seasalt$OAXyhAQ/4ZDA9V5RMExt3C1OwQdUpLZ99vm1McFlLRA=", "name": null}
        """
            .formatted(HASH);
    assertThat(run(text, "--dry-run")).as(err).isZero();
    assertThat(out).contains("would add 2 accounts; 0 have one already");
    assertThat(emails()).isEmpty();
    assertThat(run(text)).as(err).isZero();
    assertThat(out).contains("added 2 accounts");
    assertThat(emails()).isEqualTo("ada@example.org bob@example.org");
    assertThat(query("select string_agg(role, ' ' order by role) from auth.roles"))
        .isEqualTo("admin editor");
    assertThat(query("select name from auth.users where password_hash = '" + HASH + "'"))
        .isEqualTo("Ada ä");
    assertThat(verified()).isEqualTo("ada@example.org");
    assertThat(query("select count(*)::text from auth.events where kind = 'created'"))
        .isEqualTo("2");
    assertThat(run(text)).isZero();
    assertThat(out)
        .contains("ada@example.org has an account already", "added 0 accounts; 2 have one already");
    assertThat(emails()).isEqualTo("ada@example.org bob@example.org");
  }

  @Test
  void addsTheAccountsOfCommaSeparatedValues() throws IOException {
    String text =
        "\uFEFFname,email,hash,roles,verified\r\n"
            + "\"Lovelace, \"\"Ada\"\"\",ada@example.org,"
            + HASH
            + ",editor admin,true\r\n,bob@example.org,"
            + HASH
            + ",,\r\n";
    assertThat(run(text)).as(err).isZero();
    assertThat(emails()).isEqualTo("ada@example.org bob@example.org");
    assertThat(query("select name from auth.users where name is not null"))
        .isEqualTo("Lovelace, \"Ada\"");
    assertThat(verified()).isEqualTo("ada@example.org");
    assertThat(query("select count(*)::text from auth.roles")).isEqualTo("2");
  }

  @Test
  void readsNoRowsWithoutTheNamesOfTheColumns() throws IOException {
    assertThat(run("mail,hash\r\nada@example.org," + HASH + "\r\n")).isNotZero();
    assertThat(err).contains(":1: has mail, which is none of").doesNotContain(":2:", "ada@");
  }

  @Test
  void addsTheAccountsOfAFirebaseProject() throws IOException {
    Path config = directory.resolve("hash-config.txt");
    Files.writeString(
        config,
        """
        hash_config {
          algorithm: SCRYPT,
          base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
          base64_salt_separator: Bw==,
          rounds: 8,
          mem_cost: 14,
        }
        """);
    String line =
        "{\"email\": \"ada@example.org\", \"salt\": \"42xEC+ixf3L2lw==\", \"hash\":"
            + " \"lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==\"}";
    assertThat(run(line)).isEqualTo(2);
    assertThat(err).contains("accounts:1: a salt of its own needs --firebase-hash-config");
    assertThat(run(line, "--firebase-hash-config", config.toString())).as(err).isZero();
    assertThat(query("select password_hash from auth.users")).startsWith("$firebase-scrypt$ln=14");
    assertThat(run(line, "--firebase-hash-config", directory.toString())).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"email\": \"ada\", \"hash\": \"HASH\"} | This is not an e-mail address",
        "{\"hash\": \"HASH\"} | This is not an e-mail address",
        "{\"email\": \"ada@example.org\"} | the hash is missing",
        "{\"email\": \"ada@example.org\", \"hash\": \"secret\"} | the hash is not a hash of a known"
            + " format",
        "{\"email\": \"ada@example.org\", \"hash\":"
            + " \"$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\"} | bcrypt cost 31",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\", \"roles\": [\"boss\"]} | the spec has"
            + " no role",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\", \"roles\": \"editor\"} | roles must"
            + " be a text",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\", \"id\": \"1\"} | has id, which is"
            + " none of",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\", \"name\": 7} | name must be a text",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\", \"verified\": \"yes\"} | verified"
            + " must be true or false",
        "{\"email\": \"ada@example.org\", \"email\": \"b@example.org\", \"hash\": \"HASH\"} | is"
            + " not valid JSON",
        "{\"email\": \"ada@example.org\", \"hash\": \"HASH\"} {} | has more than one JSON object",
        "{\"email\": \"bob@example.org\", \"hash\": \"HASH\"} | bob@example.org is in line 1 too",
        "[] | is not valid JSON",
      })
  void namesTheLineOfAFaultAndAddsNothing(String line, String fault) throws IOException {
    String good = "{\"email\": \"bob@example.org\", \"hash\": \"" + HASH + "\"}\n";
    assertThat(run(good + line.replace("HASH", HASH) + "\n")).isEqualTo(2);
    assertThat(err).contains("accounts:2: ").contains("1 lines").contains("no account was added");
    if (!line.equals("[]")) {
      assertThat(err).contains(fault);
    }
    assertThat(emails()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "email,name | must name email and hash",
        "email,hash,email | names a column twice",
        "email,hash,boss | has boss, which is none of",
        "email,hash~\"ada@example.org | a quote that does not end",
        "email,hash~ada@example.org | has 1 values for 2 columns",
        "email,hash~\"ada\"x,y | text after a quoted value",
        "email,hash~ad\"a,y | a quote within a value",
      })
  void namesTheLineOfAFaultOfCommaSeparatedValues(String text, String fault) throws IOException {
    assertThat(run(text.replace("~", "\n"))).isEqualTo(2);
    assertThat(err).contains(fault);
  }

  @Test
  void aLineIsBoundedAndIsText() throws IOException {
    String good = "{\"email\": \"bob@example.org\", \"hash\": \"" + HASH + "\"}\n";
    assertThat(run(good + "x".repeat(1 << 20) + "\n" + good.replace("bob", "ada"))).isEqualTo(2);
    assertThat(err).contains("accounts:2: is longer than 65536 bytes").contains("1 lines");
    assertThat(run(new byte[] {'{', (byte) 0xff, '}'})).isEqualTo(2);
    assertThat(err).contains("accounts:1: is not UTF-8");
  }

  @Test
  void addsThousands() throws IOException {
    StringBuilder text = new StringBuilder("email,hash\n");
    for (int i = 0; i < 2_500; i++) {
      text.append("user").append(i).append("@example.org,").append(HASH).append('\n');
    }
    assertThat(run(text.toString())).as(err).isZero();
    assertThat(out).contains("added 2500 accounts");
    assertThat(query("select count(*)::text from auth.emails")).isEqualTo("2500");
  }
}
