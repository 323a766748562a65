package dev.freehold.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.http.Route;
import dev.freehold.testing.HttpTestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documentation pages and those of mails in a real browser that can reach nothing but this server.
class ApiDocsBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir Path folder;

  @Test
  void docsShowsTheOperationsAndTheSignIn() throws Exception {
    assertThat(rendered("/docs"))
        .contains("/api/v1/tasks")
        .contains("<details id=\"logIn\"")
        .contains("aria-current=\"page\"")
        .contains("type=\"password\"");
  }

  @Test
  void redocShowsTheOperationsAndWhatTheyDo() throws Exception {
    assertThat(rendered("/redoc"))
        .contains("<article id=\"logIn\"")
        .contains("A wrong e-mail and a wrong password get the same response.")
        .contains("type=\"password\"");
  }

  /// A link to an operation opens it, with the example of its body to send.
  @Test
  void aLinkOpensTheFormOfAnOperation() throws Exception {
    assertThat(rendered("/docs#createTask"))
        .contains("for=\"createTask-body\"")
        .contains("Buy milk")
        .doesNotContain("updateTask-body");
  }

  /// Neither form nor text has the token, and the script runs under the policy of the page.
  @Test
  void theLinkOfAMailShowsTheForm() throws Exception {
    assertThat(rendered("/auth/reset?token=t0ken&utm_source=mail"))
        .contains("autocomplete=\"new-password\"")
        .contains("<p class=\"fault\" id=\"fault\" role=\"alert\"></p>")
        .doesNotContain("t0ken");
    assertThat(rendered("/auth/reset#token=t0ken"))
        .contains("<p class=\"fault\" id=\"fault\" role=\"alert\"></p>")
        .doesNotContain("t0ken");
    assertThat(rendered("/auth/reset")).contains("This page is opened by the link in a mail");
    assertThat(rendered("/auth/verify?token=t0ken"))
        .contains("Confirm the address")
        .contains(
            "<p class=\"fault\" id=\"fault\" role=\"alert\"></p>",
            "<p id=\"done\" role=\"status\"></p>")
        .doesNotContain("t0ken");
    assertThat(rendered("/auth/verify")).contains("This page is opened by the link in a mail");
    assertThat(rendered("/auth/invite?token=t0ken"))
        .contains("Create the account", "<p class=\"fault\" id=\"fault\" role=\"alert\"></p>")
        .doesNotContain("t0ken");
  }

  /// The page after its scripts have run; fails on anything the browser's console has to say.
  private String rendered(String path) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(CHROMIUM), "no " + CHROMIUM + ": the pages are not looked at");
    String document = Files.readString(Path.of("testdata/golden/plan/tasks/openapi.full.json"));
    List<Route> routes =
        new ArrayList<>(ApiDocs.routes("Tasks", "1.0.0", () -> document, () -> document));
    routes.addAll(MailLinkPages.routes("Tasks", "/api/v1", true, null));
    for (String shared : List.of("/favicon.svg", "/look.css", "/front.css")) {
      routes.add(StaticFile.resource("/pages" + shared, null).route(shared));
    }
    Path html = folder.resolve("page.html");
    Path log = folder.resolve("log.txt");
    try (HttpTestServer server = HttpTestServer.of(routes)) {
      Process browser =
          new ProcessBuilder(
                  CHROMIUM.toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--user-data-dir=" + folder.resolve("profile"),
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                  "--enable-logging=stderr",
                  "--virtual-time-budget=15000",
                  "--dump-dom",
                  "http://127.0.0.1:" + server.port() + path)
              .redirectOutput(html.toFile())
              .redirectError(log.toFile())
              .start();
      try {
        assertThat(browser.waitFor(90, TimeUnit.SECONDS)).as("the browser ends").isTrue();
      } finally {
        browser.destroyForcibly();
      }
    }
    List<String> console =
        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList();
    assertThat(console).isEmpty();
    return Files.readString(html);
  }
}
