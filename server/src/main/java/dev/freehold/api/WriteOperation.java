package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.PreferHeader;
import dev.freehold.query.QueryCost;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An operation that writes. It reads the whole request before it uses the database, so that no
/// transaction is opened for an invalid request.
interface WriteOperation extends ApiOperation {

  /// The database work of a valid request.
  ///
  /// @param cost of its most expensive statement
  /// @param work called again if its transaction is retried
  record PreparedWrite(Kind kind, QueryCost cost, DatabaseWork work) {
    enum Kind {
      /// One statement.
      STATEMENT,
      /// Several statements, which need a transaction.
      TRANSACTION,
      /// The same; a later statement may free a value of a unique set that an earlier one takes, and
      /// the end state decides.
      END_STATE_TRANSACTION,
      /// Several statements, which only read. There is nothing to do only once.
      READ_TRANSACTION
    }

    /// A write of a few rows by id.
    PreparedWrite(Kind kind, DatabaseWork work) {
      this(kind, QueryCost.BOUNDED, work);
    }
  }

  /// Runs on a database.
  @FunctionalInterface
  interface DatabaseWork {
    Future<Reply> runOn(Database database);
  }

  /// Reads and validates the request.
  ///
  /// @return fails with a [dev.freehold.problem.ProblemException] if the request is invalid
  /// @throws dev.freehold.problem.ProblemException if that is known at once
  Future<PreparedWrite> prepare(Request request, Caller caller);

  @Override
  default Future<Reply> answer(Request request, Caller caller, Database database) {
    return prepare(request, caller).compose(preparedWrite -> preparedWrite.work().runOn(database));
  }

  /// The response to `Prefer: return=minimal` (RFC 7240 section 4.2): no body.
  final class MinimalReply {
    private static final Reply.Header APPLIED =
        new Reply.Header("Preference-Applied", "return=minimal");

    private MinimalReply() {}

    /// Whether the request has the header `Prefer: return=minimal`.
    public static boolean isPreferred(Request request) {
      return PreferHeader.read(request.header("Prefer")) == PreferHeader.MINIMAL;
    }

    public static Reply of(int status, Reply.Header... headers) {
      List<Reply.Header> all = new ArrayList<>(Arrays.asList(headers));
      all.add(APPLIED);
      return new Reply(status, all, null, null);
    }
  }
}
