"""Packages as pip leaves them: a module, and beside it the folder of metadata that names what it offers."""

from pathlib import Path


def install(folder: Path, name: str, *, module: str, offers: str) -> None:
    """Put a distribution into a folder that is on a Python's path. `offers` is its entry_points.txt."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(offers, encoding="utf-8")
