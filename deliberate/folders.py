"""Where the folders beside the package are: in a checkout, an editable install and a wheel alike."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped_folder(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name` ("templates" or "migrations") that belongs to the package at `package`.

    A checkout wins over a copy inside the package, because that copy may be of an older state. Raises
    FileNotFoundError when there is neither, which means a broken installation.
    """
    checkout = package.parent
    # In site-packages the neighbouring folder of that name would be some other project's.
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    inside = package / "_shipped" / name
    if inside.is_dir():
        return inside
    raise FileNotFoundError(f"The folder {name!r} of deliberate is missing from this installation: {inside}")
