package dev.freehold.pages;

import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the pages of accounts have in common: those of links in mails, and those at `/auth/ui`. Each
/// runs one script, which finds what it needs to know in attributes. Addresses are relative, because
/// `PUBLIC_URL` may have a path.
final class PageShell {
  /// The scripts and styles of every page, below the folder `auth`.
  static final List<String> FILES = List.of("form.js", "form.css");

  static final String THEME = "/auth/theme.css";

  private final String name;
  private final String base;

  /// @param name of the API
  /// @param base the path of the API, such as `/api/v1`
  PageShell(String name, String base) {
    this.name = name;
    this.base = base;
  }

  /// A page with any query: mail services add parameters of their own, and the scripts read theirs.
  ///
  /// @param path of the page
  /// @param script its address below `/auth`
  /// @param attributes of the body, as HTML, such as ` data-page="account"`
  /// @param header after the name of the API, as HTML
  /// @param content after the heading, as HTML
  Route page(
      String path, String title, String script, String attributes, String header, String content) {
    String up = "../".repeat((int) path.chars().filter(c -> c == '/').count() - 1);
    String html =
        """
        <!doctype html>
        <html lang="en" data-base="%3$s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>%2$s · %1$s</title>
        <link rel="icon" href="%4$sfavicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="%4$slook.css">
        <link rel="stylesheet" href="%4$sauth/theme.css">
        <link rel="stylesheet" href="%4$sauth/form.css">
        <script type="module" src="%4$sauth/%5$s"></script>
        </head>
        <body%6$s>
        <header><p class="app">%1$s</p>
        %7$s</header>
        <main>
        <h1 tabindex="-1">%2$s</h1>
        <noscript><p>This page needs JavaScript. Turn it on in the browser, and load the page again.</p></noscript>
        %8$s</main>
        </body>
        </html>
        """
            .formatted(
                FrontPage.escape(name),
                title,
                FrontPage.escape(base),
                up,
                script,
                attributes,
                header,
                content);
    StaticFile page =
        new StaticFile(
            html.getBytes(StandardCharsets.UTF_8),
            "text/html; charset=utf-8",
            StaticFile.PAGE_POLICY);
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, page::send);
  }
}
