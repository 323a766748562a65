package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CheckCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @Test
  void sumsUpTheBuiltInSpec() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            (built-in Tasks example): Tasks 1.0.0 is valid
              tasks  3 fields, 1 filter, ids: integer
                     /api/v1/tasks  GET POST PATCH DELETE
                     /api/v1/tasks/bulk  POST PATCH
                     /api/v1/tasks/summary  GET
                     /api/v1/tasks/{id}  GET PUT PATCH DELETE
                     index (user_id, -created_at, -id)
              auth   sign-up is open
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysWhatServeNeedsForSignIn(@TempDir Path directory) throws IOException {
    Path spec = directory.resolve("library.yaml");
    Files.writeString(
        spec,
        """
        freehold: 1
        name: Library
        auth:
          verification: sign-in
          totp: optional
          passkeys: true
          issuers: [{ name: front, secret_env: FRONT_SECRET }]
          providers:
            - { name: google, issuer: "https://accounts.google.com", client_id_env: GOOGLE_ID, client_secret_env: GOOGLE_SECRET }
          redirects: ["https://app.example.com"]
        resources: { books: { fields: { title: string } } }
        """);
    assertThat(run(spec.toString())).as(err.toString()).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("  serve ")))
        .containsExactly(
            "  serve      PUBLIC_URL, for providers, passkeys, links in mails; not on one's own"
                + " machine. PASSKEY_RP_ID, if passkeys are of a domain above its host",
            "  serve      SMTP_URL and MAIL_FROM, for verification; without DATABASE_URL mails are"
                + " printed instead",
            "  serve      FRONT_SECRET, GOOGLE_ID, GOOGLE_SECRET, which the spec names",
            "  serve      JWT_SECRET kept: the secrets of second factors are under it;"
                + " JWT_SECRET_PREVIOUS for a new one");
  }

  /// The routes of rows, as the OpenAPI document has them.
  @ParameterizedTest
  @ValueSource(strings = {"blog", "clinic", "crm", "forum", "school"})
  void printsTheRoutesThatTheServerHas(String example) throws IOException {
    Path file = Path.of("examples", example, "freehold.yaml");
    SpecResult.Valid valid = (SpecResult.Valid) SpecChecker.check(Files.readAllBytes(file));
    ApiPlan plan = ApiPlanner.plan(valid.spec());
    assertThat(run(file.toString())).isZero();
    Map<String, Set<String>> printed = new TreeMap<>();
    Pattern.compile("^ +\\w* *(/api/v1/\\S+)  ([A-Z ]+)$", Pattern.MULTILINE)
        .matcher(out.toString())
        .results()
        .forEach(r -> printed.put(r.group(1), Set.of(r.group(2).split(" "))));
    Map<String, Set<String>> documented = new TreeMap<>();
    JsonObject paths =
        new JsonObject(OpenApiDocument.pretty(plan, OpenApiDocument.SAME_ADDRESS, Detail.FULL))
            .getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      boolean ofRows =
          plan.resources().stream()
              .anyMatch(r -> (path + "/").startsWith("/api/v1/" + r.name() + "/"));
      if (ofRows && !path.endsWith("/accept")) {
        Set<String> methods = new TreeSet<>(paths.getJsonObject(path).fieldNames());
        methods.remove("parameters");
        documented.put(
            path,
            methods.stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet()));
      }
    }
    assertThat(printed).isEqualTo(documented).isNotEmpty();
  }

  @Test
  void printsOneIndexForKeysThatAnotherBeginsWith(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("notes.yaml"),
            """
            freehold: 1
            name: Notes
            resources:
              notes:
                access: { read: owner, create: owner, update: nobody, delete: nobody }
                fields: { title: { type: string, unique: true }, kind: string, n: integer }
                unique: [{ fields: [n], where: "n > 0" }]
                indexes: [[title], [kind], [kind, -n], [n]]
            """);
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString())
        .contains(
            """
                     /api/v1/notes  GET POST
                     /api/v1/notes/bulk  POST
                     /api/v1/notes/summary  GET
                     /api/v1/notes/{id}  GET
                     unique (user_id, title)
                     unique (user_id, n) where n > 0
                     index (user_id, -created_at, -id)
                     index (user_id, kind, -n, -id)
                     index (user_id, n, id)
              auth   sign-up is open
            """);
  }

  @Test
  void printsEveryFault(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("shop.yaml"), "freehold: 1\nnam: Shop\n");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            """
            %1$s:1:1: the spec needs 'name' [missing-key]; such as name: Tasks
            %1$s:1:1: the spec needs 'resources' [missing-key]; such as resources: { tasks: { fields: … } }
            %1$s:2:1: unknown key 'nam' in the spec [unknown-key]; did you mean 'name'?
            3 faults
            """
                .formatted(file));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void warnsOfSharedRowsThatAnyoneKeeps(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("blog.yaml"),
            """
            freehold: 1
            name: Blog
            resources:
              posts:
                access: { read: public }
                fields: { title: string }
              comments:
                fields:
                  post: { type: ref, to: posts, required: true }
            """);
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString()).contains("Blog 1.0.0 is valid").doesNotContain("warning");
    assertThat(err.toString())
        .startsWith(file + ":9:7: warning: every user can make rows of 'posts' undeletable: ")
        .contains("[restrict-on-shared-rows]; write onDelete: cascade, or limit who may")
        .endsWith("1 warning" + System.lineSeparator());
  }

  @Test
  void pointsAtTheFaultOnATerminal() {
    SpecSource spec =
        new SpecSource(
            "x.yaml",
            java.nio.file.Path.of(""),
            "freehold: 2\r\nname: X\r\nresources: {}\r\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    SpecResult.Invalid invalid = (SpecResult.Invalid) SpecChecker.check(spec.bytes());
    PrintWriter writer = new PrintWriter(out);
    new IssuePrinter(TerminalStyle.TERMINAL_WITHOUT_COLOUR).print(writer, spec, invalid.issues());
    assertThat(out.toString())
        .containsSubsequence("x.yaml:1:11: ", "    freehold: 2", "              ^", "2 faults")
        .doesNotContain("\u001B");
  }

  @Test
  void saysWhatCannotBeRead(@TempDir Path dir) {
    assertThat(run(dir.toString())).isEqualTo(2);
    assertThat(run(dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(dir + " is a directory", dir.resolve("none.yaml") + " does not exist");
  }

  @Test
  void explainsWhoMayDoWhat() {
    assertThat(run("--explain")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            (built-in Tasks example): Tasks 1.0.0, access rules
              tasks  read: owner  create: owner  update: owner  delete: owner
                     rows of other users: none
              auth   sign-up is open
            """);
  }

  @Test
  void printsTheSchema() {
    assertThat(run("--schema")).isZero();
    assertThat(out.toString()).contains("https://json-schema.org/draft/2020-12/schema");
  }
}
