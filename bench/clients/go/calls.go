// What the programs share: the server, two people, and a line for each call that did what it should.
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"time"
)

const password = "correct horse battery"

var (
	url = os.Getenv("URL")
	// stranger signs up during the run.
	stranger = os.Getenv("STRANGER")
	// person has an account, in shop with the role manager.
	person = os.Getenv("PERSON")
	// refused is the status of a stranger's attempt to delete a row: 404 where strangers cannot read it, otherwise 403.
	refused, _ = strconv.Atoi(os.Getenv("REFUSED"))
	codes      = time.Now().UnixMilli()
	// label is the title of the rows that the list is asked for.
	label = code()
)

// code returns a text that is unique in the database.
func code() string {
	codes++
	return fmt.Sprintf("S%d", codes)
}

func did(call string, held bool) {
	if !held {
		log.Fatalf("%s failed", call)
	}
	fmt.Println(call)
}

// must returns the value, or ends the program.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func ptr[T any](value T) *T { return &value }

func date() time.Time { return time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC) }
