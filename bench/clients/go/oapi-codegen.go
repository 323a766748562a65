package main

import (
	"context"
	"net/http"

	"calls/client"

	"github.com/oapi-codegen/runtime/types"
)

func as(token string) client.RequestEditorFn {
	return func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
}

func row(title string) client.TaskCreate {
	return client.TaskCreate{
		Title: title,
		// shop: Sku: code(), Price: "9.90",
		// thirty: DueOn: types.Date{Time: date()}, Amount: "9.90", State: "open",
	}
}

func main() {
	ctx := context.Background()
	api := must(client.NewClientWithResponses(url))

	account := must(api.SignUpWithResponse(ctx, client.SignUp{Email: types.Email(stranger), Password: password}))
	did("sign up", account.JSON201 != nil && string(account.JSON201.Data.User.Email) == stranger)
	session := must(api.LogInWithResponse(ctx, client.LogIn{Email: person, Password: password}))
	did("log in", session.JSON200 != nil)
	me := as(session.JSON200.Data.AccessToken)

	created := must(api.CreateTaskWithResponse(ctx, nil, row("One"), me))
	did("create", created.JSON201 != nil && created.JSON201.Data.Title == "One")
	id := created.JSON201.Data.Id
	read := must(api.GetTaskWithResponse(ctx, id, nil, me))
	did("read", read.JSON200 != nil && *read.JSON200.Data.Title == "One")
	version := client.UpdateTaskParams{IfMatch: ptr(read.HTTPResponse.Header.Get("ETag"))}
	many := must(api.CreateManyTasksWithResponse(ctx, nil, client.TaskCreateMany{row(label), row(label)}, me))
	did("create several", many.JSON201 != nil && len(many.JSON201.Data.Tasks) == 2)
	list := must(api.ListTasksWithResponse(ctx, &client.ListTasksParams{
		Title: ptr(label), Sort: &[]string{"-created_at"}, Limit: ptr(int32(1)), Page: ptr(int32(2)),
	}, me))
	did("list", list.JSON200 != nil && *list.JSON200.Data.Tasks[0].Title == label && *list.JSON200.Data.Pagination.Total == 2)
	updated := must(api.UpdateTaskWithResponse(ctx, id, &version, client.TaskUpdate{Title: ptr("Two")}, me))
	did("update", updated.JSON200 != nil && updated.JSON200.Data.Title == "Two")
	stale := must(api.UpdateTaskWithResponse(ctx, id, &version, client.TaskUpdate{Title: ptr("Three")}, me))
	did("conflict", stale.StatusCode() == 412)
	invalid := must(api.UpdateTaskWithResponse(ctx, id, nil, client.TaskUpdate{Title: ptr("")}, me))
	did("field error", invalid.StatusCode() == 400 && invalid.JSONDefault.Error.Details[0].Field == "title")
	foreign := must(api.DeleteTaskWithResponse(ctx, id, nil, as(account.JSON201.Data.AccessToken)))
	did("somebody else's row", foreign.StatusCode() == refused)
	did("delete", must(api.DeleteTaskWithResponse(ctx, id, nil, me)).StatusCode() == 204)
	did("log out", must(api.LogOutWithResponse(ctx, me)).StatusCode() == 204)
}
