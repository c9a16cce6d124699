"""The standalone site's people, as the extension asks for them."""

from pathlib import Path

from deliberate.accounts.identity import AccountIdentity
from deliberate.accounts.services import create_user
from deliberate.core.db import transaction
from deliberate.core.site import find_person
from deliberate.standalone import create_app, upgrade_database


def test_a_person_is_found_by_the_name_of_their_account_or_by_their_id(tmp_path: Path) -> None:
    app = create_app({"DELIBERATE_DATA": str(tmp_path)})
    upgrade_database(app)
    with app.app_context():
        with transaction():
            cora = create_user("cora", "a long enough password").actor_id
        assert AccountIdentity().find("cora") == cora
        assert find_person("cora") == cora
        assert find_person(cora) == cora
        assert find_person("nobody") is None
        app.extensions["sqlalchemy"].engine.dispose()
