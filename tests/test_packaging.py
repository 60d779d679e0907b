"""What is built is what is meant to be installed."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_holds_our_three_packages_and_the_starter_corpus(tmp_path: Path) -> None:
    """Nothing of ours is left out, and no test or document gets in."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"bot", "retrieval", "corpus"}
    for package in ("bot", "retrieval", "corpus"):
        ours = {str(path.relative_to(ROOT)) for path in (ROOT / package).rglob("*.py")}
        assert ours <= set(names)
    assert sum(name.startswith("corpus/starter/") for name in names) >= 25
    assert {"corpus/catalog.toml", "corpus/sources.toml"} <= set(names)


def test_torch_is_pinned_without_its_local_version() -> None:
    """A constraint on `+cpu` could not be met from PyPI, and a hash would refuse PyTorch's own index."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert "torch==2.13.0" in lines
    assert not any("+" in line or "--hash" in line or "://" in line for line in lines)
