insert into app.things (user_id, title, status) values
  ('00000000-0000-7000-8000-00000000000a', 'one', 'open'),
  ('00000000-0000-7000-8000-00000000000a', 'two', 'closed')
