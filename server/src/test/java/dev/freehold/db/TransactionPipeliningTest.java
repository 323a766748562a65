package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.db.TransactionRunner.TransactionOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What a transaction sends at once, seen between the client and PostgreSQL.
final class TransactionPipeliningTest extends TransactionFixture {
  private final List<String> sent = new CopyOnWriteArrayList<>();

  @Test
  void beginAndTheFirstStatementsLeaveInOneWrite() throws Exception {
    try (ServerSocketChannel relay = ServerSocketChannel.open()) {
      relay.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofVirtual().start(() -> serve(relay));
      PgTransactionRunner relayed =
          new PgTransactionRunner(
              vertx, over((InetSocketAddress) relay.getLocalAddress()), 1, away::get, _ -> {});
      // The first time statements are prepared, each in a round trip of its own.
      get(relayed.run(db -> ten(db).map(TransactionOutcome.Commit::new)));
      sent.clear();
      get(relayed.run(db -> ten(db).map(TransactionOutcome.Commit::new)));
      assertThat(sent).hasSize(2);
      assertThat(sent.getFirst()).contains("begin read write").doesNotContain("commit");
      assertThat(sent.getLast()).contains("commit");
      get(relayed.close());
    }
  }

  private static Future<List<Row>> ten(Database db) {
    List<Future<List<Row>>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(on(db, "select $1::int", i));
    }
    return Future.all(all).compose(_ -> all.getLast());
  }

  private DatabaseTarget over(InetSocketAddress relay) {
    DatabaseTarget direct = database.target();
    return new DatabaseTarget(
        relay.getAddress().getHostAddress(),
        relay.getPort(),
        direct.database(),
        direct.user(),
        direct.password(),
        TlsMode.DISABLE,
        null,
        direct.applicationName(),
        direct.connectTimeout());
  }

  private void serve(ServerSocketChannel relay) {
    DatabaseTarget direct = database.target();
    Path socket = Path.of(direct.host(), ".s.PGSQL." + direct.port());
    try (SocketChannel client = relay.accept();
        SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.connect(UnixDomainSocketAddress.of(socket));
      Thread answers = Thread.ofVirtual().start(() -> copy(server, client, new ArrayList<>()));
      copy(client, server, sent);
      answers.join();
    } catch (IOException | InterruptedException e) {
      sent.add("the relay failed: " + e);
    }
  }

  /// Until one side ends.
  private static void copy(SocketChannel from, SocketChannel to, List<String> seen) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    try {
      while (from.read(bytes) >= 0) {
        bytes.flip();
        seen.add(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString());
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
        bytes.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      seen.add("broken: " + e);
    }
  }
}
