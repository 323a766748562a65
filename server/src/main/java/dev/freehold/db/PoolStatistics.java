package dev.freehold.db;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Supplier;

/// The state of the connections of one pool, over all event loops.
///
/// @param open open connections
/// @param inFlight statements that are sent and not answered, the depth of the pipelines; of a pool for
///     transactions, the open transactions
/// @param waiting statements or transactions that wait for a connection
public record PoolStatistics(int open, int inFlight, int waiting) {
  static final PoolStatistics NONE = new PoolStatistics(0, 0, 0);

  private PoolStatistics plus(PoolStatistics other) {
    return new PoolStatistics(
        open + other.open, inFlight + other.inFlight, waiting + other.waiting);
  }

  /// The state of the part that belongs to an event loop, read on it.
  static Future<PoolStatistics> on(Context loop, Supplier<PoolStatistics> part) {
    Promise<PoolStatistics> promise = Promise.promise();
    loop.runOnContext(_ -> promise.complete(part.get()));
    return promise.future();
  }

  static Future<PoolStatistics> sum(List<Future<PoolStatistics>> parts) {
    return Future.all(parts)
        .map(_ -> parts.stream().map(Future::result).reduce(NONE, PoolStatistics::plus));
  }
}
