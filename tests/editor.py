"""Talks to the YAML language server as an editor does: JSON-RPC over its standard input and output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

SERVER = Path(__file__).parent / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {
    "validate": True,
    "completion": True,
    "hover": True,
    "schemaStore": {"enable": False},
    "maxItemsComputed": 20000,
}


class Editor:
    """One editor with one folder open."""

    def __init__(self, node: str, folder: Path) -> None:
        command = [node, str(SERVER), "--stdio"]
        self.server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.folder = folder
        self.number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        capabilities = {"textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}}}
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=capabilities)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings={"yaml": SETTINGS})

    def close(self) -> None:
        """Leave the editor."""
        self.ask("shutdown")
        self.tell("exit")
        self.server.communicate(timeout=10)

    def open(self, name: str, text: str) -> list[str]:
        """Open a file with a text and return what the server says against it."""
        address = self._opened(name, text)
        while address not in self.diagnostics:
            self._handle(self._receive())
        return [found["message"] for found in self.diagnostics[address]]

    def complete(self, name: str, text: str, line: int, column: int) -> dict[str, Any]:
        """Return the offered words, each with its explanation."""
        address = self._opened(name, text)
        place = {"line": line, "character": column}
        offered = self.ask("textDocument/completion", textDocument={"uri": address}, position=place)
        return {item["label"]: item.get("documentation") for item in offered["items"]}

    def _opened(self, name: str, text: str) -> str:
        """Open a text beside the data files, under an address that the server has not seen yet."""
        self.number += 1
        address = (self.folder / f"{self.number}-{name}").as_uri()
        document = {"uri": address, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        return address

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a request and return its result."""
        self.number += 1
        self._send(id=self.number, method=method, params=parameters)
        while True:
            message = self._receive()
            if message.get("id") == self.number and "method" not in message:
                return message["result"]
            self._handle(message)

    def tell(self, method: str, **parameters: Any) -> None:
        """Send a notification."""
        self._send(method=method, params=parameters)

    def _handle(self, message: dict[str, Any]) -> None:
        """Keep diagnostics; answer what the server asks of an editor."""
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            asked = message["params"].get("items", ()) if message["method"] == "workspace/configuration" else None
            answer = (
                [SETTINGS if part.get("section") == "yaml" else {} for part in asked] if asked is not None else None
            )
            self._send(id=message["id"], result=answer)

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        assert self.server.stdin is not None
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.server.stdout is not None
        length = 0
        while (line := self.server.stdout.readline().strip()) or not length:
            assert line or self.server.poll() is None, "the language server ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        return message
