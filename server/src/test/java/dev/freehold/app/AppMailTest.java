package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.app.App.FreePort;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.testing.RawHttpTestClient;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mail from the request to the inbox, with a server as `serve` starts it and a real SMTP server.
final class AppMailTest {
  private static GreenMail smtp;
  private static RunningApp running;
  private static String publicUrl;

  @BeforeAll
  static void start() {
    smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    int port = FreePort.find("127.0.0.1");
    publicUrl = "https://api.example.com:" + port;
    running =
        RunningApp.of(
            RunningApp.example("tasks"),
            "PORT",
            String.valueOf(port),
            "PUBLIC_URL",
            publicUrl,
            "SMTP_URL",
            "smtp://127.0.0.1:" + smtp.getSmtp().getPort() + "?starttls=off",
            "MAIL_FROM",
            "Tasks <no-reply@example.com>");
  }

  @AfterAll
  static void stop() {
    running.close();
    smtp.stop();
  }

  private static String text(MimeMessage mail) throws Exception {
    return ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
  }

  /// The request says whatever it likes of its host (ZITADEL CVE-2026-29067, and the guides to password
  /// reset poisoning).
  @Test
  void theLinkOfAMailIsOfThePublicUrlAndSetsThePassword() throws Exception {
    SignedUpUser ada = running.person();
    String body = new JsonObject().put("email", ada.email()).encode();
    try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
      client.send(
          "POST /api/v1/auth/password/forgot HTTP/1.1\r\nHost: evil.example\r\n"
              + "X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n"
              + "X-Forwarded-Proto: http\r\nOrigin: https://evil.example\r\n"
              + "Referer: https://evil.example/\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(client.read().status()).isEqualTo(202);
    }
    assertThat(smtp.waitForIncomingEmail(20_000, 1)).isTrue();
    MimeMessage mail = smtp.getReceivedMessages()[0];
    assertThat(mail.getAllRecipients()).singleElement().hasToString(ada.email());
    assertThat(mail.getSubject()).isEqualTo("Set a new password for Tasks");
    assertThat(GreenMailUtil.getWholeMessage(mail)).doesNotContain("evil");
    Matcher link =
        Pattern.compile(Pattern.quote(publicUrl) + "/auth/reset\\?token=([A-Za-z0-9_-]{43})\\s")
            .matcher(text(mail));
    assertThat(link.find()).isTrue();
    String token = link.group(1);

    running
        .nobody("")
        .get("/auth/reset?token=" + token + "&utm_source=mail")
        .expect(200)
        .bodyHasNo(token);
    JsonObject reset = new JsonObject().put("token", token).put("password", "nine lilac umbrellas");
    running.nobody().post("/auth/password/reset", reset.encode()).expect(204);
    running
        .nobody()
        .post("/auth/password/reset", reset.encode())
        .expect(400)
        .details("token expired");
    ada.client().get("/auth/me").expect(401, "INVALID_TOKEN");
    assertThat(running.events().toString()).doesNotContain(token, ada.email());
    assertThat(running.query("select count(*)::text from auth.outbox where kind = 'reset'"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/auth/reset", "/auth/verify"})
  void thePageKeepsTheTokenOutOfRequests(String path) {
    var page = running.nobody("").get(path).expect(200);
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    var script = running.nobody("").get("/auth/mail-link.js").expect(200);
    assertThat(script.response().body())
        .contains("history.replaceState")
        .doesNotContain("innerHTML", "localStorage", "sessionStorage", "document.cookie");
  }

  @Test
  void thePageMasksThePasswordAndTakesItFromAManager() {
    String page = running.nobody("").get("/auth/reset").expect(200).response().body();
    assertThat(page)
        .contains(
            "<input id=\"password\" name=\"password\" type=\"password\""
                + " autocomplete=\"new-password\"")
        .contains("<input type=\"text\" autocomplete=\"username\"")
        .doesNotContain("autocomplete=\"off\"", "readonly", "maxlength", "onpaste");
    assertThat(running.nobody("").get("/auth/mail-link.js").expect(200).response().body())
        .doesNotContain("paste", "keydown");
  }
}
