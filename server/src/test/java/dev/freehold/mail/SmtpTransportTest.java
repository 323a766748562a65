package dev.freehold.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.mail.MailTransport.MailRefusedException;
import dev.freehold.mail.SmtpUrlParser.SmtpUrl;
import dev.freehold.testing.ScriptedSmtpServer;
import dev.freehold.testing.TestCertificate;
import io.vertx.core.Vertx;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The conversation with real SMTP servers.
final class SmtpTransportTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final UUID ID = UUID.fromString("0198f3a0-0000-7000-8000-000000000001");
  @TempDir static Path directory;
  private static TestCertificate certificate;
  private ScriptedSmtpServer server;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.in(directory);
  }

  @AfterAll
  static void stop() throws TimeoutException {
    VERTX.close().await(10, TimeUnit.SECONDS);
  }

  @BeforeEach
  void open() {
    server = ScriptedSmtpServer.on(0, certificate);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static OutgoingMail mail() {
    return new OutgoingMail(
        ID,
        "ada@example.org",
        "Ein neues Paßwort für Tasks",
        "Hallo,\n.\nhttps://app.example.com/auth/reset?token=t0ken\n" + "x".repeat(2000),
        "<p><a href=\"https://app.example.com/auth/reset?token=t0ken\">hier</a></p>");
  }

  private static void send(String url, OutgoingMail mail) throws Exception {
    SmtpServer to = ((SmtpUrl.Valid) SmtpUrlParser.parse(url)).server();
    MailAddress from = MailAddress.parse("Täsks <no-reply@example.com>").orElseThrow();
    new SmtpTransport(VERTX, to, from).send(mail).await(30, TimeUnit.SECONDS);
  }

  private String url(String query) {
    return "smtp://localhost:" + server.port() + query;
  }

  private String trusted() {
    return "smtp://me:s%3Ac%40ret@localhost:" + server.port() + "?ca=" + certificate.pem();
  }

  @Test
  void aMailArrivesWithItsHeadersAndBothParts() throws Exception {
    GreenMail green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    green.start();
    try {
      send("smtp://127.0.0.1:" + green.getSmtp().getPort() + "?starttls=off", mail());
      assertThat(green.waitForIncomingEmail(10_000, 1)).isTrue();
      MimeMessage got = green.getReceivedMessages()[0];
      assertThat(got.getMessageID()).isEqualTo("<" + ID + "@example.com>");
      assertThat(got.getSubject()).isEqualTo(mail().subject());
      assertThat(got.getFrom()[0]).hasToString("=?UTF-8?Q?T=C3=A4sks?= <no-reply@example.com>");
      assertThat(got.getAllRecipients()).singleElement().hasToString("ada@example.org");
      assertThat(got.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      Multipart parts = (Multipart) got.getContent();
      assertThat(parts.getCount()).isEqualTo(2);
      assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n").strip())
          .isEqualTo(mail().text());
      assertThat(parts.getBodyPart(1).getContent().toString().strip()).isEqualTo(mail().html());
    } finally {
      green.stop();
    }
  }

  @Test
  void startTlsComesBeforeTheLogInAndTheMail() throws Exception {
    send(trusted(), mail());
    assertThat(server.messages).hasSize(1);
    assertThat(server.commands.get(1)).isEqualTo("STARTTLS");
    assertThat(server.commands.getFirst()).isEqualTo("EHLO example.com");
    assertThat(List.copyOf(server.commands))
        .filteredOn(c -> !c.startsWith("EHLO") && !c.equals("STARTTLS"))
        .allSatisfy(command -> assertThat(command).startsWith("TLS "));
    assertThat(server.commands).anySatisfy(c -> assertThat(c).startsWith("TLS AUTH PLAIN"));
  }

  /// A server, or somebody on the way who removes the offer, gets neither the password nor the mail.
  @Test
  void withoutAnOfferOfStartTlsNothingIsSent() {
    server.offersTls = false;
    assertThatThrownBy(() -> send(trusted(), mail())).hasMessageContaining("STARTTLS is required");
    assertThat(server.messages).isEmpty();
    assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  @Test
  void aRefusedStartTlsSendsNothing() {
    server.replies.put("STARTTLS", "454 not now");
    assertThatThrownBy(() -> send(trusted(), mail())).isInstanceOf(Exception.class);
    assertThat(server.messages).isEmpty();
    assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  /// A certificate that nobody vouches for, and one for another name, after STARTTLS and from the
  /// first byte.
  @Test
  void anotherCertificateGetsNothing() {
    String name = "127.0.0.1:" + server.port() + "?ca=" + certificate.pem();
    for (String url : new String[] {url(""), "smtp://" + name}) {
      assertThatThrownBy(() -> send(url, mail()))
          .as(url)
          .hasStackTraceContaining("SSLHandshakeException");
    }
    try (ScriptedSmtpServer tls = ScriptedSmtpServer.overTls(certificate)) {
      for (String url :
          new String[] {
            "smtps://localhost:" + tls.port(),
            "smtps://127.0.0.1:" + tls.port() + "?ca=" + certificate.pem()
          }) {
        assertThatThrownBy(() -> send(url, mail()))
            .as(url)
            .hasStackTraceContaining("SSLHandshakeException");
      }
      assertThat(tls.commands).isEmpty();
    }
    assertThat(server.messages).isEmpty();
    assertThat(server.commands).noneMatch(c -> c.contains("AUTH") || c.contains("MAIL"));
  }

  @Test
  void tlsFromTheFirstByteIsTls() throws Exception {
    try (ScriptedSmtpServer tls = ScriptedSmtpServer.overTls(certificate)) {
      send("smtps://me:pw@localhost:" + tls.port() + "?ca=" + certificate.pem(), mail());
      assertThat(tls.messages).hasSize(1);
      assertThat(tls.commands).noneMatch(c -> c.contains("STARTTLS"));
    }
  }

  /// The server accepts, and says nothing more: the conversation ends with its failure.
  @Test
  void aServerThatSaysNothingIsLeft() {
    server.hangsAfterData = true;
    SmtpServer to = ((SmtpUrl.Valid) SmtpUrlParser.parse(url("?starttls=off"))).server();
    SmtpTransport impatient =
        new SmtpTransport(VERTX, to, new MailAddress("a@example.com", null), Duration.ofSeconds(1));
    assertThatThrownBy(() -> impatient.send(mail()).await(20, TimeUnit.SECONDS))
        .isNotInstanceOf(TimeoutException.class);
  }

  /// Replies that come in clear before the handshake are of nobody known (CVE-2021-23993 and others).
  @Test
  void repliesBeforeTheHandshakeAreNotUsed() {
    server.replies.put("STARTTLS", "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n235 welcome");
    assertThatThrownBy(() -> send(trusted(), mail())).isInstanceOf(Exception.class);
    assertThat(server.messages).isEmpty();
    assertThat(server.commands).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 5.1.1 no such person ada@example.org, true",
    "RCPT, 450 4.2.1 greylisted, false",
    "MAIL, 530 log in first, false",
    "DATA, 421 too busy, false",
    "., 554 5.7.1 no, true",
    "., 451 later, false",
  })
  void aRefusalIsPermanentOrNot(String command, String reply, boolean permanent) {
    server.replies.put(command, reply);
    assertThatThrownBy(() -> send(url("?starttls=off"), mail()))
        .isInstanceOfSatisfying(
            MailRefusedException.class,
            e -> {
              assertThat(e.isPermanent()).isEqualTo(permanent);
              assertThat(e.getMessage())
                  .isEqualTo("the SMTP server answered " + reply.substring(0, 3));
            });
    assertThat(server.messages).isEmpty();
  }

  @Test
  void aRefusedLogInIsNotPermanent() {
    server.replies.put("AUTH", "535 5.7.8 wrong");
    assertThatThrownBy(() -> send(trusted(), mail()))
        .hasMessage("the SMTP server refused the log-in");
    assertThat(server.messages).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.org\r\nRCPT TO:<eve@example.org>",
        "ada@example.org>\nDATA",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "\"ada\r\nBcc: eve@example.org\"@example.org",
        "ada@example.org\u0000",
        "ada@example.org ",
        "ad\u760da@example.org",
        "",
      })
  void anAddressIsOneAddress(String address) {
    assertThatThrownBy(() -> new OutgoingMail(ID, address, "Subject", "text", "html"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nBcc: eve@example.org", "a\nb", "a\rb", "a\u0000b"})
  void aSubjectIsOneLine(String subject) {
    assertThatThrownBy(() -> new OutgoingMail(ID, "ada@example.org", subject, "text", "html"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
