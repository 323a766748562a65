package dev.freehold.api;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer.GrantedAccess;
import dev.freehold.auth.Caller;
import dev.freehold.auth.CallerRows;
import dev.freehold.db.Database;
import dev.freehold.http.JsonLines;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowPredicate.ValueComparison;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.ListSql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The rows that belong to the caller, for an export: of every resource whose rows belong to an account
/// and not to a team, in the order of their ids, as far as the caller may read them. Each part is one
/// statement over the primary key, so that an export holds neither a transaction nor a cursor while its
/// client is slow. A row that is written meanwhile may be in it or not.
public final class OwnRowsExport implements CallerRows {
  private static final String ID = "id";

  /// The most rows of a part.
  private static final int ROWS = 200;

  /// A part ends with the row that passes this size; the next one begins behind it.
  private static final int BYTES = 256 << 10;

  /// The number of columns before the selection: the total.
  private static final int FIRST = 1;

  private final Authorizer authorizer;
  private final Database database;
  private final List<Resource> resources;

  /// A resource with its statements.
  private record Resource(
      ResourcePlan plan, ColumnPlan owner, ListSql list, StatementRunner statements) {}

  /// @param database uses the role that serves resources
  public OwnRowsExport(OperationDependencies dependencies, Database database) {
    this.authorizer = dependencies.authorizer();
    this.database = database;
    this.resources =
        dependencies.api().resources().stream()
            .filter(plan -> !plan.isOfTeam())
            .flatMap(
                plan ->
                    plan.table().owner().stream()
                        .map(
                            owner ->
                                new Resource(
                                    plan,
                                    owner,
                                    new ListSql(
                                        dependencies.api(), plan, dependencies.statementTexts()),
                                    new StatementRunner(
                                        ConstraintErrorMapper.forReading(),
                                        dependencies.schema()))))
            .toList();
  }

  @Override
  public RowsReader read(Caller.User caller) {
    return new Reader(caller);
  }

  /// Confined to an event loop.
  private final class Reader implements RowsReader {
    private final Caller.User caller;
    private final Iterator<Resource> rest = resources.iterator();
    private @Nullable Resource at;

    /// The id of the last row; null before the first of the resource.
    private @Nullable Object after;

    private int limit = ROWS;

    Reader(Caller.User caller) {
      this.caller = caller;
    }

    @Override
    public Future<Optional<Buffer>> next() {
      Resource resource = at;
      while (resource == null) {
        if (!rest.hasNext()) {
          return Future.succeededFuture(Optional.empty());
        }
        Resource candidate = rest.next();
        if (authorizer.refusal(caller, candidate.plan(), CrudOperation.READ).isEmpty()) {
          resource = candidate;
        }
      }
      at = resource;
      return part(resource)
          .compose(
              part -> {
                if (part.complete()) {
                  at = null;
                  after = null;
                } else {
                  after = part.last();
                }
                // Rows are large or small for a while: the next part asks for about what fits.
                limit = part.written() == 0 ? ROWS : Math.clamp(part.written() * 2L, 1, ROWS);
                return part.written() == 0
                    ? next()
                    : Future.succeededFuture(Optional.of(part.lines().toBuffer()));
              });
    }

    private Future<Part> part(Resource resource) {
      GrantedAccess granted = authorizer.grant(caller, resource.plan(), CrudOperation.READ);
      Selection selection = Selection.allColumns(granted.view());
      Object last = after;
      ListQuery query =
          new ListQuery(
              selection,
              new ValueComparison(resource.owner(), ComparisonOperator.EQ, caller.id()),
              List.of(new OrderKey(ID, false, false)),
              limit,
              last == null ? new Paging.PageNumber(1) : new Paging.AfterRow(List.of(last)),
              ListQuery.CountMode.NONE,
              null,
              "");
      return resource
          .statements()
          .run(
              database,
              resource.list().of(granted.scope(), query),
              Part.of(
                  new SerializedString(resource.plan().name()),
                  new JsonRowWriter(selection, FIRST),
                  limit));
    }
  }

  /// The lines of one statement. Used for one request.
  private static final class Part {
    private final SerializedString resource;
    private final JsonRowWriter writer;
    private final int limit;
    private final JsonLines lines = new JsonLines();
    private int written;
    private boolean more;
    private @Nullable Object last;

    private Part(SerializedString resource, JsonRowWriter writer, int limit) {
      this.resource = resource;
      this.writer = writer;
      this.limit = limit;
    }

    static Collector<Row, ?, Part> of(SerializedString resource, JsonRowWriter writer, int limit) {
      return Collector.of(
          () -> new Part(resource, writer, limit),
          Part::add,
          (_, _) -> {
            throw new IllegalStateException("rows of one statement do not come in parts");
          });
    }

    private void add(Row row) {
      Object id = row.getValue(writer.endIndex());
      if (id == null) {
        return;
      }
      if (written == limit || lines.size() > BYTES) {
        more = true;
        return;
      }
      lines.add(
          out -> {
            out.writeStartObject();
            out.writeFieldName("resource");
            out.writeString(resource);
            out.writeFieldName("data");
            writer.write(out, row);
            out.writeEndObject();
          });
      written++;
      last = id;
    }

    /// Whether no row follows.
    boolean complete() {
      return !more;
    }

    int written() {
      return written;
    }

    @Nullable Object last() {
      return last;
    }

    JsonLines lines() {
      return lines;
    }
  }
}
