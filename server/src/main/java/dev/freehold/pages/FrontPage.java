package dev.freehold.pages;

import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The front page: what the server is, and how to start.
public final class FrontPage {
  private FrontPage() {}

  /// `GET /` and the files that the page loads. The look and the icon are also those of [ApiDocs].
  ///
  /// @param base the path of the API, such as `/api/v1`
  /// @param paths of the resources, such as `/api/v1/tasks`
  /// @param signUp whether sign-up is open
  /// @param accountPages whether there are [AccountPages]
  public static List<Route> routes(
      String name,
      String version,
      String description,
      String publicUrl,
      String base,
      List<String> paths,
      boolean signUp,
      boolean accountPages) {
    byte[] page =
        html(name, version, description, publicUrl, base, paths, signUp, accountPages)
            .getBytes(StandardCharsets.UTF_8);
    return List.of(
        new StaticFile(page, "text/html; charset=utf-8", StaticFile.PAGE_POLICY).route("/"),
        StaticFile.resource("/pages/look.css", null).route("/look.css"),
        StaticFile.resource("/pages/front.css", null).route("/front.css"),
        StaticFile.resource("/pages/favicon.svg", null).route("/favicon.svg"));
  }

  private static String html(
      String name,
      String version,
      String description,
      String publicUrl,
      String base,
      List<String> paths,
      boolean signUp,
      boolean accountPages) {
    StringBuilder resources = new StringBuilder();
    for (String path : paths) {
      resources.append("<li><code>").append(escape(path)).append("</code></li>\n");
    }
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/look.css">
    <link rel="stylesheet" href="/front.css">
    </head>
    <body>
    <main>
    <header><h1>%1$s</h1> <span class="version">%2$s</span></header>
    <p class="lead">%3$s</p>
    <nav>
    <a class="button" href="/docs">Try it</a>
    <a class="button" href="/redoc">Read the reference</a>
    <a class="button" href="/openapi.json">OpenAPI document</a>
    %7$s</nav>
    <h2>What is here</h2>
    <ul>
    %4$s</ul>
    <h2>Begin</h2>
    <p>%5$s</p>
    <pre><code>%6$s</code></pre>
    </main>
    </body>
    </html>
    """
        .formatted(
            escape(name),
            escape(version),
            escape(description),
            resources,
            signUp
                ? "Sign up; the answer holds the access token that every other call takes."
                : "Sign in; the answer holds the access token that every other call takes.",
            escape(curl(publicUrl, base, signUp)),
            accountPages
                ? "<a class=\"button\" href=\"" + AccountPages.ROOT + "\">Your account</a>\n"
                : "");
  }

  private static String curl(String publicUrl, String base, boolean signUp) {
    return """
    curl -X POST %s%s/auth/%s \\
      -H 'Content-Type: application/json' \\
      -d '{"email": "you@example.com", "password": "a long pass phrase"}'\
    """
        .formatted(publicUrl, base, signUp ? "signup" : "login");
  }

  /// Escapes text and quoted attributes.
  static String escape(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
    return html.toString();
  }
}
