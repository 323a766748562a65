package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `freehold user invite` as it is typed, on a database of its own.
final class UserInviteCommandTest extends MigrateFixture {
  private void signup(String word) throws IOException {
    Files.writeString(
        directory.resolve("freehold.yaml"),
        """
        freehold: 1
        name: Work
        auth: { signup: %s, roles: [editor] }
        resources: { tasks: { fields: { title: string } } }
        """
            .formatted(word));
  }

  private int invite(String email, String... options) {
    StringWriter told = new StringWriter();
    StringWriter complained = new StringWriter();
    List<String> all = new ArrayList<>(List.of("user", "invite", email));
    all.add(directory.resolve("freehold.yaml").toString());
    all.addAll(List.of(options));
    int status =
        Main.run(
            new PrintWriter(told, true),
            new PrintWriter(complained, true),
            all.toArray(String[]::new));
    out = told.toString();
    err = complained.toString();
    assertThat(out + err).doesNotContain("Exception", "defect");
    return status;
  }

  private String count(String from) {
    return TestDatabase.query(database.target(), "select count(*)::text from " + from);
  }

  @Test
  void printsALinkOrPutsAMailInTheOutbox() throws IOException {
    signup("invited");
    succeed("apply", "--yes");
    assertThat(invite("Ann@example.com", "--role", "editor")).as(err).isZero();
    assertThat(out).containsPattern("http://localhost:8000/auth/invite\\?token=[\\w-]{43}\\s");
    assertThat(count("auth.mail_tokens where kind = 'invite' and email = 'ann@example.com'"))
        .isEqualTo("1");
    assertThat(count("auth.roles")).isEqualTo("1");
    assertThat(count("auth.outbox")).isEqualTo("0");

    Files.writeString(
        directory.resolve(".env"),
        """
        SMTP_URL='smtp://127.0.0.1:2525?starttls=off'
        MAIL_FROM='work@example.com'
        PUBLIC_URL='https://work.example.com'
        """,
        StandardOpenOption.APPEND);
    assertThat(invite("bob@example.com")).as(err).isZero();
    assertThat(out).contains("bob@example.com is invited").doesNotContain("token");
    assertThat(count("auth.outbox where kind = 'invite' and recipient = 'bob@example.com'"))
        .isEqualTo("1");
    assertThat(invite("bob@example.com", "--link")).as(err).isZero();
    assertThat(out).contains("https://work.example.com/auth/invite?token=");
    assertThat(count("auth.outbox")).as("the mail of the earlier invitation").isEqualTo("0");
    assertThat(count("auth.users")).isEqualTo("2");

    assertThat(invite("nobody")).isEqualTo(2);
    assertThat(invite("eve@example.com", "--role", "boss")).isEqualTo(2);
    TestDatabase.execute(
        database.target(), "update auth.users set password_hash = '$argon2id$v=19$m=64$x$y'");
    assertThat(invite("ann@example.com")).isEqualTo(1);
    assertThat(err).contains("exists already");
  }

  @Test
  void needsASpecWithInvitations() throws IOException {
    signup("open");
    succeed("apply", "--yes");
    assertThat(invite("ann@example.com")).isEqualTo(2);
    assertThat(err).contains("the spec does not have 'auth: { signup: invited }'");
    assertThat(count("auth.users")).isEqualTo("0");
  }
}
