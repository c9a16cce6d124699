"""The standalone site with every extra that a site may have: somebody signs in there, and what each extra brings works.

Run outside of the checkout: DELIBERATE_DATA=FOLDER python -W error render_the_site.py
"""

import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import redis

import deliberate
from deliberate.articles.web_pages import read_web_page
from deliberate.standalone import create_app

DELIBERATE = str(Path(sys.executable).with_name("deliberate"))
PASSWORD = "a password for this check"
PAGE = (
    b"<html><body><article><h1>The bridge</h1><p>The bridge closed on Monday, because its cable had rusted through.</p>"
)


def run(*words):
    finished = subprocess.run([DELIBERATE, *words], capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def sign_in(client):
    form = client.get("/sign-in")
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form.text)[1]
    answer = client.post("/sign-in", data={"csrf_token": token, "identity": "ada", "password": PASSWORD})
    assert answer.status_code == 303, answer.status
    return client.get("/account/second-step")


def page_of_server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([DELIBERATE, "serve", "--port", str(port), "--workers", "1"])
    try:
        for _ in range(300):
            with suppress(URLError), urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10) as answer:
                return answer.read()
            time.sleep(0.1)
        raise AssertionError("no page from the server")
    finally:
        server.terminate()
        assert server.wait(60) == 0


def main():
    assert "site-packages" in Path(deliberate.__path__[0]).parts, "this is not the wheel"
    run("upgrade")
    run("create-user", "ada", "--role", "admin", "--password", PASSWORD)
    assert "FAULT" not in run("doctor")
    site = create_app()
    page = sign_in(site.test_client())
    assert page.status_code == 200, page.status
    assert "<svg" in page.text, "no picture for the second step"
    with site.app_context():
        site.extensions["sqlalchemy"].engine.dispose()
    served = page_of_server()
    read = read_web_page(PAGE, "text/html", "utf-8", "https://example.org/bridge")
    assert "its cable had rusted through" in read.text
    print(f"signed in: {len(page.data)} bytes, served: {len(served)}, read: {len(read.text)}")
    print(f"psycopg {psycopg.__version__} ({psycopg.pq.__impl__}), redis {redis.__version__}")


main()
