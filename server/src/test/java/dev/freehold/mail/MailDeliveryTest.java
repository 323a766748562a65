package dev.freehold.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.PgDatabase;
import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.event.Event;
import dev.freehold.mail.MailDelivery.MailComposer;
import dev.freehold.mail.MailTemplates.MailSite;
import dev.freehold.mail.SmtpUrlParser.SmtpUrl;
import dev.freehold.testing.ScriptedSmtpServer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The outbox and its delivery, with a real database and real SMTP servers. Time passes by changes of
/// the rows.
final class MailDeliveryTest {
  private static final String ADA = "ada@example.org";
  private static final MailComposer RENDER =
      (kind, entry) ->
          Future.succeededFuture(
              Optional.of(
                  MailTemplates.builtIn()
                      .render(
                          kind,
                          entry,
                          new MailSite("Tasks", "https://api.example.com", false),
                          "token-of-" + entry.id())));

  private static Vertx vertx;
  private static TestDatabase fresh;
  private static PgDatabase database;
  private static Outbox outbox;

  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final List<MailDelivery> nodes = new ArrayList<>();
  private ScriptedSmtpServer server = ScriptedSmtpServer.on(0, null);

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    fresh = TestDatabase.fresh();
    AuthSchemaDdl.statements().forEach(MailDeliveryTest::sql);
    database = new PgDatabase(vertx, fresh.target(), 1, _ -> {});
    outbox = new Outbox(database);
    until(database::isUp);
  }

  @AfterAll
  static void stop() {
    await(database.close());
    await(vertx.close());
    fresh.close();
  }

  @BeforeEach
  void empty() {
    sql("delete from auth.outbox");
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> await(node.close()));
    server.close();
  }

  private static void sql(String sql) {
    TestDatabase.execute(fresh.target(), sql);
  }

  private static String query(String sql) {
    return TestDatabase.query(fresh.target(), sql);
  }

  private static long waiting() {
    return Long.parseLong(query("select count(*)::text from auth.outbox"));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.runOnContext(_ -> work.get().onComplete(promise));
    return await(promise.future());
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the condition did not become true");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static UUID put(String to) {
    UUID id = UUID.randomUUID();
    assertThat(onLoop(() -> outbox.add(id, MailKind.RESET, to))).isTrue();
    return id;
  }

  private MailTransport smtp(int port) {
    SmtpServer to =
        ((SmtpUrl.Valid) SmtpUrlParser.parse("smtp://127.0.0.1:" + port + "?starttls=off"))
            .server();
    return new SmtpTransport(vertx, to, new MailAddress("no-reply@example.com", "Tasks"));
  }

  private MailDelivery node(MailComposer composer, MailTransport transport) {
    MailDelivery node = new MailDelivery(vertx, outbox, composer, transport, events::add);
    nodes.add(node);
    node.start();
    return node;
  }

  private MailDelivery node() {
    return node(RENDER, smtp(server.port()));
  }

  private static void due() {
    sql("update auth.outbox set due_at = now() where dead_at is null");
  }

  @Test
  void aMailIsSentOnceAndRemoved() {
    GreenMail green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    green.start();
    try {
      UUID id = put(ADA);
      node(RENDER, smtp(green.getSmtp().getPort()));
      until(() -> waiting() == 0);
      assertThat(green.getReceivedMessages())
          .singleElement()
          .satisfies(mail -> assertThat(mail.getMessageID()).contains(id.toString()));
      assertThat(events).containsExactly(new Event.MailSent("reset"));
    } finally {
      green.stop();
    }
  }

  /// The lock of an account is no fault of its mail, and its lease is too long a wait for it.
  @Test
  void aMailWhoseAccountIsBusyIsSentALittleLater() {
    put(ADA);
    AtomicBoolean busy = new AtomicBoolean(true);
    MailDelivery node =
        node(
            (kind, entry) ->
                busy.get()
                    ? Future.failedFuture(
                        new DatabaseException(DatabaseException.FailureKind.LOCKED, null, null))
                    : RENDER.compose(kind, entry),
            smtp(server.port()));
    until(() -> !query("select coalesce(failure, '') from auth.outbox").isEmpty());
    assertThat(query("select (due_at < now() + interval '10 seconds')::text from auth.outbox"))
        .isEqualTo("true");
    busy.set(false);
    due();
    node.wake();
    until(() -> waiting() == 0);
    assertThat(server.messages).hasSize(1);
    assertThat(events).containsExactly(new Event.MailSent("reset"));
  }

  @Test
  void theOutboxHasNoToken() {
    put(ADA);
    assertThat(query("select row_to_json(o)::text from auth.outbox o")).doesNotContain("token");
  }

  @Test
  void manyNodesSendEachMailOnce() {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(put("person-" + i + "@example.org"));
    }
    node();
    node();
    node();
    until(() -> waiting() == 0);
    assertThat(server.messages).hasSize(60);
    assertThat(new HashSet<>(server.messages.stream().map(MailDeliveryTest::messageId).toList()))
        .hasSize(60)
        .isEqualTo(new HashSet<>(ids.stream().map(id -> "<" + id + "@example.com>").toList()));
  }

  private static String messageId(String message) {
    return message
        .lines()
        .filter(line -> line.startsWith("Message-ID: "))
        .map(line -> line.substring(12))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aServerThatIsDownGetsTheMailWhenItIsBack() {
    int port = server.port();
    server.close();
    put(ADA);
    MailDelivery node = node(RENDER, smtp(port));
    until(() -> !query("select coalesce(failure, '') from auth.outbox").isEmpty());
    assertThat(query("select (due_at > now() + interval '1 second')::text from auth.outbox"))
        .isEqualTo("true");
    due();
    node.wake();
    until(() -> query("select attempts::text from auth.outbox").equals("2"));
    until(
        () ->
            query(
                    "select (due_at > now() + interval '8 seconds' and due_at < now() + interval"
                        + " '20 seconds')::text from auth.outbox")
                .equals("true"));
    assertThat(events).hasSize(1).allMatch(e -> e instanceof Event.MailDelayed);
    server = ScriptedSmtpServer.on(port, null);
    due();
    node.wake();
    until(() -> waiting() == 0);
    assertThat(server.messages).hasSize(1);
    until(() -> events.stream().anyMatch(e -> e instanceof Event.MailResumed));
  }

  /// The node dies after it has claimed the mail, before it is sent: another one sends it.
  @Test
  void aCrashBeforeSendingLosesNoMail() {
    put(ADA);
    assertThat(onLoop(outbox::claim)).isPresent();
    MailDelivery other = node();
    assertThat(onLoop(outbox::claim)).isEmpty();
    assertThat(query("select (due_at > now() + interval '4 minutes')::text from auth.outbox"))
        .isEqualTo("true");
    due();
    other.wake();
    until(() -> waiting() == 0);
    assertThat(server.messages).hasSize(1);
  }

  /// The border: the server accepts the mail and the node never hears of it. The mail is sent again,
  /// byte for byte, so that the receiver can know it.
  @Test
  void aMailWhoseAcceptanceIsUnknownIsSentAgainWithItsId() {
    put(ADA);
    server.diesAfterAcceptance = true;
    MailDelivery node = node();
    until(() -> !query("select coalesce(failure, '') from auth.outbox").isEmpty());
    assertThat(server.messages).hasSize(1);
    server.diesAfterAcceptance = false;
    due();
    node.wake();
    until(() -> waiting() == 0);
    assertThat(server.messages).hasSize(2);
    assertThat(server.messages)
        .extracting(MailDeliveryTest::messageId)
        .containsOnly(messageId(server.messages.getFirst()));
    assertThat(server.messages)
        .allSatisfy(message -> assertThat(message.replace("=\n", "")).contains("token-of-"));
  }

  /// A node that stood still longer than its lease must not judge what another one does with the mail.
  @Test
  void aNodeWhoseLeaseIsOverChangesNothing() {
    put(ADA);
    var first = onLoop(outbox::claim).orElseThrow();
    due();
    assertThat(onLoop(outbox::claim)).isPresent();
    onLoop(() -> outbox.giveUp(first, "late"));
    onLoop(() -> outbox.postpone(first, "late", Duration.ofHours(1)));
    assertThat(
            query(
                "select (failure is null and dead_at is null and attempts = 2)::text from"
                    + " auth.outbox"))
        .isEqualTo("true");
  }

  @Test
  void aPermanentRefusalEndsAtOnceAndIsKept() {
    UUID id = put(ADA);
    server.replies.put("RCPT", "550 5.1.1 nobody is called ada@example.org here");
    node();
    until(() -> !events.isEmpty());
    assertThat(events)
        .containsExactly(
            new Event.MailUndeliverable(id.toString(), "reset", 1, "the SMTP server answered 550"));
    assertThat(query("select (dead_at is not null)::text || failure from auth.outbox"))
        .isEqualTo("truethe SMTP server answered 550");
    assertThat(onLoop(outbox::claim)).isEmpty();
  }

  @Test
  void theLastAttemptIsTheLast() {
    put(ADA);
    server.replies.put("RCPT", "450 later");
    sql("update auth.outbox set attempts = " + (MailDelivery.MOST_ATTEMPTS - 1));
    node();
    until(() -> query("select (dead_at is not null)::text from auth.outbox").equals("true"));
    until(() -> events.stream().anyMatch(e -> e instanceof Event.MailUndeliverable));
    assertThat(server.messages).isEmpty();
  }

  @Test
  void aMailWhoseLinkHasExpiredIsNotSent() {
    put(ADA);
    sql("update auth.outbox set expires_at = now()");
    node();
    until(() -> query("select (dead_at is not null)::text from auth.outbox").equals("true"));
    assertThat(server.messages).isEmpty();
  }

  @Test
  void nothingToSendRemovesTheMail() {
    put(ADA);
    node((_, _) -> Future.succeededFuture(Optional.empty()), smtp(server.port()));
    until(() -> waiting() == 0);
    assertThat(server.commands).isEmpty();
  }

  /// A row that says what no version of this program wrote.
  @Test
  void aRowOfAnotherVersionWaitsForItsNode() {
    sql(
        "insert into auth.outbox (id, kind, recipient, expires_at) values (gen_random_uuid(),"
            + " 'later', 'ada@example.org', now() + interval '1 hour')");
    node();
    until(() -> !query("select coalesce(failure, '') from auth.outbox").isEmpty());
    assertThat(server.commands).isEmpty();
    assertThat(waiting()).isOne();
  }

  /// Its node never came.
  @Test
  void anExpiredRowOfAnotherVersionIsGivenUp() {
    sql(
        "insert into auth.outbox (id, kind, recipient, expires_at) values (gen_random_uuid(),"
            + " 'later', 'ada@example.org', now())");
    node();
    until(() -> query("select (dead_at is not null)::text from auth.outbox").equals("true"));
    until(() -> events.stream().anyMatch(e -> e instanceof Event.MailUndeliverable));
    assertThat(server.commands).isEmpty();
    sql("update auth.outbox set dead_at = now() - interval '31 days'");
    onLoop(outbox::sweep);
    assertThat(waiting()).isZero();
  }

  @Test
  void anAddressWithALineBreakReachesNoServer() {
    put("ada@example.org\r\nRCPT TO:<eve@example.org>");
    node();
    until(() -> !events.isEmpty());
    assertThat(server.commands).isEmpty();
  }

  @Test
  void theTableIsBounded() {
    sql(
        "insert into auth.outbox (id, kind, recipient, expires_at) select gen_random_uuid(),"
            + " 'reset', 'ada@example.org', now() from generate_series(1, "
            + Outbox.MOST
            + ")");
    assertThat(onLoop(() -> outbox.add(UUID.randomUUID(), MailKind.RESET, ADA))).isFalse();
    sql("update auth.outbox set dead_at = now()");
    onLoop(outbox::sweep);
    assertThat(waiting()).isEqualTo(Outbox.MOST_DEAD);
    assertThat(onLoop(() -> outbox.add(UUID.randomUUID(), MailKind.RESET, ADA))).isTrue();
    sql("update auth.outbox set dead_at = now() - interval '31 days' where dead_at is not null");
    onLoop(outbox::sweep);
    assertThat(waiting()).isOne();
  }

  @Test
  void pausesGrowToTenMinutes() {
    assertThat(MailDelivery.pause(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(MailDelivery.pause(2)).isEqualTo(Duration.ofSeconds(15));
    assertThat(MailDelivery.pause(MailDelivery.MOST_ATTEMPTS)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void withoutAServerTheMailStandsInTheTerminal() {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    UUID id = put(ADA);
    node(RENDER, new TerminalTransport(lines::add));
    until(() -> waiting() == 0);
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("To: ada@example.org", "Subject: Set a new password for Tasks")
        .contains("https://api.example.com/auth/reset?token=token-of-" + id);
  }

  /// A stop waits for the mail that is being sent, so that it is not sent twice.
  @Test
  void aStopFinishesTheConversation() {
    put(ADA);
    Promise<Void> accepted = Promise.promise();
    Promise<Void> sending = Promise.promise();
    MailDelivery node =
        node(
            RENDER,
            _ -> {
              sending.complete();
              return accepted.future();
            });
    await(sending.future());
    Future<Void> stopped = node.close();
    put("later@example.org");
    assertThat(stopped.isComplete()).isFalse();
    accepted.complete();
    await(stopped);
    assertThat(query("select recipient from auth.outbox")).isEqualTo("later@example.org");
  }
}
