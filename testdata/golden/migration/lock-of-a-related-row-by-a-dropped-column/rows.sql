insert into app.things (user_id) values ('00000000-0000-7000-8000-00000000000a');
