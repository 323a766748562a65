insert into app.tasks (user_id, title) values ('00000000-0000-7000-8000-00000000000a', 'one'), ('00000000-0000-7000-8000-00000000000a', 'two');
