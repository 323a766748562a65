package dev.freehold.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.auth.Caller;
import dev.freehold.db.Database;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access;
import dev.freehold.spec.Teams;
import dev.freehold.sql.ReadSql;
import dev.freehold.sql.TeamJoiningSql;
import dev.freehold.token.InvitationTokenCodec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// `POST /team_invitations/accept`: 201 with the new membership. The token of an invitation is valid
/// once, for seven days, and for the account with the invited address. Every other token gets the same
/// error, which tells nothing of the team.
final class InvitationAcceptOperation implements WriteOperation {
  private static final String TOKEN = "token";

  private final ResourcePlan members;
  private final Authorizer authorizer;
  private final InvitationTokenCodec tokens;
  private final Supplier<UUID> ids;
  private final TeamJoiningSql join;
  private final ReadSql read;
  private final StatementRunner statements;
  private final String address;

  InvitationAcceptOperation(OperationDependencies dependencies) {
    this.members = dependencies.api().resource(Teams.TEAM_MEMBERS);
    this.authorizer = dependencies.authorizer();
    this.tokens = dependencies.invitations();
    this.ids = dependencies.ids();
    this.join = new TeamJoiningSql(dependencies.api());
    this.read = new ReadSql(dependencies.api(), members, dependencies.statementTexts());
    this.statements =
        new StatementRunner(ConstraintErrorMapper.forResource(members), dependencies.schema());
    this.address = dependencies.api().base() + "/" + members.name() + "/";
  }

  /// Writes a new invitation with its token, which no later answer has.
  static CreateOperation.CreatedRowWriter withToken(InvitationTokenCodec tokens) {
    return (JsonGenerator out, JsonRowWriter columns, Row row) -> write(tokens, out, columns, row);
  }

  private static void write(
      InvitationTokenCodec tokens, JsonGenerator out, JsonRowWriter columns, Row row)
      throws IOException {
    out.writeStartObject();
    columns.writeMembers(out, row);
    out.writeStringField(TOKEN, tokens.encode(row.getUUID(0)));
    out.writeEndObject();
  }

  @Override
  public Optional<Problem> refusal(Caller caller) {
    return authorizer
        .refusal(caller, members, Access.CrudOperation.READ)
        .or(() -> authorizer.writeRefusal(caller, members));
  }

  @Override
  public Future<PreparedWrite> prepare(Request request, Caller caller) {
    Authorizer.GrantedAccess granted = authorizer.grant(caller, members, Access.CrudOperation.READ);
    authorizer
        .writeRefusal(caller, members)
        .ifPresent(
            problem -> {
              throw problem.toException();
            });
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body(), StringField.required(TOKEN));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<UUID> invitation = body.text(TOKEN).flatMap(tokens::decode);
    if (invitation.isEmpty() && faults.isEmpty()) {
      return Future.failedFuture(notOpen().toException());
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    UUID id = invitation.orElseThrow();
    return Future.succeededFuture(
        new PreparedWrite(
            PreparedWrite.Kind.TRANSACTION,
            database -> joined(database, granted.scope(), granted.view(), id, ids.get())));
  }

  private Future<Reply> joined(
      Database database, RowScope scope, ResourceView view, UUID invitation, UUID membership) {
    Selection selection = Selection.allColumns(view);
    JsonRowWriter writer = new JsonRowWriter(selection, 0);
    return statements
        .run(database, join.of(scope, invitation, membership), Collectors.counting())
        .compose(
            _ ->
                statements.run(
                    database,
                    read.of(scope, selection, membership),
                    SingleRowReply.reply(
                        row ->
                            SingleRowReply.withRow(
                                201,
                                writer,
                                row,
                                new Reply.Header("Location", address + row.getValue(0))),
                        InvitationAcceptOperation::notOpen)))
        .compose(Function.identity());
  }

  private static Problem notOpen() {
    return Problem.Invalid.of(
        TOKEN,
        ViolationCode.UNKNOWN_REFERENCE,
        "The token is no open invitation to this account: it was used or withdrawn, has ended, or"
            + " is for another e-mail.");
  }
}
