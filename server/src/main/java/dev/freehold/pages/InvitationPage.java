package dev.freehold.pages;

import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The page that the link of an invitation opens by default. Opening it changes nothing, as of
/// [MailLinkPages].
public final class InvitationPage {
  private InvitationPage() {}

  /// `GET /auth/invite` and its script.
  ///
  /// @param base the path of the API, such as `/api/v1`
  public static List<Route> routes(String name, String base) {
    StaticFile page =
        new StaticFile(
            html(name, base).getBytes(StandardCharsets.UTF_8),
            "text/html; charset=utf-8",
            StaticFile.PAGE_POLICY);
    return List.of(
        new Route(RequestMethod.GET, "/auth/invite", Route.Body.IGNORED, page::send),
        StaticFile.resource("/pages/invite.js", null).route("/auth/invite.js"));
  }

  private static String html(String name, String base) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>Your invitation · %1$s</title>
    <link rel="icon" href="../favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../look.css">
    <link rel="stylesheet" href="../front.css">
    <script type="module" src="invite.js"></script>
    </head>
    <body>
    <main>
    <header><h1>%1$s</h1></header>
    <p class="lead">You are invited</p>
    <form id="form" data-signup="..%2$s/auth/signup">
    <p><label for="email">Your e-mail address</label><br>
    <input id="email" type="email" autocomplete="username" required></p>
    <p><label for="password">Password</label><br>
    <input id="password" type="password" autocomplete="new-password" required \
    aria-describedby="fault"></p>
    <p id="fault" role="alert"></p>
    <p><button id="submit" class="button">Create the account</button></p>
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
