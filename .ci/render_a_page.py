"""A host as small as one can be, with what is installed and nothing else: imports an article and renders its page.

Run with the core alone, outside of the checkout: python -W error render_a_page.py
"""

import importlib
import importlib.util
import pkgutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

import deliberate
from deliberate.core.actors import VISITOR
from deliberate.extension import Deliberate
from deliberate.folders import shipped_folder

OF_THE_SITE = {"accounts", "lti", "serving", "standalone", "operating", "demo", "cli"}
# What asks for an extra of its own.
OF_EXTRAS = {"api", "flaskbb"}
# What reckons on arrays asks for the extra `scale`; every other module has to import with the core alone.
ON_ARRAYS = {
    f"deliberate.weighting.{module}" for module in ("alternating_arrays", "layers", "methods_arrays", "solving_arrays")
}
HEAVY = ("granian", "argon2", "cryptography", "trafilatura", "psycopg", "numpy", "playwright", "pytest", "rich")


class Nobody:
    def current(self):
        return VISITOR

    def names(self, ids):
        return {}


def import_every_room():
    left_out = OF_THE_SITE | OF_EXTRAS
    rooms = [room.name for room in pkgutil.iter_modules(deliberate.__path__) if room.name not in left_out]
    for room in rooms:
        package = importlib.import_module(f"deliberate.{room}")
        for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"deliberate.{room}."):
            if module.name not in ON_ARRAYS:
                importlib.import_module(module.name)


def make_host(folder):
    app = Flask("host")
    app.config.update(SECRET_KEY="a key for this check", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder}/host.db")
    Deliberate(app, SQLAlchemy(app), identity=Nobody())
    return app


def run(app, *words):
    outcome = app.test_cli_runner().invoke(args=["deliberate", *words])
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def main():
    package = Path(deliberate.__path__[0])
    assert "site-packages" in package.parts, f"this is not the wheel: {package}"
    assert (package / "py.typed").is_file(), "the wheel has no py.typed"
    for name in ("templates", "migrations"):
        assert shipped_folder(name).is_relative_to(package), f"{name} is not in the wheel"
    heavy = [name for name in HEAVY if importlib.util.find_spec(name)]
    assert not heavy, f"the core brings {', '.join(heavy)}"
    import_every_room()
    with tempfile.TemporaryDirectory() as folder:
        app = make_host(folder)
        run(app, "upgrade")
        article = Path(folder, "bridge.txt")
        article.write_text("The bridge closed on Monday. Engineers say that the cable had rusted.")
        run(app, "import", str(article), "--title", "The bridge", "--publish")
        page = app.test_client().get("/deliberate/a/the-bridge")
        assert page.status_code == 200, page.status
        for words in ("Engineers say that", "the cable had rusted", "The bridge closed on Monday"):
            assert words in page.text, words
        with app.test_client().get("/deliberate/static/deliberate.css") as style:
            assert style.status_code == 200
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
    version = metadata.version("flask-deliberate")
    print(f"flask-deliberate {version} on Python {sys.version.split()[0]}: {len(page.data)} bytes of a page")


main()
