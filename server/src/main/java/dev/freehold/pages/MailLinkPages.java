package dev.freehold.pages;

import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The pages that the links in mails open by default. Opening one changes nothing, because mail programs
/// open links to look for viruses: the token is used when the form is sent. The script takes the token
/// out of the address.
public final class MailLinkPages {
  private MailLinkPages() {}

  /// `GET /auth/reset`, `GET /auth/verify` and their scripts.
  ///
  /// @param base the path of the API, such as `/api/v1`
  public static List<Route> routes(String name, String base) {
    return List.of(
        page("/auth/reset", html(name, "Set a new password", "reset.js", reset(base))),
        StaticFile.resource("/pages/reset.js", null).route("/auth/reset.js"),
        page("/auth/verify", html(name, "Confirm your e-mail address", "verify.js", verify(base))),
        StaticFile.resource("/pages/verify.js", null).route("/auth/verify.js"));
  }

  /// With any query: the script reads the token, and mail services add parameters of their own.
  private static Route page(String path, String html) {
    StaticFile page =
        new StaticFile(
            html.getBytes(StandardCharsets.UTF_8),
            "text/html; charset=utf-8",
            StaticFile.PAGE_POLICY);
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, page::send);
  }

  private static String reset(String base) {
    return """
    <form id="form" data-reset="..%s/auth/password/reset">
    <input type="text" autocomplete="username" hidden>
    <p><label for="password">New password</label><br>
    <input id="password" type="password" autocomplete="new-password" required \
    aria-describedby="fault"></p>
    <p id="fault" role="alert"></p>
    <p><button id="submit" class="button">Set the password</button></p>
    </form>
    """
        .formatted(FrontPage.escape(base));
  }

  private static String verify(String base) {
    return """
    <form id="form" data-verify="..%s/auth/email/verify">
    <p id="fault" role="alert"></p>
    <p><button id="submit" class="button">Confirm the address</button></p>
    </form>
    """
        .formatted(FrontPage.escape(base));
  }

  private static String html(String name, String title, String script, String form) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>%2$s · %1$s</title>
    <link rel="icon" href="../favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../look.css">
    <link rel="stylesheet" href="../front.css">
    <script type="module" src="%3$s"></script>
    </head>
    <body>
    <main>
    <header><h1>%1$s</h1></header>
    <p class="lead">%2$s</p>
    %4$s<p id="done" role="status"></p>
    <noscript><p>This page needs JavaScript.</p></noscript>
    </main>
    </body>
    </html>
    """
        .formatted(FrontPage.escape(name), title, script, form);
  }
}
