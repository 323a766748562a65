insert into app.projects (user_id, name) values ('00000000-0000-7000-8000-00000000000a', 'p');
insert into app.tasks (user_id, title, project_id, size) values ('00000000-0000-7000-8000-00000000000a', 'x', 1, 3), ('00000000-0000-7000-8000-00000000000a', null, null, null), ('00000000-0000-7000-8000-00000000000b', 'x', null, 1);
