insert into app.notes (user_id, body) values ('00000000-0000-7000-8000-00000000000a', 'one');
insert into app.teams (id, name) values ('00000000-0000-7000-8000-000000000001', 'Acme');
insert into app.team_members (id, team_id, user_id, role) values ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000a', 'admin');
insert into app.tasks (team_id, user_id, title) values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-00000000000a', 'x');
