package dev.freehold.pages;

import dev.freehold.http.Route;
import dev.freehold.type.PageTheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pages that the links in mails open by default. Opening one changes nothing, because mail programs
/// open links to look for viruses: the token is used when the form is sent. The script takes the token
/// out of the address. With the [AccountPages] each of them is also one of those, and leads to the sign-in.
public final class MailLinkPages {
  /// The script of all of them: what to post, and where, stands in the form.
  public static final String SCRIPT = "/auth/mail-link.js";

  private static final String PASSWORD =
      """
      <input id="password" name="password" type="password" autocomplete="new-password" required \
      aria-describedby="password-fault">
      <p class="fault" id="password-fault"></p></div>
      """;

  private static final String RESET =
      """
      <input type="text" autocomplete="username" hidden>
      <div class="field"><label for="password">New password</label>
      """
          + PASSWORD;

  private static final String INVITE =
      """
      <div class="field"><label for="email">Your e-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" required \
      aria-describedby="email-fault">
      <p class="fault" id="email-fault"></p></div>
      <div class="field"><label for="password">Password</label>
      """
          + PASSWORD;

  private MailLinkPages() {}

  /// A form that posts its fields and the token of the link.
  ///
  /// @param page the last part of its path
  /// @param post the route below the base of the API
  /// @param token the name of the token in the body
  /// @param fields as HTML
  /// @param submit the words of the button
  /// @param done the words after it
  private record Form(
      String page,
      String title,
      String post,
      String token,
      String fields,
      String submit,
      String done) {}

  /// `GET /auth/reset`, `/auth/verify`, and `/auth/invite` if there are invitations, and the files that
  /// they load.
  ///
  /// @param base the path of the API, such as `/api/v1`
  /// @param theme the look of the [AccountPages]; null if there are none
  public static List<Route> routes(
      String name, String base, boolean invitations, @Nullable PageTheme theme) {
    List<Route> routes = new ArrayList<>();
    PageShell shell = new PageShell(name, base);
    for (String file : PageShell.FILES) {
      routes.add(StaticFile.resource("/pages/auth/" + file, null).route("/auth/" + file));
    }
    String look = PageThemeCss.of(theme == null ? PageTheme.DEFAULT : theme);
    routes.add(
        new StaticFile(look.getBytes(StandardCharsets.UTF_8), "text/css; charset=utf-8", null)
            .route(PageShell.THEME));
    routes.add(StaticFile.resource("/pages/auth/mail-link.js", null).route(SCRIPT));
    List<Form> forms = new ArrayList<>();
    forms.add(
        new Form(
            "reset",
            "Set a new password",
            "/auth/password/reset",
            "token",
            RESET,
            "Set the password",
            "The new password is set. Sign in with it."));
    forms.add(
        new Form(
            "verify",
            "Confirm your e-mail address",
            "/auth/email/verify",
            "token",
            "",
            "Confirm the address",
            "The address is confirmed."));
    if (invitations) {
      forms.add(
          new Form(
              "invite",
              "You are invited",
              "/auth/signup",
              "invitation",
              INVITE,
              "Create the account",
              "Your account is ready. Sign in with your password."));
    }
    for (Form form : forms) {
      routes.add(page(shell, "/auth/" + form.page(), form, theme != null));
      if (theme != null) {
        routes.add(page(shell, AccountPages.ROOT + "/" + form.page(), form, true));
      }
    }
    return List.copyOf(routes);
  }

  private static Route page(PageShell shell, String path, Form form, boolean signIn) {
    return shell.page(
        path,
        form.title(),
        "mail-link.js",
        "",
        "",
        """
        <form id="form" data-post="%1$s" data-token="%2$s" data-done="%5$s">
        %3$s<p class="fault" id="fault" role="alert"></p>
        <p><button id="submit" class="button main">%4$s</button></p>
        </form>
        <p id="done" role="status"></p>
        %6$s\
        """
            .formatted(
                form.post(),
                form.token(),
                form.fields(),
                form.submit(),
                form.done(),
                signIn
                    ? "<p id=\"next\" hidden><a class=\"button main\" href=\"%ssign-in\">Sign in</a></p>\n"
                        .formatted(path.startsWith(AccountPages.ROOT + "/") ? "" : "ui/")
                    : ""));
  }
}
