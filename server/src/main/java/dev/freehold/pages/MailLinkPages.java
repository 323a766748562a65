package dev.freehold.pages;

import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The pages that the links in mails open by default. Opening one changes nothing, because mail programs
/// open links to look for viruses: the token is used when the form is sent. The script takes the token
/// out of the address.
public final class MailLinkPages {
  /// The script of all of them: what to post, and where, stands in the form.
  public static final String SCRIPT = "/auth/mail-link.js";

  private static final String PASSWORD =
      """
      <input id="password" name="password" type="password" autocomplete="new-password" required \
      aria-describedby="fault"></p>
      """;

  private static final String RESET =
      """
      <input type="text" autocomplete="username" hidden>
      <p><label for="password">New password</label><br>
      """
          + PASSWORD;

  private static final String INVITE =
      """
      <p><label for="email">Your e-mail address</label><br>
      <input id="email" name="email" type="email" autocomplete="username" required></p>
      <p><label for="password">Password</label><br>
      """
          + PASSWORD;

  private MailLinkPages() {}

  /// A form that posts its fields and the token of the link.
  ///
  /// @param post the route below the base of the API
  /// @param token the name of the token in the body
  /// @param fields as HTML
  /// @param submit the words of the button
  /// @param done the words after it
  private record Form(
      String title, String post, String token, String fields, String submit, String done) {}

  /// `GET /auth/reset`, `/auth/verify`, and `/auth/invite` if there are invitations, and their script.
  ///
  /// @param base the path of the API, such as `/api/v1`
  public static List<Route> routes(String name, String base, boolean invitations) {
    List<Route> routes = new ArrayList<>();
    routes.add(StaticFile.resource("/pages/mail-link.js", null).route(SCRIPT));
    routes.add(
        page(
            "/auth/reset",
            name,
            base,
            new Form(
                "Set a new password",
                "/auth/password/reset",
                "token",
                RESET,
                "Set the password",
                "The new password is set. Sign in with it.")));
    routes.add(
        page(
            "/auth/verify",
            name,
            base,
            new Form(
                "Confirm your e-mail address",
                "/auth/email/verify",
                "token",
                "",
                "Confirm the address",
                "The address is confirmed.")));
    if (invitations) {
      routes.add(
          page(
              "/auth/invite",
              name,
              base,
              new Form(
                  "You are invited",
                  "/auth/signup",
                  "invitation",
                  INVITE,
                  "Create the account",
                  "Your account is ready. Sign in with your password.")));
    }
    return routes;
  }

  /// With any query: the script reads the token, and mail services add parameters of their own.
  private static Route page(String path, String name, String base, Form form) {
    StaticFile page =
        new StaticFile(
            html(name, base, form).getBytes(StandardCharsets.UTF_8),
            "text/html; charset=utf-8",
            StaticFile.PAGE_POLICY);
    return new Route(RequestMethod.GET, path, Route.Body.IGNORED, page::send);
  }

  private static String html(String name, String base, Form form) {
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
    <script type="module" src="mail-link.js"></script>
    </head>
    <body>
    <main>
    <header><h1>%1$s</h1></header>
    <p class="lead">%2$s</p>
    <form id="form" data-post="..%3$s" data-token="%4$s" data-done="%7$s">
    %5$s<p id="fault" role="alert"></p>
    <p><button id="submit" class="button">%6$s</button></p>
    </form>
    <p id="done" role="status"></p>
    <noscript><p>This page needs JavaScript.</p></noscript>
    </main>
    </body>
    </html>
    """
        .formatted(
            FrontPage.escape(name),
            form.title(),
            FrontPage.escape(base) + form.post(),
            form.token(),
            form.fields(),
            form.submit(),
            form.done());
  }
}
