package dev.freehold.migrate.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.migrate.run.ServingRoles.RoleNaming;
import dev.freehold.type.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Tests names and passwords of the roles, without a database server.
class RolePasswordTest {
  private static final Secret SECRET = Secret.of("a secret of at least thirty-two bytes");

  @Test
  void namesFitAndAreNotReserved() {
    String longest = "ä".repeat(31);
    assertThat(RoleNaming.of("shop", "o").api()).isEqualTo("shop_api");
    assertThat(RoleNaming.of("pg_shop", "o").auth()).isEqualTo("freehold_pg_shop_auth");
    assertThat(RoleNaming.of(longest, "o").api().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(63);
    assertThat(RoleNaming.of("a".repeat(62), "o").api())
        .isNotEqualTo(RoleNaming.of("a".repeat(63), "o").api());
  }

  @Test
  void aPasswordBelongsToOneSecretDatabaseAndRole() {
    Secret password = new RolePassword(SECRET, "d", "r").password();
    assertThat(password).isEqualTo(new RolePassword(SECRET, "d", "r").password());
    assertThat(password).isNotEqualTo(new RolePassword(Secret.of("x"), "d", "r").password());
    assertThat(password).isNotEqualTo(new RolePassword(SECRET, "d|r", "").password());
    assertThat(password).isNotEqualTo(new RolePassword(SECRET, "d", "s").password());
    assertThat(new RolePassword(SECRET, "d", "r").verifier())
        .startsWith("SCRAM-SHA-256$1:")
        .doesNotContain(password.reveal());
  }
}
