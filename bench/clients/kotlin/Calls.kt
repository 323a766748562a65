import java.math.BigDecimal
import java.time.LocalDate
import org.openapitools.client.apis.AuthApi
import org.openapitools.client.apis.TasksApi
import org.openapitools.client.infrastructure.ApiClient
import org.openapitools.client.infrastructure.ClientError
import org.openapitools.client.infrastructure.ClientException
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.models.*

const val PASSWORD = "correct horse battery"

/** Signs up during the run. */
val stranger: String = System.getenv("STRANGER")

/** Has an account, in shop with the role `manager`. */
val person: String = System.getenv("PERSON")

/** The status of a stranger's attempt to delete a row: 404 where strangers cannot read it, otherwise 403. */
val refused = System.getenv("REFUSED").toInt()

var codes = System.currentTimeMillis()

/** A text that is unique in the database. */
fun code() = "S${codes++}"

/** The title of the rows that the list is asked for. */
val label = code()

fun did(call: String, held: Boolean) {
    check(held) { "$call failed" }
    println(call)
}

fun refusal(call: () -> Unit): ClientException {
    try {
        call()
    } catch (exception: ClientException) {
        return exception
    }
    error("not refused")
}

fun row(title: String) = TaskCreate(
    title = title,
    // shop: sku = code(), price = BigDecimal("9.90"),
    // thirty: dueOn = LocalDate.of(2026, 12, 31), amount = BigDecimal("9.90"), state = TaskCreate.State.`open`,
)

fun main() {
    val auth = AuthApi(System.getenv("URL"))
    val tasks = TasksApi(System.getenv("URL"))

    val account = auth.signUp(SignUp(email = stranger, password = PASSWORD)).data
    did("sign up", account.user.email == stranger)
    val session = auth.logIn(LogIn(email = person, password = PASSWORD)).data
    ApiClient.accessToken = session.accessToken
    did("log in", session.accessToken != "")

    val created = tasks.createTaskWithHttpInfo(row("One"), null)
    did("create", created.statusCode == 201)
    val id = tasks.createTask(row("One")).data.id
    val version = tasks.getTaskWithHttpInfo(
        id, null,
        // shop: null,
        // projects: null,
        // thirty: null,
    ).headers["etag"]!!.first()
    did("read", tasks.getTask(id).data.title == "One")
    did("create several", tasks.createManyTasks(listOf(row(label), row(label))).data.tasks.size == 2)
    val list = tasks.listTasks(title = label, sort = listOf("-created_at"), limit = 1, page = 2).data
    did("list", list.tasks.first().title == label && list.pagination.total == 2L)
    did("update", tasks.updateTask(id, TaskUpdate(title = "Two"), ifMatch = version).data.title == "Two")
    did("conflict", refusal { tasks.updateTask(id, TaskUpdate(title = "Three"), ifMatch = version) }.statusCode == 412)
    val invalid = refusal { tasks.updateTask(id, TaskUpdate(title = "")) }
    val body = Serializer.moshi.adapter(ErrorResponse::class.java).fromJson((invalid.response as ClientError<*>).body as String)!!
    did("field error", invalid.statusCode == 400 && body.error.details.first().field == "title")
    ApiClient.accessToken = account.accessToken
    did("somebody else's row", refusal { tasks.deleteTask(id) }.statusCode == refused)
    ApiClient.accessToken = session.accessToken
    did("delete", tasks.deleteTaskWithHttpInfo(id, null, null).statusCode == 204)
    did("log out", auth.logOutWithHttpInfo().statusCode == 204)
}
