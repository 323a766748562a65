package main

import (
	"context"
	"errors"

	"calls/client"
)

func as(token string) context.Context {
	return context.WithValue(context.Background(), client.ContextAccessToken, token)
}

func row(title string) client.TaskCreate {
	return client.TaskCreate{
		Title: title,
		// shop: Sku: code(), Price: "9.90",
		// thirty: DueOn: date().Format("2006-01-02"), Amount: "9.90", State: "open",
	}
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: url}}
	api := client.NewAPIClient(configuration)
	anyone := context.Background()

	account, _, err := api.AuthAPI.SignUp(anyone).SignUp(*client.NewSignUp(stranger, password)).Execute()
	did("sign up", must(account, err).Data.User.Email == stranger)
	session, _, err := api.AuthAPI.LogIn(anyone).LogIn(*client.NewLogIn(person, password)).Execute()
	did("log in", must(session, err).Data.AccessToken != "")
	me := as(session.Data.AccessToken)

	created, response, err := api.TasksAPI.CreateTask(me).TaskCreate(row("One")).Execute()
	did("create", must(created, err).Data.Title == "One" && response.StatusCode == 201)
	id := created.Data.Id
	read, response, err := api.TasksAPI.GetTask(me, id).Execute()
	did("read", *must(read, err).Data.Title == "One")
	version := response.Header.Get("ETag")
	many, _, err := api.TasksAPI.CreateManyTasks(me).TaskCreate([]client.TaskCreate{row(label), row(label)}).Execute()
	did("create several", len(must(many, err).Data.Tasks) == 2)
	list, _, err := api.TasksAPI.ListTasks(me).Title(label).Sort([]string{"-created_at"}).Limit(1).Page(2).Execute()
	did("list", *must(list, err).Data.Tasks[0].Title == label && *list.Data.Pagination.Total == 2)
	updated, _, err := api.TasksAPI.UpdateTask(me, id).IfMatch(version).TaskUpdate(client.TaskUpdate{Title: ptr("Two")}).Execute()
	did("update", must(updated, err).Data.Title == "Two")
	_, response, _ = api.TasksAPI.UpdateTask(me, id).IfMatch(version).TaskUpdate(client.TaskUpdate{Title: ptr("Three")}).Execute()
	did("conflict", response.StatusCode == 412)
	_, response, err = api.TasksAPI.UpdateTask(me, id).TaskUpdate(client.TaskUpdate{Title: ptr("")}).Execute()
	var failure *client.GenericOpenAPIError
	did("field error", errors.As(err, &failure) && response.StatusCode == 400 &&
		failure.Model().(client.ErrorResponse).Error.Details[0].Field == "title")
	response, _ = api.TasksAPI.DeleteTask(as(account.Data.AccessToken), id).Execute()
	did("somebody else's row", response.StatusCode == refused)
	response, err = api.TasksAPI.DeleteTask(me, id).Execute()
	did("delete", must(response, err).StatusCode == 204)
	response, err = api.AuthAPI.LogOut(me).Execute()
	did("log out", must(response, err).StatusCode == 204)
}
