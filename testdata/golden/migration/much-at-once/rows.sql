insert into app.things (user_id, name, size, note) values
  ('00000000-0000-7000-8000-00000000000a', 'a', 1, 'n'),
  ('00000000-0000-7000-8000-00000000000b', null, 2, null)
