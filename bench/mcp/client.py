"""Uses the tools of examples/helpdesk with the Python client of the Model Context Protocol."""

import asyncio
import json
import os
import sys

import httpx2
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

URL = os.environ["MCP_URL"]


async def use(client: Client) -> str:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert "tickets_delete" not in tools and "tags_create" not in tools, sorted(tools)
    assert tools["tickets_list"].annotations.read_only_hint is True
    assert tools["tickets_update"].annotations.destructive_hint is True
    made = await client.call_tool("tickets_create", {"subject": "Zoë's printer", "body": "It smokes"})
    assert not made.is_error, made
    ticket = made.structured_content
    assert json.loads(made.content[0].text) == ticket
    found = await client.call_tool(
        "tickets_list",
        {"where": [{"field": "id", "value": ticket["id"]}, {"field": "status", "value": ["new", "open"]}]},
    )
    assert [row["id"] for row in found.structured_content["tickets"]] == [ticket["id"]]
    changed = await client.call_tool("tickets_update", {"id": ticket["id"], "subject": "Old printer"})
    assert changed.structured_content["subject"] == "Old printer"
    read = await client.call_tool("tickets_get", {"id": ticket["id"], "fields": ["subject"]})
    assert read.structured_content == {"subject": "Old printer"}, read
    counted = await client.call_tool("tickets_summary", {"group": ["status"]})
    assert counted.structured_content["groups"][0]["status"] == "new"
    refused = await client.call_tool("tickets_update", {"id": ticket["id"], "status": "closed"})
    assert refused.is_error and refused.content[0].text.startswith("CONFLICT: status"), refused
    assert refused.structured_content["error"]["code"] == "CONFLICT"
    try:
        await client.call_tool("tickets_delete", {"id": ticket["id"]})
        raise AssertionError("a tool of another role was called")
    except MCPError as e:
        assert e.error.code == -32602, e.error
    return f"{client.protocol_version}, {len(tools)} tools"


async def over_http(mode: str) -> str:
    headers = {"Authorization": "Bearer " + os.environ["MCP_TOKEN"]}
    async with httpx2.AsyncClient(headers=headers) as http:
        transport = streamable_http_client(URL + "/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            return await use(client)


async def over_stdio(mode: str) -> str:
    names = ["MCP_URL", "MCP_EMAIL", "MCP_PASSWORD"]
    server = StdioServerParameters(
        command=os.environ["FREEHOLD"], args=["mcp"], env={name: os.environ[name] for name in names}
    )
    async with Client(server, mode=mode) as client:
        return await use(client)


async def main() -> int:
    failed = 0
    for way, use_it in (("HTTP", over_http), ("stdio", over_stdio)):
        for mode in ("2026-07-28", "auto", "legacy"):
            try:
                print(f"python mcp, {way}, {mode}: {await use_it(mode)}", flush=True)
            except Exception as e:  # the line says which way failed
                print(f"python mcp, {way}, {mode}: FAILED {e!r}", flush=True)
                failed = 1
    return failed


sys.exit(asyncio.run(main()))
