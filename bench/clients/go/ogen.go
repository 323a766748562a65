package main

import (
	"context"

	"calls/client"
	// shop: "github.com/shopspring/decimal"
	// thirty: "github.com/shopspring/decimal"
)

// token is the source of the client's credentials.
type token string

func (t token) BearerAuth(context.Context, client.OperationName) (client.BearerAuth, error) {
	return client.BearerAuth{Token: string(t)}, nil
}

func row(title string) client.TaskCreate {
	return client.TaskCreate{
		Title: title,
		// shop: Sku: code(), Price: decimal.RequireFromString("9.90"),
		// thirty: DueOn: date(), Amount: decimal.RequireFromString("9.90"), State: client.TaskCreateStateOpen,
	}
}

func main() {
	ctx := context.Background()
	anyone := must(client.NewClient(url, token("")))

	account, ok := must(anyone.SignUp(ctx, &client.SignUp{Email: stranger, Password: password})).(*client.SignUpCreatedHeaders)
	did("sign up", ok && account.Response.Data.User.Email == stranger)
	session, ok := must(anyone.LogIn(ctx, &client.LogIn{Email: person, Password: password})).(*client.AuthSessionResponseHeaders)
	did("log in", ok)
	me := must(client.NewClient(url, token(session.Response.Data.AccessToken)))
	other := must(client.NewClient(url, token(account.Response.Data.AccessToken)))

	created, ok := must(me.CreateTask(ctx, ptr(row("One")), client.CreateTaskParams{})).(*client.CreateTaskCreatedHeaders)
	did("create", ok && created.Response.Data.Title == "One")
	id := created.Response.Data.ID
	read, ok := must(me.GetTask(ctx, client.GetTaskParams{ID: id})).(*client.TaskSelectionResponseHeaders)
	did("read", ok && read.Response.Data.Title.Value == "One")
	version := client.UpdateTaskParams{ID: id, IfMatch: read.ETag}
	many, ok := must(me.CreateManyTasks(ctx, client.TaskCreateMany{row(label), row(label)}, client.CreateManyTasksParams{})).(*client.CreateManyTasksCreatedHeaders)
	did("create several", ok && len(many.Response.Data.Tasks) == 2)
	list, ok := must(me.ListTasks(ctx, client.ListTasksParams{
		Title: client.NewOptString(label), Sort: []string{"-created_at"},
		Limit: client.NewOptInt32(1), Page: client.NewOptInt32(2),
	})).(*client.TaskListResponseHeaders)
	did("list", ok && list.Response.Data.Tasks[0].Title.Value == label && list.Response.Data.Pagination.Total.Value == 2)
	updated, ok := must(me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("Two")}, version)).(*client.PutTaskOKHeaders)
	did("update", ok && updated.Response.Data.Title == "Two")
	_, ok = must(me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("Three")}, version)).(*client.PreconditionFailedHeaders)
	did("conflict", ok)
	// The client checks lengths itself; a text that only the server refuses shows the server's answer.
	invalid, ok := must(me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("")}, client.UpdateTaskParams{ID: id})).(*client.BadBodyHeaders)
	did("field error", ok && invalid.Response.Error.Details[0].Field == "title")
	switch must(other.DeleteTask(ctx, client.DeleteTaskParams{ID: id})).(type) {
	case *client.NotFoundHeaders:
		did("somebody else's row", refused == 404)
	// shop: case *client.ForbiddenHeaders:
	// shop: did("somebody else's row", refused == 403)
	default:
		did("somebody else's row", false)
	}
	_, ok = must(me.DeleteTask(ctx, client.DeleteTaskParams{ID: id})).(*client.DeleteTaskNoContent)
	did("delete", ok)
	_, ok = must(me.LogOut(ctx)).(*client.LogOutNoContent)
	did("log out", ok)
}
