package dev.freehold.api.write;

import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// An answer that was kept under a key.
///
/// @param hash of the request that it answered
record KeptReply(Buffer hash, Reply reply) {

  /// The headers of an answer as one text, a line each: what [#collector] reads again.
  static String headers(Reply reply) {
    return reply.headers().stream()
        .map(h -> h.name() + ": " + h.value())
        .collect(Collectors.joining("\n"));
  }

  /// Of the row of [dev.freehold.sql.IdempotencySql#read], where there is one.
  static Collector<Row, ?, Optional<KeptReply>> collector() {
    return Collectors.collectingAndThen(
        Collectors.mapping(KeptReply::of, Collectors.toList()), all -> all.stream().findFirst());
  }

  private static KeptReply of(Row row) {
    Buffer body = row.getBuffer(3);
    List<Reply.Header> headers =
        row.getString(2)
            .lines()
            .map(line -> line.split(": ", 2))
            .map(parts -> new Reply.Header(parts[0], parts[1]))
            .toList();
    return new KeptReply(
        row.getBuffer(0),
        new Reply(row.getInteger(1), headers, body == null ? null : Replies.JSON_TYPE, body));
  }
}
