insert into app.things (user_id, title, assignee_id) values
  ('00000000-0000-7000-8000-00000000000a', 'one', '00000000-0000-7000-8000-0000000000ff'),
  ('00000000-0000-7000-8000-00000000000a', 'two', null)
