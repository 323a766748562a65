package dev.freehold.api.batch;

import dev.freehold.api.Change;
import dev.freehold.api.OperationRoute;
import dev.freehold.api.Parts;
import dev.freehold.api.Placed;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.load.BodyWork;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/// `POST /batch`: up to fifty operations, one after the other, in one transaction: 200 with the answer of each; where one
/// fails its problem is the answer, and nothing of any stays.
public final class Batch implements Change {
  private final BodyWork bodies;
  private final Dispatch dispatch;

  /// @param table of the operations that may be steps
  public Batch(Parts parts, List<OperationRoute> table) {
    this.bodies = parts.bodies();
    this.dispatch = new Dispatch(parts.api().base(), table);
  }

  /// Also where each of the steps may be asked for by anybody: a transaction is too dear for strangers.
  @Override
  public Optional<Problem> refusal(Caller caller) {
    return switch (caller) {
      case Caller.Anonymous _ -> Optional.of(new Problem.Unauthorized());
      case Caller.User _ -> Optional.empty();
    };
  }

  @Override
  public Future<Work> read(Request request, Caller caller) {
    refusal(caller)
        .ifPresent(
            why -> {
              throw why.failure();
            });
    request.refuseParameters();
    byte[] body = request.body().getBytes();
    return bodies
        .run(body.length, () -> StepReader.read(body))
        .map(steps -> new Work(true, database -> run(steps, request, caller, database)));
  }

  private Future<Reply> run(List<Step> steps, Request request, Caller caller, Database database) {
    StepResults results = new StepResults();
    Future<Boolean> done = Future.succeededFuture(true);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String place = "operations[" + i + "].";
      done =
          done.compose(
              _ ->
                  Future.succeededFuture(step)
                      .compose(s -> dispatch.answer(s, results, request, caller, database))
                      .map(results::add)
                      .recover(failure -> Future.failedFuture(Placed.at(place, failure))));
    }
    return done.map(_ -> Replies.data(200, results::write));
  }
}
