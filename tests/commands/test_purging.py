"""Erasing words for good from the command line, by two admins."""

from typing import Any

from click.testing import CliRunner
from flask import Flask

from deliberate.commands.purging import purge_command
from tests.host import person
from tests.moderation.scenes import opened


def run(*words: str, **more: Any) -> tuple[int, str]:
    done = CliRunner().invoke(purge_command, words, **more)
    return done.exit_code, done.output if done.exception is None else str(getattr(done.exception, "message", ""))


def test_two_admins_erase_a_claim_and_one_alone_does_not(context: Flask) -> None:
    for name in ("ada", "ari"):
        person(context, name, "admin")
    person(context, "mo", "moderator")
    claim = opened(context)
    what = ("contribution", str(claim.public_id), "--reason", "illegal")
    words = claim.text
    code, said = run(*what, "--by", "ada")
    assert (code, words in said, "Nothing is erased yet" in said) == (0, True, True)
    assert "no admin here" in run(*what, "--by", "mo")[1]
    assert "You asked for this yourself" in run(*what, "--by", "ada", "--confirmed-by", "ada", "--yes")[1]
    assert run(*what, "--by", "ada", "--confirmed-by", "ari", input="n\n")[0] == 1
    assert not claim.is_purged
    code, said = run(*what, "--by", "ada", "--confirmed-by", "ari", "--yes")
    assert (code, "Erased for good" in said, claim.is_purged, claim.text) == (0, True, True, "")
    assert "nothing is left" in run(*what, "--by", "ada")[1]
    assert "known:" in run("cake", "1", "--by", "ada", "--reason", "illegal")[1]
