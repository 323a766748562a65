insert into app.things (user_id, code, rank) values
  ('00000000-0000-7000-8000-00000000000a', 'one', 4),
  ('00000000-0000-7000-8000-00000000000a', 'one', 3)
