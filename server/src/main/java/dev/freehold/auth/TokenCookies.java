package dev.freehold.auth;

import dev.freehold.http.BrowserGuard;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.problem.Problem;
import dev.freehold.type.CookieNames;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/// The tokens of a session as cookies of a browser, which no script can read (`auth.cookies`). Two
/// things keep other sites from using them: `SameSite=Strict`, and a request that may change something
/// must come from an allowed origin and have [CookieNames#HEADER], which a form cannot send.
///
/// An `Authorization` header takes precedence: then cookies are not read.
public final class TokenCookies {
  static final Problem NOT_FROM_A_PAGE =
      new Problem.Forbidden(
          "A request with the cookies of a session must come from a page of PUBLIC_URL or of"
              + " FRONTEND_URL, and have the header "
              + CookieNames.HEADER
              + ".");

  private final BrowserGuard browsers;
  private final Duration life;

  /// @param browsers knows the pages that may use the cookies
  /// @param life how long a browser keeps them: that of the refresh token
  public TokenCookies(BrowserGuard browsers, Duration life) {
    this.browsers = browsers;
    this.life = life;
  }

  /// The access token in the cookie; empty if there is none.
  Optional<String> accessToken(Request request) {
    return value(request, CookieNames.ACCESS);
  }

  /// The refresh token in the cookie; empty if there is none.
  Optional<String> refreshToken(Request request) {
    return value(request, CookieNames.REFRESH);
  }

  /// Whether the request is a session's by its cookies.
  boolean areMeant(Request request) {
    return accessToken(request).isPresent() || refreshToken(request).isPresent();
  }

  /// Whether the sender of the request may use cookies.
  boolean isTrusted(Request request) {
    return request.method().isSafe()
        ? !browsers.isFromForeignPage(request)
        : browsers.isFromAllowedPage(request) && request.header(CookieNames.HEADER) != null;
  }

  /// @throws dev.freehold.problem.ProblemException `FORBIDDEN`
  void requireTrusted(Request request) {
    if (!isTrusted(request)) {
      throw NOT_FROM_A_PAGE.toException();
    }
  }

  Reply set(Reply reply, String accessToken, String refreshToken) {
    return reply
        .withHeader("Set-Cookie", cookie(CookieNames.ACCESS, accessToken, life))
        .withHeader("Set-Cookie", cookie(CookieNames.REFRESH, refreshToken, life));
  }

  /// Tells the browser to forget the cookies.
  static Reply clear(Reply reply) {
    return reply
        .withHeader("Set-Cookie", cookie(CookieNames.ACCESS, "", Duration.ZERO))
        .withHeader("Set-Cookie", cookie(CookieNames.REFRESH, "", Duration.ZERO));
  }

  /// An endpoint after which the session is gone, and with it the cookies.
  Endpoint clearing(Endpoint endpoint) {
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        boolean meant = areMeant(request);
        return endpoint.answer(request).map(reply -> meant ? clear(reply) : reply);
      }

      @Override
      public Optional<Problem> checkHead(Request head) {
        return endpoint.checkHead(head);
      }
    };
  }

  private static String cookie(String name, String value, Duration life) {
    DefaultCookie cookie = new DefaultCookie(name, value);
    cookie.setPath("/");
    cookie.setSecure(true);
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.Strict);
    cookie.setMaxAge(life.toSeconds());
    return ServerCookieEncoder.STRICT.encode(cookie);
  }

  private static Optional<String> value(Request request, String name) {
    return request.header("Authorization") == null
        ? RequestCookies.value(request, name)
        : Optional.empty();
  }
}
