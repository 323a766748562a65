package dev.freehold.pages;

import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves `/openapi.json` and the two pages that show it: `/docs`, to try the API, and `/redoc`, to
/// read about it. Both are one program of the scripts in `pages/docs`, which a browser draws from
/// the document.
public final class ApiDocs {
  private static final List<String> SCRIPTS =
      List.of("api", "dom", "main", "reference", "request", "schema", "session", "sign-in", "try");

  private ApiDocs() {}

  /// @param brief writes the document that tools load
  /// @param full writes the document with `detail=full`, which both pages load
  public static List<Route> routes(
      String name, String version, Supplier<String> brief, Supplier<String> full) {
    List<Route> routes = new ArrayList<>();
    routes.add(new DocumentFile(brief, full).route("/openapi.json"));
    routes.add(page("Try it", name, version).route("/docs"));
    routes.add(page("Reference", name, version).route("/redoc"));
    routes.add(file("docs.css"));
    SCRIPTS.forEach(script -> routes.add(file(script + ".js")));
    return List.copyOf(routes);
  }

  private static Route file(String name) {
    return StaticFile.resource("/pages/docs/" + name, null).route("/docs/" + name);
  }

  private static StaticFile text(String text, String contentType, @Nullable String policy) {
    return new StaticFile(text.getBytes(StandardCharsets.UTF_8), contentType, policy);
  }

  private static StaticFile page(String title, String name, String version) {
    StringBuilder preloads = new StringBuilder();
    for (String script : SCRIPTS) {
      preloads.append("<link rel=\"modulepreload\" href=\"/docs/%s.js\">\n".formatted(script));
    }
    String html =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%1$s · %2$s</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/look.css">
        <link rel="stylesheet" href="/docs/docs.css">
        %4$s<script type="module" src="/docs/main.js"></script>
        </head>
        <body>
        <header>
        <h1><a href="/">%2$s</a></h1> <span class="version">%3$s</span>
        <nav aria-label="Pages">
        <a href="/docs">Try it</a>
        <a href="/redoc">Reference</a>
        <a href="/openapi.json">OpenAPI document</a>
        </nav>
        <div id="session"></div>
        </header>
        <div class="page">
        <nav aria-label="Contents"><details><summary>Contents</summary><div id="contents"></div></details></nav>
        <main>
        <p>Reading the OpenAPI document …</p>
        <noscript>This page needs JavaScript; the document is at <a href="/openapi.json">/openapi.json</a>.</noscript>
        </main>
        </div>
        </body>
        </html>
        """
            .formatted(title, FrontPage.escape(name), FrontPage.escape(version), preloads);
    return text(html, "text/html; charset=utf-8", StaticFile.PAGE_POLICY);
  }
}
