package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.passkey.RelyingParty;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The domain of passkeys, and the pages that may use them.
final class RelyingPartyReaderTest {
  private static final String EXTERNAL = "postgresql://me:hidden@db:5432/notes";

  @TempDir private Path directory;

  private static ApiPlan plan(boolean passkeys) {
    String spec =
        "freehold: 1\nname: Notes\nauth: { passkeys: "
            + passkeys
            + " }\nresources: { notes: { fields: { title: string } } }\n";
    return switch (SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private Config config(String... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JWT_SECRET", RunningApp.SECRET);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Config.read(environment, directory);
  }

  private RelyingParty read(String... namesAndValues) {
    return RelyingPartyReader.read(plan(true), config(namesAndValues), 8000).orElseThrow();
  }

  private List<String> faults(String... namesAndValues) {
    Config config = config(namesAndValues);
    return catchThrowableOfType(
            ConfigException.class, () -> RelyingPartyReader.read(plan(true), config, 8000))
        .faults()
        .stream()
        .map(ConfigFault::name)
        .toList();
  }

  @Test
  void aSpecWithoutPasskeysNeedsNothing() {
    assertThat(RelyingPartyReader.read(plan(false), config("DATABASE_URL", EXTERNAL), 8000))
        .isEqualTo(Optional.empty());
  }

  @Test
  void onOnesOwnMachineItIsLocalhost() {
    RelyingParty party = read();
    assertThat(party.id()).isEqualTo("localhost");
    assertThat(party.name()).isEqualTo("Notes");
    assertThat(party.origins())
        .as("with the page of FRONTEND_URL as it is unless set")
        .containsExactlyInAnyOrder("http://localhost:8000", "http://localhost:3000");
  }

  @Test
  void thePagesAreThoseAtOrBelowTheDomainAndSecure() {
    RelyingParty party =
        read(
            "DATABASE_URL",
            EXTERNAL,
            "PUBLIC_URL",
            "https://api.example.com",
            "PASSKEY_RP_ID",
            "Example.com",
            "FRONTEND_URL",
            "https://app.example.com,http://app.example.com,https://badexample.com,"
                + "https://example.com.eve.org");
    assertThat(party.id()).isEqualTo("example.com");
    assertThat(party.origins())
        .containsExactlyInAnyOrder("https://api.example.com", "https://app.example.com");
    assertThat(
            read("PUBLIC_URL", "https://api.example.com", "FRONTEND_URL", "https://example.com")
                .origins())
        .as("a page above the domain")
        .containsExactly("https://api.example.com");
  }

  @Test
  void anotherDatabaseNeedsAPublicAddress() {
    assertThat(faults("DATABASE_URL", EXTERNAL)).containsExactly("PUBLIC_URL");
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.example.com, PUBLIC_URL",
    "https://192.0.2.1, PUBLIC_URL",
    "'https://[2001:db8::1]', PUBLIC_URL"
  })
  void anAddressThatBrowsersRefuseIsAFault(String address, String variable) {
    assertThat(faults("DATABASE_URL", EXTERNAL, "PUBLIC_URL", address)).contains(variable);
  }

  @ParameterizedTest
  @CsvSource({"com", "ample.com", "other.org", "app.api.example.com", "evil-api.example.com"})
  void anotherDomainIsAFault(String id) {
    assertThat(faults("PUBLIC_URL", "https://api.example.com", "PASSKEY_RP_ID", id))
        .containsExactly("PASSKEY_RP_ID");
  }
}
