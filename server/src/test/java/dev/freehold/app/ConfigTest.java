package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.app.Config.DatabaseChoice;
import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.ops.Logging;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigTest {
  private static final String STRONG = "rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd7oTi4vLq";
  private static final String URL = "postgresql://me:hidden@db:5432/tasks";

  @TempDir Path directory;

  private Config read(String... namesAndValues) {
    return Config.read(environment(namesAndValues), directory);
  }

  private List<ConfigFault> faults(String... namesAndValues) {
    return catchThrowableOfType(ConfigException.class, () -> read(namesAndValues)).faults();
  }

  private static Map<String, String> environment(String... namesAndValues) {
    Map<String, String> environment = new java.util.TreeMap<>(Map.of("PATH", "/bin"));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return environment;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          HOST=0.0.0.0; HOST=0.0.0.0 serves plain HTTP
          HOST=::; HOST=:: serves plain HTTP
          HOST=127.0.0.1;
          HOST=0.0.0.0 PUBLIC_URL=https://api.example.com;
          HOST=0.0.0.0 TRUSTED_PROXIES=10.0.0.0/8;
          TRUSTED_PROXIES=0.0.0.0/0; TRUSTED_PROXIES trusts every address
          TRUSTED_PROXIES=10.0.0.1,::/0; TRUSTED_PROXIES trusts every address
          """)
  void anUnsafeNetworkIsReported(String settings, @Nullable String warning) {
    List<String> warnings = read(settings.split("[= ](?!=)", -1)).warnings();
    if (warning == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings).singleElement().asString().startsWith(warning);
    }
  }

  @Test
  void theDefaultIsDevelopmentOnLoopback() {
    Config config = read();
    assertThat(config.database()).isEqualTo(new DatabaseChoice.Embedded());
    assertThat(config.jwtSecret()).isEmpty();
    assertThat(config.frontendOrigins()).containsExactly("http://localhost:3000");
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8000);
    assertThat(config.dataDirectory()).isEqualTo(Path.of(".freehold"));
    assertThat(config.publicUrl()).isEmpty();
    assertThat(config.trustedProxies()).isEmpty();
    assertThat(config.logFormat()).isEqualTo(Logging.Format.AUTO);
    assertThat(config.logLevel()).isEqualTo(Config.LogLevel.INFO);
    assertThat(config.eventLoops()).isPositive();
    assertThat(config.databaseConnections()).isEqualTo(2);
    assertThat(config.wideQueries()).isBetween(2, 64);
    assertThat(config.wideQueryTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.rateLimits()).isTrue();
    assertThat(config.maxBodyBytes()).isEqualTo(1_048_576);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void anExternalDatabaseNeedsASecretAndAllowsNoOriginByDefault() {
    assertThat(faults("DATABASE_URL", URL))
        .singleElement()
        .satisfies(f -> assertThat(f.name()).isEqualTo("JWT_SECRET"))
        .satisfies(f -> assertThat(f.remedy()).contains("openssl rand"));
    Config config = read("DATABASE_URL", URL, "JWT_SECRET", STRONG);
    assertThat(config.database())
        .isEqualTo(
            new DatabaseChoice.External(
                DatabaseUrlParser.parse(URL),
                DatabaseUrlParser.parse(URL),
                Optional.empty(),
                Config.PoolerChoice.AUTO));
    assertThat(config.jwtSecret()).contains(Secret.of(STRONG));
    assertThat(config.frontendOrigins()).isEmpty();
    assertThat(config.toString()).doesNotContain("hidden", STRONG);
  }

  @Test
  void thePreviousSecretIsHeldToTheSameRulesAndIsAnotherOne() {
    Config config = read("JWT_SECRET", STRONG, "JWT_SECRET_PREVIOUS", "x" + STRONG);
    assertThat(config.signingSecrets(() -> Secret.of("")))
        .isEqualTo(new SigningSecrets(Secret.of(STRONG), Secret.of("x" + STRONG)));
    assertThat(read("JWT_SECRET_PREVIOUS", STRONG).signingSecrets(() -> Secret.of("generated")))
        .isEqualTo(new SigningSecrets(Secret.of("generated"), Secret.of(STRONG)));
    for (String wrong : List.of(STRONG, "short", "0123456789abcdef0123456789abcdef")) {
      assertThat(faults("JWT_SECRET", STRONG, "JWT_SECRET_PREVIOUS", wrong))
          .singleElement()
          .satisfies(f -> assertThat(f.name()).isEqualTo("JWT_SECRET_PREVIOUS"))
          .satisfies(f -> assertThat(f.toString()).doesNotContain(wrong));
    }
  }

  @Test
  void aSigningKeyIsAKeyOrAFileAndNeedsAnIssuer() throws IOException {
    String one =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}";
    String two = one.replace("nWGx", "aaaa");
    String file = Files.writeString(directory.resolve("key.json"), one).toString();
    String url = "https://api.example.com/";
    Config config =
        read("PUBLIC_URL", url, "JWT_SIGNING_KEY", file, "JWT_SIGNING_KEY_PREVIOUS", two);
    assertThat(config.jwtKeys().orElseThrow().issuer()).isEqualTo("https://api.example.com");
    assertThat(config.jwtKeys().orElseThrow().accepted()).hasSize(2);
    assertThat(config.toString()).doesNotContain("nWGxne", "WmC6hEr0");
    assertThat(read("PUBLIC_URL", url).jwtKeys()).isEmpty();

    for (List<String> wrong :
        List.of(
            List.of("JWT_SIGNING_KEY", one),
            List.of("JWT_SIGNING_KEY", one.replace("nWGx", ""), "PUBLIC_URL", url),
            List.of("JWT_SIGNING_KEY", file + "x", "PUBLIC_URL", url),
            List.of("JWT_SIGNING_KEY", "x\0", "PUBLIC_URL", url))) {
      List<ConfigFault> faults = faults(wrong.toArray(String[]::new));
      assertThat(faults).extracting(ConfigFault::name).containsOnly("JWT_SIGNING_KEY");
      assertThat(faults.toString()).doesNotContain("WmC6hEr0");
    }
    for (List<String> wrong :
        List.of(
            List.of("JWT_SIGNING_KEY_PREVIOUS", two),
            List.of("JWT_SIGNING_KEY_PREVIOUS", one, "JWT_SIGNING_KEY", file, "PUBLIC_URL", url))) {
      assertThat(faults(wrong.toArray(String[]::new)))
          .extracting(ConfigFault::name)
          .containsExactly("JWT_SIGNING_KEY_PREVIOUS");
    }
  }

  @Test
  void everyFaultIsReportedWithoutSecrets() throws IOException {
    Files.writeString(directory.resolve(".env"), "oops\nLOG_LEVEL=loud\n");
    List<ConfigFault> faults =
        faults(
            "DATABASE_URL", "mysql://me:hidden@db/tasks",
            "JWT_SECRET", "hidden",
            "FRONTEND_URL", "*, https://ok.example",
            "HOST", "not a host",
            "PORT", "80000",
            "PUBLIC_URL", "api.example.com",
            "TRUSTED_PROXIES", "10.0.0.0/33, proxy.example",
            "EVENT_LOOPS", "0",
            "DATABASE_CONNECTIONS", "many",
            "WIDE_QUERIES", "1",
            "WIDE_QUERY_SECONDS", "9",
            "RATE_LIMITS", "maybe",
            "MAX_BODY_BYTES", "-1",
            "FREEHOLD_DATADIR", "/data");
    assertThat(faults)
        .extracting(ConfigFault::name)
        .containsExactlyInAnyOrder(
            ".env:1",
            "LOG_LEVEL",
            "DATABASE_URL",
            "JWT_SECRET",
            "FRONTEND_URL",
            "HOST",
            "PORT",
            "PUBLIC_URL",
            "TRUSTED_PROXIES",
            "TRUSTED_PROXIES",
            "EVENT_LOOPS",
            "DATABASE_CONNECTIONS",
            "WIDE_QUERIES",
            "WIDE_QUERY_SECONDS",
            "RATE_LIMITS",
            "MAX_BODY_BYTES",
            "FREEHOLD_DATADIR");
    assertThat(new ConfigException(faults).getMessage())
        .doesNotContain("hidden")
        .contains("Did you mean FREEHOLD_DATA_DIR?");
  }

  @Test
  void theEnvironmentWinsOverTheFileAndBlankCountsAsNotSet() throws IOException {
    Files.writeString(directory.resolve(".env"), "PORT=9000\nHOST=::1\nJWT_SECERT=x\n");
    Config config = read("PORT", "9001", "HOST", " ");
    assertThat(config.port()).isEqualTo(9001);
    assertThat(config.host()).isEqualTo("::1");
    assertThat(config.warnings())
        .singleElement()
        .isEqualTo(".env sets JWT_SECERT, which is not read; did you mean JWT_SECRET?");
  }

  @Test
  void aListOfLeakedPasswordsMustBeThere() throws IOException {
    Path list = directory.resolve("pwned.txt");
    assertThat(faults("LEAKED_PASSWORDS", list.toString()))
        .singleElement()
        .asString()
        .contains("LEAKED_PASSWORDS", "is neither a folder nor a file");
    Files.writeString(list, "A".repeat(40) + ":1\n");
    assertThat(read("LEAKED_PASSWORDS", list.toString()).leakedPasswords()).contains(list);
    assertThat(read().leakedPasswords()).isEmpty();
  }

  @Test
  void rateLimitsOffIsAllowedWithAWarning() {
    Config config = read("RATE_LIMITS", "off");
    assertThat(config.rateLimits()).isFalse();
    assertThat(config.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, https://app.example.com",
    "HTTPS://App.Example.com:443, https://app.example.com",
    "http://localhost:5173, http://localhost:5173",
    "http://[::1]:3000, http://[::1]:3000"
  })
  void anOriginIsNormalized(String written, String origin) {
    assertThat(read("FRONTEND_URL", written).frontendOrigins()).containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "localhost:3000",
        "https://a.example/",
        "https://a.example/app",
        "https://a.example?x",
        "https://a.example#x",
        "https://me@a.example",
        "https://*.a.example",
        "file:///a",
        "https://",
        "https://a.example:99999",
        "https://a b"
      })
  void anythingElseIsNoOrigin(String written) {
    assertThat(faults("FRONTEND_URL", written))
        .extracting(ConfigFault::name)
        .containsExactly("FRONTEND_URL");
  }

  @Test
  void blocksAndBasesAreNormalized() {
    Config config =
        read("TRUSTED_PROXIES", "10.0.0.0/8, ::1,192.0.2.7", "PUBLIC_URL", "https://A.example/v1/");
    assertThat(config.trustedProxies()).containsExactly("10.0.0.0/8", "::1/128", "192.0.2.7/32");
    assertThat(config.publicUrl()).contains("https://a.example/v1");
  }

  @Test
  void mailNeedsAServerASenderAndAPublicUrl() {
    String smtp = "smtp://me:hidden@mail.example.com";
    assertThat(read().mail().route()).isEqualTo(new MailRoute.Terminal());
    assertThat(read("DATABASE_URL", URL, "JWT_SECRET", STRONG).mail().route())
        .isEqualTo(new MailRoute.None());
    assertThat(faults("DATABASE_URL", URL, "JWT_SECRET", STRONG, "SMTP_URL", smtp))
        .extracting(f -> f.name() + " " + f.message())
        .containsExactlyInAnyOrder(
            "MAIL_FROM is needed with SMTP_URL.",
            "PUBLIC_URL is needed with SMTP_URL and DATABASE_URL: links in mails begin with it.");
    assertThat(faults("SMTP_URL", "mail.example.com?hidden", "MAIL_FROM", "Tasks"))
        .extracting(ConfigFault::name)
        .containsExactlyInAnyOrder("SMTP_URL", "MAIL_FROM");
    assertThat(faults("SMTP_URL", smtp + ":0/hidden", "MAIL_FROM", "a@b").toString())
        .contains("port", "path")
        .doesNotContain("hidden");
    Config config = read("SMTP_URL", smtp, "MAIL_FROM", "Tasks <no-reply@example.com>");
    assertThat(config.mail().route()).isInstanceOf(MailRoute.Smtp.class);
    assertThat(config.toString()).doesNotContain("hidden");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void mailInClearToAnotherMachineIsReported() {
    String[] local = {"SMTP_URL", "smtp://localhost:1025?starttls=off", "MAIL_FROM", "a@b"};
    String[] other = {"SMTP_URL", "smtp://mailpit:1025?starttls=off", "MAIL_FROM", "a@b"};
    assertThat(read(local).warnings()).isEmpty();
    assertThat(read(other).warnings()).singleElement().asString().contains("mailpit:1025");
  }

  @Test
  void theTemplatesOfTheProjectAreChecked() throws IOException {
    Files.createDirectory(directory.resolve("mail"));
    Files.writeString(directory.resolve("mail").resolve("reset.txt"), "Subject: x\n\n{{lnk}}");
    Files.writeString(directory.resolve("mail").resolve("reset.html"), "{{link}}");
    assertThat(faults()).extracting(ConfigFault::name).containsExactly("mail/reset.txt:3");
  }
}
