insert into app.things (user_id, size) values
  ('00000000-0000-7000-8000-00000000000a', 5),
  ('00000000-0000-7000-8000-00000000000a', null)
