"""How a process of ours begins."""

import subprocess
import sys

STARTS = """
import gc
from deliberate.cli import main
print(gc.isenabled())
main(["policy"], standalone_mode=False)
print(gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


def test_garbage_is_looked_for_again_once_a_command_runs() -> None:
    said = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True)
    assert said.stdout.splitlines()[0] == "False", said.stderr
    assert said.stdout.splitlines()[-1] == "True True"
