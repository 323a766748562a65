package main

import (
	"context"
	"errors"

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

// refusal is the answer to a request that the server refuses.
func refusal(err error) *client.FailureStatusCode {
	var failure *client.FailureStatusCode
	if !errors.As(err, &failure) {
		panic(err)
	}
	return failure
}

func main() {
	ctx := context.Background()
	anyone := must(client.NewClient(url, token("")))

	account := must(anyone.SignUp(ctx, &client.SignUp{Email: stranger, Password: password}))
	did("sign up", account.Data.User.Email == stranger)
	session := must(anyone.LogIn(ctx, &client.LogIn{Email: person, Password: password}))
	did("log in", session.Data.AccessToken != "")
	me := must(client.NewClient(url, token(session.Data.AccessToken)))
	other := must(client.NewClient(url, token(account.Data.AccessToken)))

	created := must(me.CreateTask(ctx, ptr(row("One")), client.CreateTaskParams{}))
	did("create", created.Response.Data.Title == "One")
	id := created.Response.Data.ID
	read := must(me.GetTask(ctx, client.GetTaskParams{ID: id}))
	did("read", read.Response.Data.Title.Value == "One")
	version := client.UpdateTaskParams{ID: id, IfMatch: read.ETag}
	many := must(me.CreateManyTasks(ctx, client.TaskCreateMany{row(label), row(label)}, client.CreateManyTasksParams{}))
	did("create several", len(many.Data.Tasks) == 2)
	list := must(me.ListTasks(ctx, client.ListTasksParams{
		Title: client.NewOptString(label), Sort: []string{"-created_at"},
		Limit: client.NewOptInt32(1), Page: client.NewOptInt32(2),
	}))
	did("list", list.Data.Tasks[0].Title.Value == label && list.Data.Pagination.Total.Value == 2)
	updated := must(me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("Two")}, version))
	did("update", updated.Response.Data.Title == "Two")
	_, err := me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("Three")}, version)
	did("conflict", refusal(err).StatusCode == 412)
	_, err = me.UpdateTask(ctx, &client.TaskUpdate{Title: client.NewOptString("")}, client.UpdateTaskParams{ID: id})
	invalid := refusal(err)
	did("field error", invalid.StatusCode == 400 && invalid.Response.Error.Details[0].Field == "title")
	did("somebody else's row", refusal(other.DeleteTask(ctx, client.DeleteTaskParams{ID: id})).StatusCode == refused)
	did("delete", me.DeleteTask(ctx, client.DeleteTaskParams{ID: id}) == nil)
	did("log out", me.LogOut(ctx) == nil)
}
