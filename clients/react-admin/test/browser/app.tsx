import { createRoot } from 'react-dom/client';
import {
  Admin,
  BooleanInput,
  Create,
  Datagrid,
  Edit,
  List,
  ReferenceField,
  ReferenceInput,
  Resource,
  SearchInput,
  SelectInput,
  SimpleForm,
  TextField,
  TextInput,
} from 'react-admin';
import { freehold } from '../../dist/index.js';

const { dataProvider, authProvider } = freehold({
  url: import.meta.env.VITE_API_URL,
  storage: sessionStorage,
  limits: { projects: 1000 },
});

const filters = [
  <SearchInput key="q" source="q" alwaysOn />,
  <TextInput key="title" source="title[icontains]" label="Title contains" alwaysOn />,
  <SelectInput
    key="view"
    source="view"
    label="View"
    choices={['open', 'all'].map((option) => ({ id: option, name: option }))}
    alwaysOn
  />,
];

const Tasks = () => (
  <List filters={filters} sort={{ field: 'title', order: 'ASC' }}>
    <Datagrid>
      <TextField source="title" />
      <ReferenceField source="project_id" reference="projects" label="Project" />
      <TextField source="due_on" />
    </Datagrid>
  </List>
);

const TaskForm = () => (
  <SimpleForm>
    <TextInput source="title" />
    <ReferenceInput source="project_id" reference="projects" perPage={1000}>
      <SelectInput label="Project" />
    </ReferenceInput>
    <TextInput source="due_on" label="Due on" />
    <BooleanInput source="done" />
  </SimpleForm>
);

const Projects = () => (
  <List>
    <Datagrid>
      <TextField source="name" />
      <TextField source="budget" />
    </Datagrid>
  </List>
);

/** A decimal is a text: a number input would round it. */
const ProjectForm = () => (
  <SimpleForm>
    <TextInput source="name" />
    <TextInput source="budget" />
  </SimpleForm>
);

createRoot(document.getElementById('root')!).render(
  <Admin dataProvider={dataProvider} authProvider={authProvider} requireAuth disableTelemetry>
    <Resource
      name="tasks"
      list={Tasks}
      create={<Create redirect="list"><TaskForm /></Create>}
      edit={<Edit mutationMode="pessimistic"><TaskForm /></Edit>}
    />
    <Resource
      name="projects"
      recordRepresentation="name"
      list={Projects}
      create={<Create redirect="list"><ProjectForm /></Create>}
      edit={<Edit mutationMode="pessimistic"><ProjectForm /></Edit>}
    />
  </Admin>,
);
