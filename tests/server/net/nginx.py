"""nginx with the configurations that docs/howto/deploy.md shows, on free ports of this machine."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "howto" / "deploy.md"

_MAIN = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""


class NginxMissing(Exception):
    """There is no nginx."""

    def __str__(self) -> str:
        return (
            "These tests need nginx (on Debian: apt-get install nginx-light; tools/install_system_packages.sh does it)."
        )


def configuration(name: str) -> str:
    """A configuration as the documentation has it.

    Args:
        name: What stands in the comment before it.
    """
    found = re.search(rf"<!-- nginx: {name} -->\n```nginx\n(.*?)```", DEPLOY.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, name
    return found[1]


@asynccontextmanager
async def nginx(name: str, folder: Path, *upstreams: int) -> AsyncIterator[int]:
    """nginx with a configuration of the documentation.

    Args:
        name: Which one.
        folder: For its files.
        upstreams: The ports of the apps that the configuration has on 8000, 8001 ...

    Yields:
        Its port.
    """
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        raise NginxMissing
    port, servers = free_port(), configuration(name)
    for number, upstream in enumerate(upstreams):
        servers = servers.replace(f"127.0.0.1:{8000 + number}", f"127.0.0.1:{upstream}")
    servers = re.sub(r"listen \d+( ssl)?;", rf"listen 127.0.0.1:{port}\1;", servers)
    if " ssl;" in servers:
        certificate, key = folder / "cert.pem", folder / "cert.key"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += [
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ]
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
        servers = servers.replace("/etc/ssl/example.org.pem", str(certificate))
        servers = servers.replace("/etc/ssl/example.org.key", str(key))
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, servers=servers))
    process = await asyncio.create_subprocess_exec(
        *(program, "-p", str(folder), "-c", str(main), "-e", str(folder / "error.log")),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        for _ in range(1_500):
            if process.returncode is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            break
        if process.returncode is not None and process.stderr is not None:
            raise RuntimeError((await process.stderr.read()).decode())
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
