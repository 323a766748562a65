package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.ExpiredLinkSweeper;
import dev.freehold.auth.SignInDatabase.HeldLock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpiredLinkSweeperTest {
  private static final String USER = "00000000-0000-7000-8000-000000000001";
  private static final String OTHER = "00000000-0000-7000-8000-000000000002";

  private static void add(SignInDatabase database, String id, String expires) {
    database.sql(
        "insert into auth.users (id, password_hash) values ('%s', '$argon2id$x')".formatted(id));
    database.sql(
        "insert into auth.signups (id, email, password_hash, expires_at) values ('%s', 'a@b.example', '$argon2id$x', now() + interval '%s')"
            .formatted(id, expires));
    database.sql(
        "insert into auth.email_changes (user_id, session_id, old_email, new_email, password_digest, old_mail, new_mail, expires_at) values ('%1$s', '%1$s', 'a@b.example', 'b@b.example', 'x', '%1$s', '%1$s', now() + interval '%2$s')"
            .formatted(id, expires));
    database.sql(
        "insert into auth.mail_tokens (id, kind, user_id, hash, email, password_digest, expires_at) values ('%1$s', 'reset', '%1$s', sha256('%1$s'), 'a@b.example', 'x', now() + interval '%2$s')"
            .formatted(id, expires));
  }

  private static List<String> left(SignInDatabase database) {
    return List.of("signups", "email_changes", "mail_tokens").stream()
        .map(table -> database.query("select count(*)::text from auth." + table))
        .toList();
  }

  @Test
  void whatHasExpiredIsDeletedAndNothingElse() {
    try (SignInDatabase database = new SignInDatabase(1)) {
      ExpiredLinkSweeper sweeper =
          new ExpiredLinkSweeper(database.database(), database.vertx, event -> {});
      add(database, USER, "-1 second");
      add(database, OTHER, "1 minute");
      try (HeldLock _ =
          database.hold("select id from auth.signups where id = '" + USER + "' for update")) {
        SignInNode.await(sweeper.sweep());
        assertThat(left(database)).as("a row in use is skipped").containsExactly("2", "1", "1");
      }
      SignInNode.await(sweeper.sweep());
      assertThat(left(database)).containsExactly("1", "1", "1");
      assertThat(
              database.query("select count(*)::text from auth.signups where id = '" + OTHER + "'"))
          .isEqualTo("1");
    }
  }
}
