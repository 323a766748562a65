insert into app.notes (id, user_id, body) values ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000a', 'lost')
