// Uses the tools of examples/helpdesk with the TypeScript client of the Model Context Protocol.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { countTokens } from 'gpt-tokenizer';

const { MCP_URL, MCP_TOKEN, MCP_EMAIL, MCP_PASSWORD, FREEHOLD, PATH, JAVA_HOME } = process.env;

async function use(transport) {
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name);
    assert(!names.includes('tickets_delete') && !names.includes('tags_create'), names.join());
    const call = async (name, args) => client.callTool({ name, arguments: args });
    const made = await call('tickets_create', { subject: 'Zoë’s printer', body: 'It smokes' });
    assert(!made.isError, JSON.stringify(made));
    const { id } = made.structuredContent;
    assert.deepEqual(JSON.parse(made.content[0].text), made.structuredContent);
    const where = [{ field: 'id', value: id }, { field: 'subject', op: 'icontains', value: 'PRINTER' }];
    const found = await call('tickets_list', { where });
    assert.deepEqual(found.structuredContent.tickets.map((row) => row.id), [id]);
    const changed = await call('tickets_update', { id, subject: 'Old printer' });
    assert.equal(changed.structuredContent.subject, 'Old printer');
    const refused = await call('tickets_update', { id, priority: 'urgent' });
    assert(refused.isError && refused.content[0].text.startsWith('VALIDATION_ERROR: priority'));
    await assert.rejects(call('tickets_delete', { id }), { code: -32602 });
    const tokens = {};
    for (const tool of tools) {
      const resource = tool.name.slice(0, tool.name.lastIndexOf('_'));
      tokens[resource] = (tokens[resource] ?? 0) + countTokens(JSON.stringify(tool));
    }
    assert(Object.values(tokens).every((count) => count <= 2000), JSON.stringify(tokens));
    const counted = Object.entries(tokens).map(([resource, count]) => `${resource} ${count}`).join(', ');
    return `${names.length} tools of ${counted} tokens, ${client.getServerVersion().name}`;
  } finally {
    await client.close();
  }
}

const ways = {
  HTTP: () =>
    new StreamableHTTPClientTransport(new URL(`${MCP_URL}/mcp`), {
      requestInit: { headers: { Authorization: `Bearer ${MCP_TOKEN}` } },
    }),
  stdio: () =>
    new StdioClientTransport({
      command: FREEHOLD,
      args: ['mcp'],
      env: { PATH, MCP_URL, MCP_EMAIL, MCP_PASSWORD, ...(JAVA_HOME && { JAVA_HOME }) },
    }),
};
for (const [way, transport] of Object.entries(ways)) {
  try {
    console.log(`typescript @modelcontextprotocol/sdk, ${way}: ${await use(transport())}`);
  } catch (e) {
    console.log(`typescript @modelcontextprotocol/sdk, ${way}: FAILED ${e.stack}`);
    process.exitCode = 1;
  }
}
