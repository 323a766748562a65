insert into app.teams (id, name) values ('00000000-0000-7000-8000-0000000000aa', 'one');
insert into app.team_members (id, team_id, user_id, role) values
  ('00000000-0000-7000-8000-0000000000bb', '00000000-0000-7000-8000-0000000000aa',
    '00000000-0000-7000-8000-00000000000b', 'admin');
