#!/usr/bin/env python3
"""Prints a Homebrew formula for released archives: formula.py VERSION REPOSITORY SHA256SUMS.

The archives are those of archive.py; SHA256SUMS says what each of them comes to.
"""

import sys
from pathlib import Path

# Homebrew's words for each target.
TARGETS = {
    ("macos", "arm"): "aarch64-apple-darwin",
    ("macos", "intel"): "x86_64-apple-darwin",
    ("linux", "arm"): "aarch64-unknown-linux-musl",
    ("linux", "intel"): "x86_64-unknown-linux-musl",
}

FORMULA = """\
class Zentop < Formula
  desc "See who is signed in to Zendesk, and sign them out"
  homepage "{repository}"
  version "{version}"
  license any_of: ["MIT", "Apache-2.0"]

{systems}
  def install
    bin.install "zentop"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/zentop.bash" => "zentop"
    zsh_completion.install "completions/zentop.zsh" => "_zentop"
    fish_completion.install "completions/zentop.fish"
    pkgshare.install "settings.toml"
  end

  test do
    assert_match version.to_s, shell_output("#{{bin}}/zentop --version")
  end
end
"""

ARCHIVE = """\
    on_{processor} do
      url "{repository}/releases/download/v{version}/{file}"
      sha256 "{sum}"
    end
"""


def main(version, repository, sums):
    lines = (line.split(maxsplit=1) for line in Path(sums).read_text().splitlines())
    sums = {name.lstrip("*"): sum for sum, name in lines}
    systems = ""
    for system in ["macos", "linux"]:
        systems += f"  on_{system} do\n"
        for processor in ["arm", "intel"]:
            file = f"zentop-{version}-{TARGETS[system, processor]}.tar.gz"
            systems += ARCHIVE.format(
                processor=processor,
                repository=repository,
                version=version,
                file=file,
                sum=sums[file],
            )
        systems += "  end\n\n"
    print(FORMULA.format(version=version, repository=repository, systems=systems.rstrip() + "\n"), end="")


main(*sys.argv[1:])
