insert into app.things (user_id, name, a) values
  ('00000000-0000-7000-8000-00000000000a', 'kept', 1)
