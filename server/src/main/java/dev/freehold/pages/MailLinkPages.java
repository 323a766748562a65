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

  /// `GET /auth/reset` and its script.
  ///
  /// @param base the path of the API, such as `/api/v1`
  public static List<Route> routes(String name, String base) {
    StaticFile page =
        new StaticFile(
            html(name, base).getBytes(StandardCharsets.UTF_8),
            "text/html; charset=utf-8",
            StaticFile.PAGE_POLICY);
    return List.of(
        // With any query: the script reads the token, and mail services add parameters of their
        // own.
        new Route(RequestMethod.GET, "/auth/reset", Route.Body.IGNORED, page::send),
        StaticFile.resource("/pages/reset.js", null).route("/auth/reset.js"));
  }

  private static String html(String name, String base) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Set a new password · %1$s</title>
    <link rel="icon" href="../favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../look.css">
    <link rel="stylesheet" href="../front.css">
    <script type="module" src="reset.js"></script>
    </head>
    <body>
    <main>
    <header><h1>%1$s</h1></header>
    <p class="lead">Set a new password</p>
    <form id="form" data-reset="..%2$s/auth/password/reset">
    <input type="text" autocomplete="username" hidden>
    <p><label for="password">New password</label><br>
    <input id="password" type="password" autocomplete="new-password" required \
    aria-describedby="fault"></p>
    <p id="fault" role="alert"></p>
    <p><button id="submit" class="button">Set the password</button></p>
    </form>
    <p id="done" role="status"></p>
    <noscript><p>This page needs JavaScript.</p></noscript>
    </main>
    </body>
    </html>
    """
        .formatted(FrontPage.escape(name), FrontPage.escape(base));
  }
}
