import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AuthApi;
import org.openapitools.client.api.TasksApi;
import org.openapitools.client.api.TasksApi.*;
import org.openapitools.client.model.*;

class Calls {
  static final String PASSWORD = "correct horse battery";

  /** Signs up during the run. */
  static final String STRANGER = System.getenv("STRANGER");

  /** Has an account, in shop with the role `manager`. */
  static final String PERSON = System.getenv("PERSON");

  /** The status of a stranger's attempt to delete a row: 404 where strangers cannot read it, otherwise 403. */
  static final int REFUSED = Integer.parseInt(System.getenv("REFUSED"));

  static long codes = System.currentTimeMillis();

  /** A text that is unique in the database. */
  static String code() {
    return "S" + codes++;
  }

  /** The title of the rows that the list is asked for. */
  static final String LABEL = code();

  static void did(String call, boolean held) {
    if (!held) throw new IllegalStateException(call + " failed");
    System.out.println(call);
  }

  interface Call {
    void send() throws ApiException;
  }

  static ApiException refusal(Call call) {
    try {
      call.send();
    } catch (ApiException exception) {
      return exception;
    }
    throw new IllegalStateException("not refused");
  }

  static TaskCreate row(String title) {
    return new TaskCreate()
        // shop: .sku(code()).price(new BigDecimal("9.90"))
        // thirty: .dueOn(LocalDate.of(2026, 12, 31)).amount(new BigDecimal("9.90")).state(TaskCreate.StateEnum.OPEN)
        .title(title);
  }

  public static void main(String[] arguments) throws Exception {
    String[] token = {""};
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("URL"));
    client.setRequestInterceptor(
        request -> {
          if (!token[0].isEmpty()) request.header("Authorization", "Bearer " + token[0]);
        });
    AuthApi auth = new AuthApi(client);
    TasksApi tasks = new TasksApi(client);

    var account = auth.signUp(AuthApi.APISignUpRequest.newBuilder().signUp(new SignUp().email(STRANGER).password(PASSWORD)).build()).getData();
    did("sign up", account.getUser().getEmail().equals(STRANGER));
    var session = auth.logIn(AuthApi.APILogInRequest.newBuilder().logIn(new LogIn().email(PERSON).password(PASSWORD)).build()).getData();
    token[0] = session.getAccessToken();
    did("log in", !token[0].isEmpty());

    var created = tasks.createTaskWithHttpInfo(APICreateTaskRequest.newBuilder().taskCreate(row("One")).build());
    did("create", created.getStatusCode() == 201 && created.getData().getData().getTitle().equals("One"));
    long id = created.getData().getData().getId();
    var read = tasks.getTaskWithHttpInfo(APIGetTaskRequest.newBuilder().id(id).build());
    did("read", read.getData().getData().getTitle().equals("One"));
    String version = read.getHeaders().get("etag").get(0);
    var many = tasks.createManyTasks(APICreateManyTasksRequest.newBuilder().taskCreate(List.of(row(LABEL), row(LABEL))).build());
    did("create several", many.getData().getTasks().size() == 2);
    var list = tasks.listTasks(APIListTasksRequest.newBuilder().title(LABEL).sort(List.of("-created_at")).limit(1).page(2).build()).getData();
    did("list", list.getTasks().get(0).getTitle().equals(LABEL) && list.getPagination().getTotal() == 2);
    var updated = tasks.updateTask(APIUpdateTaskRequest.newBuilder().id(id).ifMatch(version).taskUpdate(new TaskUpdate().title("Two")).build());
    did("update", updated.getData().getTitle().equals("Two"));
    var stale = APIUpdateTaskRequest.newBuilder().id(id).ifMatch(version).taskUpdate(new TaskUpdate().title("Three")).build();
    did("conflict", refusal(() -> tasks.updateTask(stale)).getCode() == 412);
    var empty = APIUpdateTaskRequest.newBuilder().id(id).taskUpdate(new TaskUpdate().title("")).build();
    ApiException invalid = refusal(() -> tasks.updateTask(empty));
    var body = ApiClient.createDefaultObjectMapper().readValue(invalid.getResponseBody(), ErrorResponse.class);
    did("field error", invalid.getCode() == 400 && body.getError().getDetails().get(0).getField().equals("title"));
    var delete = APIDeleteTaskRequest.newBuilder().id(id).build();
    token[0] = account.getAccessToken();
    did("somebody else's row", refusal(() -> tasks.deleteTask(delete)).getCode() == REFUSED);
    token[0] = session.getAccessToken();
    did("delete", tasks.deleteTaskWithHttpInfo(delete).getStatusCode() == 204);
    did("log out", auth.logOutWithHttpInfo().getStatusCode() == 204);
  }
}
