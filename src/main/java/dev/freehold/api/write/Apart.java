package dev.freehold.api.write;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.db.transaction.Outcome;
import dev.freehold.db.transaction.Transactions;
import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import dev.freehold.limit.PeerKey;
import dev.freehold.limit.Turns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collector;

/// Work that may take its time, on connections of its own and a few at once for each person. On a pipelined connection
/// everybody's next statement waits behind it: four such requests could then keep all others waiting.
public final class Apart {
  /// So that one person leaves half of the connections of an event loop to the others.
  private static final int AT_ONCE = 2;

  /// Where a statement may have to look at every text, or put every row in order.
  private static final Set<String> WIDE = Set.of("or", "q", "sort", "include");

  private final Transactions transactions;
  private final Database wide;
  private final Turns turns = new Turns(AT_ONCE);
  private final Turns readers = new Turns(AT_ONCE);

  /// @param transactions at least twice as many on each event loop as one person has
  /// @param wide for single statements that only read, with more connections on each event loop than one person has
  ///     statements at once
  public Apart(Transactions transactions, Database wide) {
    this.transactions = transactions;
    this.wide = wide;
  }

  /// Whether what is asked goes beyond what an index answers. It goes by the names of parameters, and may be wrong: neither
  /// way does harm.
  public static boolean isWide(Request request) {
    for (Parameter parameter : request.parameters()) {
      if (WIDE.contains(parameter.name()) || parameter.name().endsWith("]")) {
        return true;
      }
    }
    return false;
  }

  /// As [Transactions#run(Function)], when it is the caller's turn.
  <R> Future<R> run(Request request, Caller caller, Function<Database, Future<Outcome<R>>> work) {
    return turns.run(person(request, caller), () -> transactions.run(work));
  }

  /// As [Transactions#run(Duration, Function)], when it is the caller's turn.
  <R> Future<R> run(
      Request request,
      Caller caller,
      Duration lockTimeout,
      Function<Database, Future<Outcome<R>>> work) {
    return turns.run(person(request, caller), () -> transactions.run(lockTimeout, work));
  }

  /// Runs single statements that only read, each in one round trip.
  public Database reading(Request request, Caller caller) {
    return new Database() {
      @Override
      public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> rows) {
        return readers.run(person(request, caller), () -> wide.run(sql, arguments, rows));
      }
    };
  }

  private static Object person(Request request, Caller caller) {
    return switch (caller) {
      case Caller.User user -> user.id();
      case Caller.Anonymous _ -> PeerKey.of(request.peer());
    };
  }
}
