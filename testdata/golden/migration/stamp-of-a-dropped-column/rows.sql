insert into app.things (user_id, title, done_at) values
  ('00000000-0000-7000-8000-00000000000a', 'one', '2020-01-01T00:00:00Z');
