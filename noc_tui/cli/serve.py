"""`noc serve`: taking alerts over HTTP."""

from __future__ import annotations

import typer

from noc_tui.cli import session

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: str = typer.Option(
        "127.0.0.1", metavar="ADDRESS", help="Address to listen on; beyond this machine, put TLS in front."
    ),
    port: int = typer.Option(
        8099, min=0, max=65535, metavar="N", help="Port to listen on; 0 takes a free one and says which."
    ),
) -> None:
    """Take alerts over HTTP, until Ctrl+C. Sources need a token: noc setup token alertmanager."""
    from noc_tui.serve.run import serve as run

    run(session.room(make=True), host, port)
