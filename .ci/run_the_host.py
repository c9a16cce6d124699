"""The example host with what is installed and nothing else: a story leads to its claims, and a reader signs in there.

Run in a copy of examples/host outside of the checkout: python -W error run_the_host.py
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import deliberate

# The copy in the present folder, and nothing of the checkout.
sys.path.insert(0, str(Path.cwd()))
from news import create_app
from news.models import db


def run(site, *words):
    outcome = site.test_cli_runner().invoke(args=words)
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def sign_in(client, address, password):
    *_, token = re.findall(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(address).text)
    return client.post(address, data={"csrf_token": token, "name": "ben", "password": password})


def main():
    package = Path(deliberate.__path__[0])
    assert "site-packages" in package.parts, f"this is not the wheel: {package}"
    site = create_app()
    password = run(site, "fill").split()[-1]
    run(site, "deliberate", "upgrade")
    client = site.test_client()
    story = client.get("/stories/1").text
    link = re.search(r'href="(/deliberate/a/[^"]+)">Discuss the claims \((\d+) claims, 0 items\)', story)
    assert link, "the story has no link to its claims"
    article = client.get(link[1])
    assert article.status_code == 200, article.status
    assert "herald-head" in article.text, "the article is not in the site's layout"
    style = re.search(r'href="(/deliberate/static/[^"]+\.css)"', article.text)
    with client.get(style[1]) as file:
        assert file.status_code == 200, file.status
    post = re.search(r'href="(/deliberate/claims/[^"]+/evidence)"', article.text)[1]
    way = client.get(post)
    assert way.status_code == 303, way.status
    assert sign_in(client, way.location, password).location == post
    form = client.get(post)
    assert form.status_code == 200, form.status
    with site.app_context():
        db.engine.dispose()
    print(f"the example host: {link[2]} claims, an article of {len(article.data)} bytes, a form of {len(form.data)}")


with tempfile.TemporaryDirectory() as folder:
    os.environ.update(
        HERALD_SECRET_KEY="a key for this check", HERALD_SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/herald.db"
    )
    main()
