package dev.freehold.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.http.Route;
import dev.freehold.pages.AccountPages.AccountPagesSettings;
import dev.freehold.pages.AccountPages.SignUp;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.type.PageTheme;
import dev.freehold.type.SrgbColor;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of accounts as a server sends them; `bench/ui/run` uses them in a browser.
final class AccountPagesTest {
  private static final String HOSTILE = "N'\"><script>alert(1)</script>&{{7*7}}";
  private static final List<String> PAGES =
      List.of(
          "",
          "/sign-in",
          "/sign-up",
          "/forgot",
          "/account",
          "/sessions",
          "/keys",
          "/second-factor",
          "/passkeys");
  private static final List<String> OF_MAILS = List.of("/reset", "/verify", "/invite");

  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    server = HttpTestServer.of(routes(settings(SignUp.INVITED)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static AccountPagesSettings settings(SignUp signUp) {
    return new AccountPagesSettings(
        HOSTILE,
        "/api/v1",
        signUp,
        Verification.NONE,
        8,
        List.of("notes:read", "*:write"),
        List.of("google"),
        List.of("https://app.example.com/signed-in"),
        TotpRule.OPTIONAL,
        true,
        PageTheme.DEFAULT);
  }

  /// The routes of everything that pages load.
  private static List<Route> routes(AccountPagesSettings settings) {
    List<Route> routes = new ArrayList<>(AccountPages.routes(settings));
    routes.addAll(ApiDocs.routes(settings.name(), "1", () -> "{}", () -> "{}"));
    routes.addAll(
        FrontPage.routes(
            settings.name(), "1", "", "http://localhost", "/api/v1", List.of(), true, true));
    return routes;
  }

  private static RawHttpTestClient.Response get(String path) throws IOException {
    return server.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  private static List<String> pages() {
    List<String> all = new ArrayList<>();
    PAGES.forEach(page -> all.add(AccountPages.ROOT + page));
    OF_MAILS.forEach(page -> all.add(AccountPages.ROOT + page));
    OF_MAILS.forEach(page -> all.add("/auth" + page));
    return all;
  }

  @Test
  void withoutTheKeyThereIsNoRoute() {
    assertThat(MailLinkPages.routes("x", "/api/v1", true, null))
        .extracting(Route::path)
        .contains("/auth/reset", "/auth/invite")
        .noneMatch(path -> path.startsWith(AccountPages.ROOT));
  }

  @Test
  void aPageLoadsOnlyFromHereAndRunsNoInlineScript() throws IOException {
    for (String page : pages()) {
      RawHttpTestClient.Response answer = get(page + "?return_to=%2F%2Fevil.example&token=t0ken");
      assertThat(answer.status()).as(page).isEqualTo(200);
      assertThat(answer.header("Content-Security-Policy"))
          .as(page)
          .contains(
              "default-src 'none'",
              "script-src 'self';",
              "style-src 'self';",
              "connect-src 'self';",
              "form-action 'none'",
              "base-uri 'none'",
              "frame-ancestors 'none'",
              "require-trusted-types-for 'script'",
              "trusted-types 'none'")
          .doesNotContain("http", "*", "unsafe", "sha256", "data:");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Set-Cookie")).isNull();
      assertThat(answer.body())
          .as(page)
          .doesNotContain("evil.example", "t0ken", "\"//", "placeholder")
          .doesNotContainPattern(
              Pattern.compile("<script(?! type=\"module\" src=\")|\\son\\w+=\"|<style|style="))
          .contains("<html lang=\"en\"", "<noscript>", "<main>", "<h1");
    }
  }

  @Test
  void aHostileNameIsText() throws IOException {
    for (String page : pages()) {
      assertThat(get(page).body())
          .as(page)
          .contains(
              "<p class=\"app\">N&#39;&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;{{7*7}}</p>")
          .doesNotContain("<script>", "N'");
    }
  }

  /// What a page and its scripts load is there, wherever `PUBLIC_URL` puts the server: addresses are relative.
  @Test
  void everyFileThatAPageNamesIsServed() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String page : pages()) {
      Matcher file = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(get(page).body());
      while (file.find()) {
        assertThat(file.group(1)).as(page).doesNotStartWith("/").doesNotContain(":");
        named.add(java.net.URI.create("http://x" + page).resolve(file.group(1)).getPath());
      }
    }
    List<String> open = new ArrayList<>(named);
    for (int i = 0; i < open.size(); i++) {
      String path = open.get(i);
      RawHttpTestClient.Response answer = get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      Matcher module = Pattern.compile("from \"(\\.[^\"]+)\"").matcher(answer.body());
      while (path.endsWith(".js") && module.find()) {
        String next = java.net.URI.create("http://x" + path).resolve(module.group(1)).getPath();
        if (named.add(next)) {
          open.add(next);
        }
      }
    }
    assertThat(named)
        .contains(
            "/auth/theme.css", "/auth/form.js", "/auth/ui/return-to.js", "/auth/ui/account.js");
  }

  @Test
  void theScriptsKeepNothingAndWriteNoMarkup() throws IOException {
    int seen = 0;
    for (Route route : routes(settings(SignUp.OPEN))) {
      if (route.path().startsWith("/auth/") && route.path().endsWith(".js")) {
        seen++;
        assertThat(get(route.path()).body())
            .as(route.path())
            .doesNotContain("://", "\"//", "placeholder")
            .doesNotContain("localStorage", "indexedDB", "document.cookie")
            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
            .doesNotContain("eval(", "new Function", "postMessage", "style=", "console.");
        // The verifier of a sign-in by a provider, which is worth nothing without the code.
        if (!route.path().endsWith("/provider.js")) {
          assertThat(get(route.path()).body()).as(route.path()).doesNotContain("sessionStorage");
        }
      }
    }
    assertThat(seen).isGreaterThan(9);
  }

  @ParameterizedTest
  @CsvSource({"CLOSED, 404", "OPEN, 200", "INVITED, 200"})
  void signUpIsThereIfAccountsAre(SignUp signUp, int status) throws IOException {
    try (HttpTestServer other = HttpTestServer.of(routes(settings(signUp)))) {
      String request = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      assertThat(other.send("GET /auth/ui/sign-up" + request).status()).isEqualTo(status);
      String body = other.send("GET /auth/ui/sign-in" + request).body();
      Matcher config = Pattern.compile("data-config=\"([^\"]+)\"").matcher(body);
      assertThat(config.find()).isTrue();
      JsonObject json = new JsonObject(config.group(1).replace("&quot;", "\""));
      assertThat(json.getString("signup")).isEqualToIgnoringCase(signUp.name());
      assertThat(json.getJsonArray("scopes")).contains("notes:read", "*:write");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/auth/ui/", "/auth/ui/none", "/auth/ui/../ui/none", "/auth/ui/Account"})
  void nothingElseIsServed(String path) throws IOException {
    assertThat(get(path).status()).isIn(400, 404);
  }

  /// Each pair of colours that the pages put together, in light and in dark colours.
  @ParameterizedTest
  @CsvSource({
    "#2f6b4f, #fbfaf7",
    "#7a1fa2, #fbfaf7",
    "#000000, #ffffff",
    "#5b8972, #101418",
    "#ffcc00, #000000",
    "#0000ff, #c0c0c0"
  })
  void everyPairOfColorsCanBeRead(String accent, String background) {
    PageTheme theme =
        new PageTheme(
            SrgbColor.parse(accent).orElseThrow(), SrgbColor.parse(background).orElseThrow(), 3);
    String css = PageThemeCss.of(theme);
    int blocks = 0;
    for (String block : css.split(":root", -1)) {
      Map<String, SrgbColor> colors = new HashMap<>();
      Matcher line = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(block);
      while (line.find()) {
        colors.put(line.group(1), SrgbColor.parse(line.group(2)).orElseThrow());
      }
      if (colors.isEmpty()) {
        continue;
      }
      blocks++;
      SrgbColor paper = color(colors, "paper");
      for (String text : List.of("ink", "soft", "field", "fault")) {
        assertThat(color(colors, text).contrast(paper)).as(text).isGreaterThanOrEqualTo(4.5);
      }
      assertThat(color(colors, "edge").contrast(paper)).isGreaterThanOrEqualTo(3);
      assertThat(color(colors, "on-field").contrast(color(colors, "field")))
          .isGreaterThanOrEqualTo(4.5);
    }
    assertThat(blocks).isEqualTo(css.contains("color-scheme: dark;") ? 1 : 2);
    assertThat(css).contains("--radius: " + theme.radius() + "px");
  }

  private static SrgbColor color(Map<String, SrgbColor> colors, String name) {
    return Objects.requireNonNull(colors.get(name), name);
  }

  @Test
  void theFrontPageLeadsToThePages() throws IOException {
    assertThat(get("/").body()).contains("href=\"/auth/ui\"");
  }
}
