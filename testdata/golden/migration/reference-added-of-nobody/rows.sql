insert into app.folders (id, user_id, name) overriding system value values (1, '00000000-0000-7000-8000-00000000000a', 'a');
insert into app.things (folder_id) values (1), (null)
