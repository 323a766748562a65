package dev.freehold.pages;

import dev.freehold.http.Route;
import dev.freehold.type.PageTheme;
import dev.freehold.type.TotpRule;
import dev.freehold.type.Verification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The pages at `/auth/ui`, where people sign in and manage their account (`auth.pages`). They are
/// clients of the API, as any front end: a page is a shell, and what it shows its script asks the API,
/// with the session in cookies that no script can read.
public final class AccountPages {
  public static final String ROOT = "/auth/ui";

  private static final List<String> SCRIPTS =
      List.of(
          "account",
          "forgot",
          "keys",
          "page",
          "passkeys",
          "provider",
          "return-to",
          "second-factor",
          "sessions",
          "sign-in",
          "sign-up",
          "start");

  private AccountPages() {}

  /// A page.
  ///
  /// @param name of its path and its script
  /// @param mine whether it is of the account of who is signed in
  private record Page(String name, String title, boolean mine) {
    String path() {
      return ROOT + "/" + name;
    }
  }

  /// What the pages show of the spec.
  ///
  /// @param name of the API
  /// @param base the path of the API, such as `/api/v1`
  /// @param signUp how accounts are made
  /// @param scopes that an API key may have
  /// @param providers the names of those by which people sign in
  /// @param redirects where a sign-in may lead beside the paths of this origin (`auth.redirects`)
  /// @param passkeys whether people may sign in with passkeys
  public record AccountPagesSettings(
      String name,
      String base,
      SignUp signUp,
      Verification verification,
      int passwordMinLength,
      List<String> scopes,
      List<String> providers,
      List<String> redirects,
      TotpRule totp,
      boolean passkeys,
      PageTheme theme) {
    public AccountPagesSettings {
      providers = List.copyOf(providers);
      redirects = List.copyOf(redirects);
      scopes = List.copyOf(scopes);
    }
  }

  /// How accounts are made.
  public enum SignUp {
    OPEN,
    INVITED,
    CLOSED
  }

  /// The pages with their scripts, and those of links in mails.
  public static List<Route> routes(AccountPagesSettings settings) {
    List<Page> pages = pages(settings);
    PageShell shell = new PageShell(settings.name(), settings.base());
    String config = " data-config=\"" + FrontPage.escape(config(settings).encode()) + '"';
    List<Route> routes =
        new ArrayList<>(
            MailLinkPages.routes(
                settings.name(),
                settings.base(),
                settings.signUp() == SignUp.INVITED,
                settings.theme()));
    for (String script : SCRIPTS) {
      String path = ROOT + "/" + script + ".js";
      routes.add(StaticFile.resource("/pages" + path, null).route(path));
    }
    routes.add(shell.page(ROOT, "Your account", "ui/start.js", config, "", ""));
    for (Page page : pages) {
      routes.add(
          shell.page(
              page.path(),
              page.title(),
              "ui/" + page.name() + ".js",
              config,
              page.mine() ? navigation(pages, page) : "",
              ""));
    }
    return List.copyOf(routes);
  }

  private static List<Page> pages(AccountPagesSettings settings) {
    List<Page> pages = new ArrayList<>();
    pages.add(new Page("sign-in", "Sign in", false));
    if (settings.signUp() != SignUp.CLOSED) {
      pages.add(new Page("sign-up", "Sign up", false));
    }
    pages.add(new Page("forgot", "Forgotten password", false));
    pages.add(new Page("account", "Account", true));
    pages.add(new Page("sessions", "Sessions", true));
    pages.add(new Page("keys", "API keys", true));
    if (settings.totp() != TotpRule.NONE) {
      pages.add(new Page("second-factor", "Second factor", true));
    }
    if (settings.passkeys()) {
      pages.add(new Page("passkeys", "Passkeys", true));
    }
    return pages;
  }

  /// What the scripts must know of the spec.
  private static JsonObject config(AccountPagesSettings settings) {
    return new JsonObject()
        .put("signup", settings.signUp().name().toLowerCase(Locale.ROOT))
        .put("verification", settings.verification().text())
        .put("passwordMinLength", settings.passwordMinLength())
        .put("scopes", new JsonArray(settings.scopes()))
        .put("providers", new JsonArray(settings.providers()))
        .put("redirects", new JsonArray(settings.redirects()))
        .put("totp", settings.totp() != TotpRule.NONE)
        .put("totpRequired", settings.totp() == TotpRule.REQUIRED)
        .put("passkeys", settings.passkeys());
  }

  private static String navigation(List<Page> pages, Page current) {
    StringBuilder links = new StringBuilder("<nav aria-label=\"Account\">\n");
    for (Page page : pages) {
      if (page.mine()) {
        links
            .append("<a href=\"")
            .append(page.name())
            .append('"')
            .append(page.equals(current) ? " aria-current=\"page\"" : "")
            .append('>')
            .append(page.title())
            .append("</a>\n");
      }
    }
    return links
        .append(
            "<button type=\"button\" id=\"sign-out\" class=\"link\">Sign out</button>\n</nav>\n")
        .toString();
  }
}
