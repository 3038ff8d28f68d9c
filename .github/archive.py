#!/usr/bin/env python3
"""Packs what cargo built for a target: archive.py TARGET BINARY.

Makes zentop-VERSION-TARGET.tar.gz, which is what Cargo.toml tells cargo-binstall to look for
and what formula.py tells Homebrew to fetch. The same bytes come of the same commit and binary:
names in order, everything root's, and the time of the commit.
"""

import gzip
import io
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path


def main(target, binary):
    binary = Path(binary).resolve()
    version = tomllib.loads(Path("Cargo.toml").read_text())["package"]["version"]
    name = f"zentop-{version}-{target}"
    files = {"zentop": (binary.read_bytes(), 0o755)}
    for path in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]:
        files[path] = (Path(path).read_bytes(), 0o644)
    files["settings.toml"] = (Path("assets/settings.toml").read_bytes(), 0o644)

    pages = Path("target/package/man")
    run(binary, "man", "--out", pages)
    for page in pages.glob("*.1"):
        files[f"man/{page.name}"] = (page.read_bytes(), 0o644)
    for shell in ["bash", "zsh", "fish"]:
        files[f"completions/zentop.{shell}"] = (run(binary, "completions", shell), 0o644)

    time = int(run("git", "log", "-1", "--format=%ct"))
    with open(f"{name}.tar.gz", "wb") as out:
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=time) as packed:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
                for path, (data, mode) in sorted(files.items()):
                    entry = tarfile.TarInfo(f"{name}/{path}")
                    entry.size, entry.mode, entry.mtime = len(data), mode, time
                    entry.uname = entry.gname = "root"
                    tar.addfile(entry, io.BytesIO(data))
    print(f"{name}.tar.gz")


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


main(*sys.argv[1:])
